/** The hexagons drawn of staff's cells. Comes with the map, for those who may see them. */
import { cellToBoundary, splitLongToH3Index } from 'h3-js'
import type { Feature, FeatureCollection, Polygon } from 'geojson'
import type { Cells } from './cells.ts'

/** More hexagons than this make an office PC stutter; those with most people are drawn. */
export const MOST_CELLS = 20_000

/**
 * Cells with people beyond reach, as hexagons with `h3` and `value`.
 * @param pessimist what is unknown counts as missing
 */
export function uncoveredCells(
  { halves, people, pessimist, optimist }: Cells,
  reachM: number,
  pessimistically: boolean,
): FeatureCollection<Polygon> {
  const distance = pessimistically ? pessimist : optimist
  let found: { row: number; value: number }[] = []
  for (let i = 0; i < people.length; i++) {
    if (people[i]! <= 0 || distance[i]! <= reachM) continue
    found.push({ row: i, value: people[i]! })
  }
  if (found.length > MOST_CELLS) found = found.sort((a, b) => b.value - a.value).slice(0, MOST_CELLS)
  return {
    type: 'FeatureCollection',
    features: found.map(({ row, value }): Feature<Polygon> => {
      const h3 = splitLongToH3Index(halves[2 * row]!, halves[2 * row + 1]!)
      return {
        type: 'Feature',
        properties: { h3, value },
        geometry: { type: 'Polygon', coordinates: [cellToBoundary(h3, true)] },
      }
    }),
  }
}
