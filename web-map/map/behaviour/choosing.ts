import type { Map as MapLibreMap, MapLayerMouseEvent } from 'maplibre-gl'
import { STATION_LAYERS, type StationsOnMap } from './stations.ts'

/** A tap on a station chooses it, a tap on a cluster opens it; the pointer shows that both can be tapped. */
export function listenForChoice(
  map: MapLibreMap,
  stations: Pick<StationsOnMap, 'zoomApart'>,
  onChoose: (code: string) => void,
): void {
  map.on('click', 'stations', (event: MapLayerMouseEvent) => {
    const code: unknown = event.features?.[0]?.properties.code
    if (typeof code === 'string') onChoose(code)
  })
  map.on('click', 'clusters', async (event: MapLayerMouseEvent) => {
    const cluster = event.features?.[0]?.properties
    const zoom = cluster && (await stations.zoomApart(cluster))
    if (typeof zoom === 'number') map.easeTo({ center: event.lngLat, zoom })
  })
  for (const layer of STATION_LAYERS) {
    map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
  }
}
