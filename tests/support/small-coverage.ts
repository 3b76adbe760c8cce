import { buildDemandTable, type DemandTable } from '../../api/features/coverage/demand-table.ts'
import type { StationTable } from '../../api/features/coverage/engine.ts'
import { createGrid, type RegionAreas } from '../../api/features/coverage/grid.ts'
import type { DemandSite, LayerContent } from '../../api/features/coverage/model.ts'
import { stationTable as tableOf } from '../../api/features/coverage/station-table.ts'
import type { CoverageQuestion } from '../../api/features/coverage/question.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import type { LiveIndex } from '../../api/features/nearest/follower.ts'
import type { BuiltStation } from './nearest.ts'
import { rows2026 } from './hours.ts'

const rectangle = (west: number, south: number, east: number, north: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

/** Two districts side by side, the western one with two streets. */
export const REGION: RegionAreas = {
  districts: [
    { code: '110101', geometry: rectangle(116.29, 39.89, 116.33, 39.97) },
    { code: '110102', geometry: rectangle(116.33, 39.89, 116.37, 39.97) },
  ],
  streets: [
    { code: '110101001', districtCode: '110101', geometry: rectangle(116.29, 39.89, 116.33, 39.93) },
    { code: '110101002', districtCode: '110101', geometry: rectangle(116.29, 39.93, 116.33, 39.97) },
  ],
}

export const site = (over: Partial<DemandSite>): DemandSite => ({
  name: '网点',
  lon: 116.31,
  lat: 39.92,
  districtCode: '110101',
  streetCode: '110101001',
  groups: { courier: 30 },
  hours: null,
  ...over,
})

/** Some sites, and two layers that overlap, one of them reaching beyond the region. */
export const LAYERS: LayerContent[] = [
  {
    weight: 1,
    areas: [],
    sites: [
      site({ groups: { courier: 30, rider: 7 }, hours: parseHours('每天 08:00-20:00') }),
      site({ lon: 116.345, districtCode: '110102', streetCode: null, groups: { cleaner: 41 } }),
    ],
  },
  {
    weight: 0.4,
    sites: [],
    areas: [
      {
        name: '甲街',
        districtCode: '110101',
        streetCode: '110101001',
        groups: { resident: 66_523 },
        hours: null,
        geometry: REGION.streets[0]!.geometry,
      },
      {
        name: '一片',
        districtCode: null,
        streetCode: null,
        groups: { worker: 1234 },
        hours: parseHours('周一至周五 09:00-18:00'),
        geometry: rectangle(116.31, 39.91, 116.38, 39.95),
      },
    ],
  },
]

let small: DemandTable | undefined

/** The layers above on a coarse grid; spread once. */
export function smallDemand(): DemandTable {
  small ??= buildDemandTable(LAYERS, createGrid(8, REGION), REGION)
  return small
}

export function demandOf(sites: readonly DemandSite[]): DemandTable {
  return buildDemandTable([{ weight: 1, sites, areas: [] }], createGrid(8, REGION), REGION)
}

export const stationTable = (live: LiveIndex): StationTable => tableOf(live, rows2026)

/** A station open round the clock with a toilet, but for what is said. */
export const station = (id: number, over: Partial<BuiltStation>): BuiltStation => ({
  id,
  code: `BJ${String(id).padStart(6, '0')}`,
  name: `${id}号站`,
  lon: 116.31,
  lat: 39.92,
  kind: 'warm_station',
  hostKind: 'bank',
  audience: 'outdoor',
  districtCode: null,
  address: null,
  access: 'free',
  accessNote: null,
  facilities: { toilet: { state: 'yes' } },
  hours: parseHours('24小时'),
  confirmedAt: null,
  synthetic: false,
  ...over,
})

/** Monday 5 January 2026, an ordinary week. */
export const question = (over: Partial<CoverageQuestion> = {}, hour = 10): CoverageQuestion => ({
  when: { kind: 'hour', hour, holiday: false, weekOf: '2026-01-05' },
  facilities: [],
  access: [],
  groups: [],
  reach: { metres: 500, travel: null },
  ...over,
})
