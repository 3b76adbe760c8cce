import type { Map as MapLibreMap } from 'maplibre-gl'

/** How the map can fail while the page goes on. */
export type MapFailure = 'webgl' | 'chunk' | 'worker'

/** A map whose own data has not come through after this long has lost its worker: it gives no error of its own. */
const PATIENCE_MS = 12_000

export interface Watchdog {
  /** New data was handed to the map: it must come to rest again. */
  expectDrawing(): void
  stop(): void
}

/** Tiles may be long in coming; what lies here already never is. */
function workerAnswers(map: MapLibreMap): boolean {
  return map.getSource('reach') !== undefined && map.isSourceLoaded('reach')
}

/** Reports once when the map stops drawing: its worker is gone, or the graphics context was taken away. */
export function watchMap(map: MapLibreMap, onFailure: (failure: MapFailure) => void): Watchdog {
  let timer: ReturnType<typeof setTimeout> | undefined
  const atRest = () => {
    clearTimeout(timer)
    timer = undefined
  }
  const lost = () => onFailure('webgl')
  map.on('idle', atRest)
  map.on('webglcontextlost', lost)
  return {
    expectDrawing() {
      // A hidden page draws nothing, which is no failure.
      if (timer !== undefined || document.hidden) return
      timer = setTimeout(() => {
        if (!document.hidden && !workerAnswers(map)) onFailure('worker')
        timer = undefined
      }, PATIENCE_MS)
    },
    stop() {
      atRest()
      map.off('idle', atRest)
      map.off('webglcontextlost', lost)
    },
  }
}
