import { nextTick } from 'vue'

/** Runs a task once what was just changed is on the screen: the list must never wait for what comes after it. */
export function afterPainting(task: () => void): void {
  void nextTick(() => requestAnimationFrame(() => setTimeout(task)))
}
