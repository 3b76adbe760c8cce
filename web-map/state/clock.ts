/** The minute hand of the page: states on cards change as time passes, without anybody touching it. */
import { ref } from 'vue'

const TICK_MS = 20_000

export const now = ref(Date.now())

export function startClock(): void {
  setInterval(() => {
    now.value = Date.now()
  }, TICK_MS)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) now.value = Date.now()
  })
}
