import type { Palette } from '../palette.ts'
import type { Scene } from '../station-map.ts'

/** The layers that a tap goes to, wherever their stations come from. */
export const STATION_LAYERS = ['stations', 'clusters'] as const

/** All stations on the map but the chosen one: from the answer (`answered-stations`) or from tiles (`tiled-stations`). */
export interface StationsOnMap {
  /** The style is there: sources and layers can be added, below the layer `chosen`. */
  add(palette: Palette, scene: Scene): void
  show(scene: Scene): void
  /** The zoom at which a cluster comes apart; null where that cannot be told. */
  zoomApart(cluster: Record<string, unknown>): Promise<number | null>
  /** Fetches anew what did not come. */
  retry(scene: Scene): void
  stop(): void
}
