/** What the page knows: the question, the week that answers its hours at once, and the single answer in full. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { FeatureCollection } from 'geojson'
import { getJson, withQuery, type ApiError } from '../api/client.ts'
import type {
  AppConfig,
  Counts,
  CoverageAnswer,
  CoverageModels,
  Strip,
  WeekAnswer,
  WeekUnderWay,
} from '../api/types.ts'
import { language } from '../i18n/index.ts'
import {
  atHourOf,
  breaksFor,
  figuresOf,
  greatestOf,
  ranked,
  rowsOfAnswer,
  rowsOfWeek,
  type AreaFigures,
  type Figures,
} from './figures.ts'
import { addressOf, apiQuery, districtOf, questionFromAddress, type GapQuestion } from './question.ts'

export type ModelChoice = CoverageModels['items'][number]

export const question = ref<GapQuestion>(
  questionFromAddress(new URLSearchParams(location.search), Date.now()),
)
export const config = shallowRef<AppConfig | null>(null)
export const models = shallowRef<ModelChoice[]>([])
export const districtShapes = shallowRef<FeatureCollection | null>(null)
export const streetShapes = shallowRef<FeatureCollection | null>(null)

/** The full answer for one hour; the last one stays until the next has come. */
export const answer = shallowRef<CoverageAnswer | null>(null)
export const answerError = shallowRef<ApiError | null>(null)

/** The week of all districts, and that of the streets of the chosen one. */
export const cityWeek = shallowRef<WeekAnswer | null>(null)
export const districtWeek = shallowRef<WeekAnswer | null>(null)
export const weekError = shallowRef<ApiError | null>(null)
/** Hours counted so far while the week is being counted; null when nothing is. */
export const hoursDone = ref<number | null>(null)

export const district = computed(() => districtOf(question.value.area))

/** The parts of a question that make another week. */
const weekKey = computed(() => `${withQuery('', apiQuery(question.value, false))} ${language.value}`)
const answerKey = computed(() => `${withQuery('', apiQuery(question.value, true))} ${language.value}`)

const weekOfRows = computed(() => (district.value === null ? cityWeek.value : districtWeek.value))

/** The answer belongs to the hour that is shown. */
const answerFits = computed(() => answer.value?.question.hour === question.value.hour)

export const rows = computed<AreaFigures[]>(() => {
  const { hour, unknowns, measure } = question.value
  const found = weekOfRows.value
    ? rowsOfWeek(weekOfRows.value, district.value, hour)
    : answer.value && answerFits.value
      ? rowsOfAnswer(answer.value, district.value)
      : []
  return ranked(found, unknowns, measure)
})

/** The strip of the chosen area; null until the week is known. */
export const strip = computed<Strip | null>(() => {
  const { area } = question.value
  if (area === null) return cityWeek.value
  if (area.length === 6) {
    return cityWeek.value?.districts.find(({ code }) => code === area) ?? districtWeek.value
  }
  return districtWeek.value?.streets.find(({ code }) => code === area) ?? null
})

/** Figures of the chosen area at the chosen hour. */
export const chosen = computed<Figures | null>(() => {
  if (strip.value) return atHourOf(strip.value, question.value.hour)
  const found = answer.value && answerFits.value ? areaOf(answer.value, question.value.area) : null
  return found && figuresOf(found)
})

export const unit = computed(() => (cityWeek.value ?? answer.value)?.unit ?? 'people')
export const synthetic = computed(
  () => (cityWeek.value ?? answer.value)?.synthetic ?? config.value?.demo ?? false,
)

/** Bounds of the colours on the map and in the table: the same at every hour of the week. */
export const areaBreaks = computed(() => {
  const { unknowns, measure } = question.value
  const week = weekOfRows.value
  if (week) {
    const strips = district.value === null ? week.districts : week.streets
    return breaksFor(measure, greatestOf(strips, unknowns))
  }
  return breaksFor(measure, Math.max(0, ...rows.value.map((row) => row.people - row.pessimist)))
})

export const stripBreaks = computed(() =>
  breaksFor(question.value.measure, strip.value ? greatestOf([strip.value], question.value.unknowns) : 0),
)

export const districts = computed(() => {
  const known = districtShapes.value?.features.map(({ properties }) => ({
    code: String(properties?.code),
    name: String(properties?.name),
  }))
  const named = known ?? cityWeek.value?.districts ?? answer.value?.districts ?? []
  return named
    .filter((area): area is { code: string; name: string } => area.code !== null)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
})

/** Name of a district or street; null for the region, and until it is known. */
export function nameOf(code: string | null): string | null {
  if (code === null) return null
  const known = [...districts.value, ...(districtWeek.value?.streets ?? []), ...(answer.value?.streets ?? [])]
  return known.find((area) => area.code === code)?.name ?? null
}

/** What the single answer says of an area; null when it knows no such area. */
export function areaOf(given: CoverageAnswer, area: string | null): Counts | null {
  if (area === null) return given
  return [...given.districts, ...given.streets].find(({ code }) => code === area) ?? null
}

/** @param back whether the browser's back button should undo it */
export function ask(change: Partial<GapQuestion>, back = false): void {
  question.value = { ...question.value, ...change }
  const address = addressOf(question.value, new URLSearchParams(location.search)) + location.hash
  if (back) history.pushState(null, '', address)
  else history.replaceState(null, '', address)
}

const ANSWER_PAUSE_MS = 150
/** How long one request for the week waits on the server, in seconds. */
const WEEK_WAIT_S = 1
const RUN_PAUSE_MS = 400

let answerAbort = new AbortController()
let weekAbort = new AbortController()
let districtAbort = new AbortController()
let answerTimer: ReturnType<typeof setTimeout> | undefined

async function loadAnswer(): Promise<void> {
  answerAbort.abort()
  answerAbort = new AbortController()
  const { signal } = answerAbort
  const path = withQuery('/api/coverage', apiQuery(question.value, true))
  const result = await getJson<CoverageAnswer>(path, language.value, signal)
  if (signal.aborted) return
  answerError.value = result.ok ? null : result.error
  if (result.ok) answer.value = result.value
}

type WeekReply = WeekAnswer | WeekUnderWay

/** Asks until the week is counted. @returns null when given up or failed; `weekError` then says why */
async function countWeek(area: string | null, signal: AbortSignal): Promise<WeekAnswer | null> {
  const path = withQuery('/api/coverage/week', {
    ...apiQuery(question.value, false),
    area,
    wait: WEEK_WAIT_S,
  })
  for (;;) {
    const result = await getJson<WeekReply>(path, language.value, signal)
    if (signal.aborted) return null
    if (!result.ok) {
      weekError.value = result.error
      return null
    }
    if (!('run' in result.value)) return result.value
    hoursDone.value = result.value.run.hoursDone
    await new Promise((resolve) => setTimeout(resolve, RUN_PAUSE_MS))
    if (signal.aborted) return null
  }
}

async function loadDistrictWeek(): Promise<void> {
  districtAbort.abort()
  districtAbort = new AbortController()
  const { signal } = districtAbort
  const code = district.value
  if (code === null || !cityWeek.value) return
  const week = await countWeek(code, signal)
  if (week && !signal.aborted) districtWeek.value = week
}

export async function loadWeek(): Promise<void> {
  weekAbort.abort()
  weekAbort = new AbortController()
  const { signal } = weekAbort
  cityWeek.value = null
  districtWeek.value = null
  weekError.value = null
  hoursDone.value = 0
  const week = await countWeek(null, signal)
  if (signal.aborted) return
  hoursDone.value = null
  if (!week) return
  cityWeek.value = week
  // The first answer of a service that has just been started may have come too late.
  if (answerError.value) void loadAnswer()
  await loadDistrictWeek()
}

export async function retry(): Promise<void> {
  await Promise.all([loadAnswer(), loadWeek(), loadSurroundings()])
}

async function loadSurroundings(): Promise<void> {
  const speech = language.value
  const fill = async <T>(path: string, put: (value: T) => void) => {
    const result = await getJson<T>(path, speech)
    if (result.ok) put(result.value)
  }
  await Promise.all([
    fill<AppConfig>('/api/config', (value) => (config.value = value)),
    fill<FeatureCollection>('/api/map/districts', (value) => (districtShapes.value = value)),
    fill<CoverageModels>('/api/coverage/models', (value) => (models.value = value.items)),
    fill<FeatureCollection>('/api/map/streets', (value) => (streetShapes.value = value)),
  ])
}

/** Begins to answer, and goes on with every change of the question. */
export function startGaps(): void {
  void loadSurroundings()
  watch(
    answerKey,
    (_, before) => {
      clearTimeout(answerTimer)
      if (before === undefined) void loadAnswer()
      else answerTimer = setTimeout(() => void loadAnswer(), ANSWER_PAUSE_MS)
    },
    { immediate: true },
  )
  watch(weekKey, () => {
    // Figures of another question must not stand beside the new one.
    answer.value = null
    void loadWeek()
  })
  void loadWeek()
  watch(district, (code) => {
    if (districtWeek.value?.area?.code !== code) districtWeek.value = null
    void loadDistrictWeek()
  })
  addEventListener('popstate', () => {
    question.value = questionFromAddress(new URLSearchParams(location.search), Date.now())
  })
}
