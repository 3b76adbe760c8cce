/** Two moments side by side: the kept answers to choose from, and what the API says of the two that are chosen. */
import { computed, ref, shallowRef, watch } from 'vue'
import { getJson, withQuery, type ApiError } from '../api/client.ts'
import type { CoverageComparison, CoverageSnapshots } from '../api/types.ts'
import { language } from '../i18n/index.ts'
import {
  askedAgain,
  changeBreaks,
  changeMeasured,
  changeOfArea,
  changesOf,
  type AreaChange,
} from './changes.ts'
import { ask, district, models, question } from './coverage-state.ts'
import { apiQuery, NOW } from './question.ts'
import { signedIn, staffGet, staffPost } from './staff.ts'

/** As they are listed: without the figures of the areas. */
export type KeptAnswer = CoverageSnapshots['items'][number]

export const kept = shallowRef<readonly KeptAnswer[]>([])
export const comparison = shallowRef<CoverageComparison | null>(null)
export const comparisonError = shallowRef<ApiError | null>(null)
export const keeping = ref(false)

/** Set while two moments are compared and known. */
export const changes = computed<AreaChange[]>(() => {
  if (!comparison.value) return []
  const { unknowns, measure } = question.value
  return changesOf(comparison.value, district.value, unknowns, measure)
})

export const changed = computed(() =>
  comparison.value ? changeOfArea(comparison.value, question.value.area) : null,
)

export const changeBounds = computed(() => {
  const { unknowns, measure } = question.value
  const sizes = changes.value.map((one) => Math.abs(changeMeasured(one, unknowns, measure)))
  return changeBreaks(measure, Math.max(0, ...sizes))
})

/** Begins a comparison with the present, which is asked the kept answer's own question. */
export function compareWith(id: number): void {
  const chosen = kept.value.find((one) => one.id === id)
  if (!chosen) return
  const { question: asked, model } = chosen.answer
  const stands = models.value.some((one) => one.id === model.id)
  ask(
    { ...askedAgain(question.value, asked, model.id, stands), compare: { before: `${id}`, after: NOW } },
    true,
  )
}

export async function loadKept(): Promise<void> {
  if (!signedIn.value) return
  const result = await staffGet(
    '/api/coverage/snapshots',
    {},
    (r) => r.json() as Promise<{ items: KeptAnswer[] }>,
  )
  if (result.ok) kept.value = result.value.items
  else comparisonError.value = result.error
}

/** Keeps the answer to the present question. @returns whether it is kept */
export async function keepNow(name: string): Promise<boolean> {
  keeping.value = true
  const asked: Record<string, string> = {}
  for (const [key, value] of new URLSearchParams(withQuery('', apiQuery(question.value, true)))) {
    asked[key] = value
  }
  const result = await staffPost<KeptAnswer>('/api/coverage/snapshots', { name, question: asked })
  keeping.value = false
  comparisonError.value = result.ok ? null : result.error
  if (result.ok) await loadKept()
  return result.ok
}

let abort = new AbortController()

async function loadComparison(): Promise<void> {
  abort.abort()
  abort = new AbortController()
  const { signal } = abort
  const { compare } = question.value
  comparisonError.value = null
  if (!compare) {
    comparison.value = null
    return
  }
  const path = withQuery('/api/coverage/compare', { ...apiQuery(question.value, true), ...compare })
  const result = await getJson<CoverageComparison>(path, language.value, signal)
  if (signal.aborted) return
  comparison.value = result.ok ? result.value : null
  comparisonError.value = result.ok ? null : result.error
}

const PAUSE_MS = 150
const asked = computed(() =>
  question.value.compare
    ? `${withQuery('', { ...apiQuery(question.value, true), ...question.value.compare })} ${language.value}`
    : null,
)

/** Follows the question. */
export function startComparing(): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    asked,
    (now, before) => {
      clearTimeout(timer)
      if (now === null || before === undefined || before === null) void loadComparison()
      else timer = setTimeout(() => void loadComparison(), PAUSE_MS)
    },
    { immediate: true },
  )
  watch(signedIn, () => void loadKept(), { immediate: true })
}
