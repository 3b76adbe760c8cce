/** The demand of one model as flat columns: where people are, who they are and when they are outside. */
import { latLngToCell } from 'h3-js'
import type { Hours } from '../hours/hours.ts'
import { createFrames, type PointFrames } from './closest.ts'
import { areaOfOutline, shareOut, type Grid, type RegionAreas } from './grid.ts'
import {
  UNIT_SCALE,
  type DemandSite,
  type HeadCounts,
  type LayerContent,
  type Unit,
  type WorkerGroup,
} from './model.ts'

/** District and street that an amount belongs to; null where no outline and no list says. */
export interface AreaPair {
  districtCode: string | null
  streetCode: string | null
}

/** People of one group who are outside at the same times; a null group is area. */
export interface Stratum {
  group: WorkerGroup | null
  hours: Hours | null
}

export interface SiteRow extends DemandSite {
  /** What the model's weight makes of the head-counts, in fixed-point amounts (see UNIT_SCALE). */
  amount: number
}

export interface DemandTable {
  unit: Unit
  /** Points 0 … cells − 1 are centres of cells, in the order of their H3 indices; the sites follow. */
  cells: number
  h3: BigUint64Array
  sites: SiteRow[]
  points: PointFrames
  areas: AreaPair[]
  strata: Stratum[]
  /** One entry a point, area and stratum. Amounts are whole numbers, see UNIT_SCALE. */
  entryPoint: Uint32Array
  entryArea: Uint16Array
  entryStratum: Uint16Array
  entryAmount: Float64Array
}

interface Entry {
  point: number
  area: number
  stratum: number
  amount: number
}

/** The whole model by area, in fixed-point amounts: every group, whether outside at the moment or not. */
export function amountsByArea({ areas, entryArea, entryAmount }: DemandTable): Float64Array {
  const amounts = new Float64Array(areas.length)
  for (let i = 0; i < entryArea.length; i++) amounts[entryArea[i]!]! += entryAmount[i]!
  return amounts
}

/** Numbers things by what they are. */
function numbering<T>(): { list: T[]; numberOf(thing: T): number } {
  const list: T[] = []
  const numbers = new Map<string, number>()
  return {
    list,
    numberOf(thing) {
      const key = JSON.stringify(thing)
      const known = numbers.get(key)
      if (known !== undefined) return known
      numbers.set(key, list.length)
      return list.push(thing) - 1
    },
  }
}

/** Only what decides when people are outside: equal times, one stratum. */
const timesOnly = (hours: Hours | null): Hours | null => hours && { ...hours, raw: '', source: undefined }

/**
 * Spreads a model's layers over the grid and puts its sites beside it. Totals are kept exactly: what a polygon carries
 * is shared out in thousandths of a person. Without a layer the region's area is counted.
 */
export function buildDemandTable(
  layers: readonly LayerContent[],
  grid: Grid,
  region: RegionAreas,
): DemandTable {
  const areaOnly = layers.length === 0
  const areas = numbering<AreaPair>()
  const strata = numbering<Stratum>()
  const onGrid: Entry[] = []
  const siteEntries: Entry[] = []
  const sites: SiteRow[] = []

  /** An area without a street of its own counts with the streets that the centres of its cells lie in. */
  function pairFor(cell: number, districtCode: string | null, streetCode: string | null): number {
    if (streetCode !== null) return areas.numberOf({ districtCode, streetCode })
    const district = districtCode ?? grid.district[cell] ?? null
    const street = grid.district[cell] === district ? (grid.street[cell] ?? null) : null
    return areas.numberOf({ districtCode: district, streetCode: street })
  }

  if (areaOnly) {
    const stratum = strata.numberOf({ group: null, hours: null })
    for (const { code, geometry } of region.districts) {
      const { rows, areas: overlaps } = grid.overlap(geometry)
      const shares = shareOut(Math.round(areaOfOutline(geometry)), overlaps)
      rows.forEach((row, i) =>
        onGrid.push({ point: row, area: pairFor(row, code, null), stratum, amount: shares[i]! }),
      )
    }
  }
  for (const layer of layers) {
    for (const { districtCode, streetCode, groups, hours, geometry } of layer.areas) {
      const { rows, areas: overlaps } = grid.overlap(geometry)
      for (const { group, amount } of amounts(groups, layer.weight)) {
        const stratum = strata.numberOf({ group, hours: timesOnly(hours) })
        const shares = shareOut(amount, overlaps)
        rows.forEach((row, i) =>
          onGrid.push({
            point: row,
            area: pairFor(row, districtCode, streetCode),
            stratum,
            amount: shares[i]!,
          }),
        )
      }
    }
    for (const site of inGridOrder(layer.sites, grid.resolution)) {
      const { districtCode, streetCode } = site
      const counted = amounts(site.groups, layer.weight)
      const point = sites.push({ ...site, amount: counted.reduce((sum, { amount }) => sum + amount, 0) }) - 1
      for (const { group, amount } of counted) {
        const stratum = strata.numberOf({ group, hours: timesOnly(site.hours) })
        siteEntries.push({ point, area: areas.numberOf({ districtCode, streetCode }), stratum, amount })
      }
    }
  }
  return tableOf(areaOnly ? 'km2' : 'people', grid, onGrid, sites, siteEntries, areas.list, strata.list)
}

function amounts(groups: HeadCounts, weight: number): { group: WorkerGroup; amount: number }[] {
  return (Object.entries(groups) as [WorkerGroup, number][])
    .map(([group, heads]) => ({ group, amount: Math.round(heads * weight * UNIT_SCALE.people.perUnit) }))
    .filter(({ amount }) => amount > 0)
}

/** Neighbours follow each other: the search for one point's nearest station begins at its neighbour's. */
function inGridOrder(sites: readonly DemandSite[], resolution: number): DemandSite[] {
  return sites
    .map((site) => ({ site, cell: latLngToCell(site.lat, site.lon, resolution) }))
    .sort((a, b) => (a.cell < b.cell ? -1 : a.cell > b.cell ? 1 : 0))
    .map(({ site }) => site)
}

function tableOf(
  unit: Unit,
  grid: Grid,
  onGrid: readonly Entry[],
  sites: SiteRow[],
  siteEntries: readonly Entry[],
  areas: AreaPair[],
  strata: Stratum[],
): DemandTable {
  const living = onGrid.filter(({ amount }) => amount > 0)
  const rows = [...new Set(living.map(({ point }) => point))].sort((a, b) =>
    grid.ids[a]! < grid.ids[b]! ? -1 : 1,
  )
  const pointOfRow = new Map(rows.map((row, point) => [row, point]))
  const entries = [
    ...living
      .map((entry) => ({ ...entry, point: pointOfRow.get(entry.point)! }))
      .sort((a, b) => a.point - b.point),
    ...siteEntries.map((entry) => ({ ...entry, point: rows.length + entry.point })),
  ]
  const points = createFrames(rows.length + sites.length)
  rows.forEach((row, point) => points.set(point, grid.lon[row]!, grid.lat[row]!))
  sites.forEach((site, i) => points.set(rows.length + i, site.lon, site.lat))
  return {
    unit,
    cells: rows.length,
    h3: BigUint64Array.from(rows, (row) => BigInt(`0x${grid.ids[row]!}`)),
    sites,
    points,
    areas,
    strata,
    entryPoint: Uint32Array.from(entries, (entry) => entry.point),
    entryArea: Uint16Array.from(entries, (entry) => entry.area),
    entryStratum: Uint16Array.from(entries, (entry) => entry.stratum),
    entryAmount: Float64Array.from(entries, (entry) => entry.amount),
  }
}
