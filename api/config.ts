import { resolve } from 'node:path'
import { z } from 'zod'

const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max)

const environment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65535).default(8080),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 100).default(10),
  DEMO_STATIONS: wholeNumber(0, 1_000_000).default(9200),
  STAFF_TOKENS: z
    .string()
    .transform((text, context) => {
      const tokens = new Map<string, string>()
      for (const entry of text.split(',')) {
        const [name, token] = entry.split(':').map((part) => part.trim())
        if (!name || !token || token.length < 16) {
          context.addIssue({
            code: 'custom',
            message: 'must be name:token,… with at least 16 characters a token',
          })
          return z.NEVER
        }
        tokens.set(token, name)
      }
      return tokens
    })
    .optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,}$/, 'must be 16 characters or more, without spaces')
    .optional(),
  STOP_DELAY_SECONDS: wholeNumber(0, 60).default(0),
  REGION_NAME: z.string().min(1).default('北京'),
  REGION_BBOX: z
    .string()
    .default('115.40,39.40,117.55,41.10')
    .transform((text, context) => {
      const [west, south, east, north, ...rest] = text.split(',').map(Number)
      const numbers = [west, south, east, north]
      if (
        rest.length > 0 ||
        numbers.some((n) => n === undefined || !Number.isFinite(n)) ||
        west! >= east! ||
        south! >= north!
      ) {
        context.addIssue({ code: 'custom', message: 'must be west,south,east,north in WGS-84 degrees' })
        return z.NEVER
      }
      return [west, south, east, north] as Bbox
    }),
  REGION_CENTRE: z
    .string()
    .default('116.3975,39.9087')
    .transform((text, context) => {
      const [lon, lat, ...rest] = text.split(',').map(Number)
      if (rest.length > 0 || !Number.isFinite(lon) || !Number.isFinite(lat)) {
        context.addIssue({ code: 'custom', message: 'must be lon,lat in WGS-84 degrees' })
        return z.NEVER
      }
      return [lon, lat] as [number, number]
    }),
  CODE_PREFIX: z
    .string()
    .regex(/^(?!YS)[A-Z]{2}$/, 'must be two capital letters, not YS (the demo network has it)')
    .default('BJ'),
  BASEMAP: z.enum(['own', 'tianditu', 'pmtiles', 'style']).default('own'),
  BASEMAP_URL: z.string().min(1).optional(),
  BASEMAP_KEY: z.string().min(1).optional(),
  BASEMAP_APPROVAL: z.string().min(1).optional(),
  BASEMAP_CREDIT: z.string().min(1).optional(),
  DATA_ATTRIBUTION: z.string().min(1).default('暖心驿站登记数据'),
  DATA_LICENCE: z.string().min(1).default('CC BY 4.0'),
  DATA_LICENCE_URL: z.url().default('https://creativecommons.org/licenses/by/4.0/'),
  PUBLIC_URL: z.url().optional(),
  TRUST_PROXY: z.enum(['on', 'off']).default('off'),
  UPLOAD_MAX_MB: wholeNumber(1, 1024).default(64),
  CITY_FILE_STATIONS: wholeNumber(0, 1_000_000).default(30_000),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
})

/** West, south, east, north in WGS-84 degrees. */
export type Bbox = [west: number, south: number, east: number, north: number]

export interface Config {
  host: string
  port: number
  /** Absolute folder of the embedded database, uploads and the generated staff token. */
  dataDir: string
  databaseUrl: string | undefined
  poolSize: number
  /** How many synthetic stations an empty registry starts with; 0 starts empty. */
  demoStations: number
  /** Token → author; undefined: one token is generated into the data folder. */
  staffTokens: Map<string, string> | undefined
  /** Who may read the metrics; undefined: programs on this machine. */
  metricsToken: string | undefined
  /** How long a stopping process goes on answering while it says that it is not ready. */
  stopDelaySeconds: number
  /** `centre` (lon, lat) is where the page looks before it knows a place. */
  region: { name: string; bbox: Bbox; centre: [lon: number, lat: number]; codePrefix: string }
  basemap: {
    kind: 'own' | 'tianditu' | 'pmtiles' | 'style'
    /** Address of a style or of a PMTiles archive elsewhere. */
    url: string | undefined
    /** Absolute path of a PMTiles archive that this service hands out itself. */
    file: string | undefined
    key: string | undefined
    /** Whose map it is, as its licence wants it said. */
    credit: string | undefined
    /** 审图号, shown on the map when a licensed base map is used. */
    approvalNumber: string | undefined
  }
  /** Under what terms the open data go out; the publisher decides. */
  licence: { title: string; url: string; attribution: string }
  publicUrl: string | undefined
  trustProxy: boolean
  uploadMaxBytes: number
  /** Beyond this many stations phones get no whole file; their maps read vector tiles. */
  cityFileStations: number
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** Never repeated in a sentence. */
const SECRET = new Set(['STAFF_TOKENS', 'METRICS_TOKEN', 'DATABASE_URL'])

/** A setting that cannot be used; the message has one sentence a setting, naming it and its value. */
export class ConfigError extends Error {}

/**
 * Reads all settings from the environment (names in `.env.example`). Nothing else reads `process.env`.
 *
 * @throws ConfigError when a value cannot be used.
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const sentences = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      const shown = SECRET.has(name) ? 'its value' : `"${env[name]}"`
      return `${name}: ${shown} cannot be used: ${issue.message}.`
    })
    throw new ConfigError(sentences.join('\n'))
  }
  const e = parsed.data
  const [west, south, east, north] = e.REGION_BBOX
  const [lon, lat] = e.REGION_CENTRE
  if (lon < west || lon > east || lat < south || lat > north) {
    throw new ConfigError(`REGION_CENTRE ${lon},${lat} lies outside REGION_BBOX ${e.REGION_BBOX.join(',')}.`)
  }
  const needs = { tianditu: 'BASEMAP_KEY', pmtiles: 'BASEMAP_URL', style: 'BASEMAP_URL', own: null }[
    e.BASEMAP
  ]
  if (needs && !given[needs]) throw new ConfigError(`BASEMAP "${e.BASEMAP}" also needs ${needs}.`)
  const remote = e.BASEMAP_URL !== undefined && /^https?:\/\//.test(e.BASEMAP_URL)
  if (e.BASEMAP === 'style' && !remote) {
    throw new ConfigError(
      `BASEMAP_URL: "${e.BASEMAP_URL}" cannot be used: a style has an http(s):// address.`,
    )
  }
  return {
    host: e.HOST,
    port: e.PORT,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL,
    poolSize: e.DATABASE_POOL_SIZE,
    demoStations: e.DEMO_STATIONS,
    staffTokens: e.STAFF_TOKENS,
    metricsToken: e.METRICS_TOKEN,
    stopDelaySeconds: e.STOP_DELAY_SECONDS,
    region: {
      name: e.REGION_NAME,
      bbox: e.REGION_BBOX,
      centre: e.REGION_CENTRE,
      codePrefix: e.CODE_PREFIX,
    },
    basemap: {
      kind: e.BASEMAP,
      url: remote ? e.BASEMAP_URL : undefined,
      file: e.BASEMAP === 'pmtiles' && !remote ? resolve(e.BASEMAP_URL!) : undefined,
      key: e.BASEMAP_KEY,
      credit: e.BASEMAP_CREDIT,
      approvalNumber: e.BASEMAP_APPROVAL,
    },
    licence: { title: e.DATA_LICENCE, url: e.DATA_LICENCE_URL, attribution: e.DATA_ATTRIBUTION },
    publicUrl: e.PUBLIC_URL,
    trustProxy: e.TRUST_PROXY === 'on',
    uploadMaxBytes: e.UPLOAD_MAX_MB * 1024 * 1024,
    cityFileStations: e.CITY_FILE_STATIONS,
    logLevel: e.LOG_LEVEL,
  }
}
