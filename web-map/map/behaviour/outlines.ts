import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import { getJson } from '../../api/client.ts'
import { labelPoints } from '../sources.ts'

async function fill(map: MapLibreMap, name: string, path: string): Promise<void> {
  const result = await getJson<FeatureCollection>(path, 'zh')
  // Without outlines the stations still stand where they are.
  if (!result.ok || !map.getSource(`${name}s`)) return
  map.getSource<GeoJSONSource>(`${name}s`)?.setData(result.value)
  map.getSource<GeoJSONSource>(`${name}-names`)?.setData(labelPoints(result.value))
}

/** Draws the region's districts, then its streets where that layer was loaded. */
export async function fillOutlines(map: MapLibreMap): Promise<void> {
  await fill(map, 'district', '/api/map/districts')
  await fill(map, 'street', '/api/map/streets')
}
