/** When something was put aside on this device, as one says it; with its age once that is days. */
import { beijingFields, dayAt } from '../../api/features/hours/beijing-time.ts'
import type { Words } from '../i18n/zh.ts'

/** @param savedAt epoch milliseconds; told in Beijing time */
export function savedWhen(savedAt: number, nowMs: number, words: Words): string {
  const { month, day, hour, minute } = beijingFields(savedAt)
  const clock = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
  return words.savedWhen(month, day, clock, Math.max(0, dayAt(nowMs) - dayAt(savedAt)))
}
