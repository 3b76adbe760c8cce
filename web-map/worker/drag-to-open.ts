import { ref } from 'vue'
import { mapOpen } from '../state/map-view.ts'

/** Fingers tremble: below this many pixels a press on the grip is a tap. */
const TAP_PX = 8

/** Drags the map sheet by its grip; on release it goes to the nearer end. The button beside does the same. */
export function dragToOpen() {
  const height = ref<number | null>(null)

  function down(event: PointerEvent): void {
    const grip = event.currentTarget as HTMLElement
    const pane = grip.parentElement
    if (!pane) return
    const startY = event.clientY
    const startHeight = pane.clientHeight
    grip.setPointerCapture(event.pointerId)
    const move = ({ clientY }: PointerEvent) => {
      height.value = Math.min(window.innerHeight, Math.max(72, startHeight + startY - clientY))
    }
    const up = ({ clientY }: PointerEvent) => {
      grip.removeEventListener('pointermove', move)
      const travelled = startY - clientY
      if (Math.abs(travelled) < TAP_PX) mapOpen.value = !mapOpen.value
      else mapOpen.value = travelled > 0
      height.value = null
    }
    grip.addEventListener('pointermove', move)
    grip.addEventListener('pointerup', up, { once: true })
    grip.addEventListener('pointercancel', up, { once: true })
  }

  return { height, down }
}
