/** What staff are told of coverage, below street level. `satisfies` holds the schemas to the types. */
import { z } from 'zod'
import { instant, lat, list, lon, number, oneOf, text, whole } from '../../openapi/fields.ts'
import { namedCode } from '../stations/answer-schemas.ts'
import { FACILITIES } from '../stations/facilities.ts'
import {
  coverageAnswer,
  coverageRun,
  distanceInterval,
  districtCode,
  frame,
  streetCode,
} from './answer-schemas.ts'
import { WORKER_GROUPS, type DemandLayer } from './model.ts'
import type { LayerReport } from './demand.ts'
import type { CellAnswer } from './particulars.ts'
import type { Details } from './service.ts'

const near = z
  .object({
    code: text('Code of the station.', 'BJ000123'),
    name: text('Its name.', '朝阳门暖心驿站'),
    distanceM: number('Geodesic metres from the cell’s centre.', 640.2),
  })
  .meta({ id: 'NearStation', description: 'A station near a cell.' })

const reasonKind = <const T extends string>(kind: T, more: z.ZodRawShape = {}) => ({
  kind: z.literal(kind).meta({ description: 'What is wrong.', example: kind }),
  ...more,
  count: whole('How many stations.', 2),
})
const facility = oneOf(FACILITIES, 'The facility.')

const reason = z
  .union([
    z.object({
      ...reasonKind('closed'),
      at: text('HH:MM at which it closed last; null: not open for a day.', '17:30').nullable(),
    }),
    z.object({ ...reasonKind('lacks'), facility }),
    z.object(reasonKind('no-entry')),
    z.object(reasonKind('hours-unknown')),
    z.object({ ...reasonKind('facility-unknown'), facility }),
    z.object(reasonKind('entry-unknown')),
  ])
  .meta({ id: 'CellReason', description: 'Why nearer stations do not count; each counted once.' })

const h3 = text('H3 index of the cell.', '8931aa4e2dbffff')

export const cellAnswer = z
  .object({
    ...frame,
    h3,
    lon,
    lat,
    district: namedCode.nullable(),
    street: namedCode.nullable(),
    nearest: near.nullable(),
    possible: near.nullable(),
    nearer: list(reason, 'What is wrong with those nearer than `nearest`.'),
    sentence: text('All of it in a sentence.', '最近能用的是 640 米外的朝阳门暖心驿站。'),
  })
  .meta({ id: 'CoverageCell', description: 'Why a cell is covered or not.' }) satisfies z.ZodType<CellAnswer>

const worstCell = z
  .object({
    h3,
    lon,
    lat,
    people: number('People (or km²) in the cell.', 120.4),
    distanceM: distanceInterval,
    districtCode,
    streetCode,
  })
  .meta({ id: 'WorstCell', description: 'A cell surely beyond reach.' })

const soleStation = {
  code: text('Code of the station.', 'BJ000123'),
  name: text('Its name.', '朝阳门暖心驿站'),
  districtCode,
  streetCode,
}

const demandSite = z
  .object({
    name: text('Name of the site.', '朝阳门快递网点'),
    lon,
    lat,
    districtCode,
    streetCode,
    groups: z
      .partialRecord(z.enum(WORKER_GROUPS), z.number())
      .meta({ description: 'Head-counts by group; never individuals.', example: { courier: 30 } }),
    people: number('Their sum, for the groups asked about.', 30),
    distanceM: distanceInterval,
  })
  .meta({ id: 'DemandSite', description: 'A place where people set out from, and how far their station is.' })

export const details = z
  .object({
    ...frame,
    worstCells: list(worstCell, 'Most people first.'),
    soleStations: list(
      z
        .object({ ...soleStation, lon, lat, people: number('People who would have none without it.', 85.2) })
        .meta({ id: 'SoleStation', description: 'A station without which people would have none in reach.' }),
      'Most people first.',
    ),
    sites: list(demandSite, 'Farthest first.'),
  })
  .meta({ id: 'CoverageDetails', description: 'What lies below street level.' }) satisfies z.ZodType<Details>

export const coverageRuns = z
  .object({ items: list(coverageRun, 'Newest first.') })
  .meta({ id: 'CoverageRuns', description: 'The latest runs.' })

const kept = {
  id: whole('Number of the kept answer.', 7),
  name: text('What was kept, and why.', '2026年10月名单入库前'),
  createdBy: text('Whose token kept it.', 'chaoyang'),
  createdAt: instant,
}

export const snapshot = z
  .object({ ...kept, answer: coverageAnswer })
  .meta({ id: 'CoverageSnapshot', description: 'An answer that was kept and never changes.' })

export const snapshots = z
  .object({
    items: list(
      z
        .object({
          ...kept,
          answer: coverageAnswer.omit({ districts: true, streets: true, groups: true }).meta({
            id: 'CoverageHead',
            description: 'An answer without the areas’ figures.',
          }),
        })
        .meta({ id: 'CoverageSnapshotHead', description: 'A kept answer without the areas’ figures.' }),
      'Newest first.',
    ),
  })
  .meta({ id: 'CoverageSnapshots', description: 'The kept answers.' })

export const demandLayer = z
  .object({
    id: whole('Number of the layer.', 3),
    name: text('Name of the layer.', '通州区摸底 2026'),
    kind: oneOf(['sites', 'areas'], 'A list of places, or polygons that carry a number.'),
    year: whole('The year that it speaks of; null when its source does not say.', 2026).nullable(),
    source: text('Whose data it is.', '通州区总工会'),
    synthetic: z.boolean().meta({ description: 'Made up for demonstration.', example: false }),
    rows: whole('How many sites or polygons.', 212),
    groups: z
      .partialRecord(z.enum(WORKER_GROUPS), z.number())
      .meta({ description: 'Head-counts of all of it by group.', example: { courier: 4826 } }),
    createdAt: instant,
  })
  .meta({
    id: 'DemandLayer',
    description: 'Head-counts of workers as one source delivered them.',
  }) satisfies z.ZodType<DemandLayer>

export const demandLayers = z
  .object({ items: list(demandLayer, 'Newest first.') })
  .meta({ id: 'DemandLayers', description: 'The layers of demand.' })

export const layerReport = z
  .object({
    layer: demandLayer,
    problems: list(
      z.object({
        row: whole('Line of the sheet.', 17),
        severity: oneOf(['rejected', 'suspicious', 'note'], 'Whether the row was left out.'),
        column: text('The column.', '人数').nullable(),
        value: text('The value as given.', '约三十').nullable(),
        problem: text('What is wrong.', '人数不是数字。'),
        remedy: text('What would be right.', '请写整数。'),
        finding: text('What it is recorded as.', 'hours').optional(),
      }),
      'Rows left out or doubtful.',
    ),
    notes: list(z.string(), 'What else a person should know.').meta({ example: ['没有用到的列:备注。'] }),
  })
  .meta({
    id: 'DemandLayerReport',
    description: 'What became of a list or of polygons.',
  }) satisfies z.ZodType<LayerReport>
