import request from 'supertest'
import { STAFF, type TestService } from './service.ts'

/** Where the workers of the browser tests stand: 朝阳门, on WGS-84. */
export const HERE = { lon: 116.427, lat: 39.9243 }

/** A metre in degrees at this latitude, good enough to set stations apart. */
const EAST_M = 1 / 85_400
const NORTH_M = 1 / 111_000

/** Never open, whatever the day. */
const ALWAYS_CLOSED = { raw: '不开门', week: [[], [], [], [], [], [], []], holidays: 'same', makeup: 'same' }

const fac = (yes: readonly string[], no: readonly string[] = []) =>
  Object.fromEntries([
    ...yes.map((id) => [id, { state: 'yes', condition: 'ok' }]),
    ...no.map((id) => [id, { state: 'no' }]),
  ])

interface Sketch {
  name: string
  east: number
  north: number
  facts: object
}

/** Few stations whose order and states are plain: metres east and north of HERE. */
const SKETCHES: readonly Sketch[] = [
  {
    name: '甲站一直开',
    east: 120,
    north: 0,
    facts: { hours: '24小时', access: 'free', facilities: fac(['microwave', 'seats'], ['toilet']) },
  },
  {
    name: '乙站有厕所',
    east: 0,
    north: 300,
    facts: { hours: '24小时', access: 'ask_staff', facilities: fac(['toilet', 'charging']) },
  },
  {
    name: '丙站关着',
    east: 60,
    north: 0,
    facts: { hours: ALWAYS_CLOSED, access: 'free', facilities: fac(['toilet']) },
  },
  { name: '丁站时间未知', east: -200, north: 0, facts: { access: 'unknown' } },
  {
    name: '戊站远一些',
    east: 0,
    north: -700,
    facts: { hours: '24小时', access: 'free', facilities: fac(['toilet', 'hot_water']) },
  },
]

export interface SmallNetwork {
  /** Code by name. */
  codes: ReadonlyMap<string, string>
  closedForGood: string
}

/** Fills an empty service through its own interface and waits until searches know it. */
export async function seedSmallNetwork(service: TestService): Promise<SmallNetwork> {
  const create = async (body: object): Promise<string> => {
    const answer = await request(service.url).post('/api/stations').set(STAFF).send(body)
    if (answer.status !== 201) throw new Error(`The test network was refused: ${answer.text}`)
    return answer.body.code as string
  }
  const codes = new Map<string, string>()
  for (const { name, east, north, facts } of SKETCHES) {
    const position = {
      lon: HERE.lon + east * EAST_M,
      lat: HERE.lat + north * NORTH_M,
      datum: 'wgs84',
      accuracyM: 5,
    }
    codes.set(name, await create({ name, position, address: `朝阳门北小街 ${codes.size + 1} 号`, ...facts }))
  }
  const closedForGood = await create({
    name: '搬走的站',
    position: { lon: HERE.lon, lat: HERE.lat, datum: 'wgs84' },
    lifecycle: 'closed',
    lifecycleSince: '2026-03-01',
    lifecycleReason: '门店搬走了',
  })
  for (;;) {
    const { body } = await request(service.url).get('/readyz')
    if (body.stations === SKETCHES.length) return { codes, closedForGood }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
