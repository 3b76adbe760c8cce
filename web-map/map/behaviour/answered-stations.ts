import type { FeatureCollection } from 'geojson'
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl'
import { answeredLayers, CLUSTER_MAX_ZOOM, CLUSTER_RADIUS, singlesBut } from '../layers.ts'
import { stationPoints } from '../sources.ts'
import type { StationsOnMap } from './stations.ts'

const EMPTY: FeatureCollection = { type: 'FeatureCollection', features: [] }

/** The stations of the answer, as the list has them; the map clusters them itself. */
export function answeredStations(map: MapLibreMap): StationsOnMap {
  const source = () => map.getSource<GeoJSONSource>('stations')
  return {
    add(palette) {
      // The source is filtered, not the layer: a cluster counts only what the wishes let through.
      map.addSource('stations', {
        type: 'geojson',
        data: EMPTY,
        cluster: true,
        clusterRadius: CLUSTER_RADIUS,
        clusterMaxZoom: CLUSTER_MAX_ZOOM,
      })
      for (const layer of answeredLayers(palette)) map.addLayer(layer, 'chosen')
    },
    show({ stations, chosen, words, nowMs }) {
      map.setFilter('stations', singlesBut(chosen?.properties.code ?? null))
      source()?.setData(stationPoints(stations, words, nowMs))
    },
    async zoomApart({ cluster_id: id }) {
      const zoom = typeof id === 'number' ? await source()?.getClusterExpansionZoom(id) : undefined
      return zoom === undefined ? null : zoom + 0.3
    },
    retry: () => undefined,
    stop: () => undefined,
  }
}
