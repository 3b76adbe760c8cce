import type { GeoJSONSource, Map as MapLibreMap, MapLayerMouseEvent } from 'maplibre-gl'

/** A tap on a station chooses it, a tap on a cluster opens it; the pointer shows that both can be tapped. */
export function listenForChoice(map: MapLibreMap, onChoose: (code: string) => void): void {
  map.on('click', 'stations', (event: MapLayerMouseEvent) => {
    const code: unknown = event.features?.[0]?.properties.code
    if (typeof code === 'string') onChoose(code)
  })
  map.on('click', 'clusters', async (event: MapLayerMouseEvent) => {
    const id: unknown = event.features?.[0]?.properties.cluster_id
    const source = map.getSource<GeoJSONSource>('stations')
    if (typeof id !== 'number' || !source) return
    const zoom = await source.getClusterExpansionZoom(id)
    map.easeTo({ center: event.lngLat, zoom: zoom + 0.3 })
  })
  for (const layer of ['stations', 'clusters']) {
    map.on('mouseenter', layer, () => (map.getCanvas().style.cursor = 'pointer'))
    map.on('mouseleave', layer, () => (map.getCanvas().style.cursor = ''))
  }
}
