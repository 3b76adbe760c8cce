/** What only staff see: single cells and the sentence behind one. The token lives as long as the tab. */
import { computed, ref, shallowRef } from 'vue'
import type { FeatureCollection, Point } from 'geojson'
import { withQuery, type ApiError, type QueryValue, type Result } from '../api/client.ts'
import type { CoverageCell, CoverageDetails, SoleStation, WorstCell } from '../api/types.ts'
import { language } from '../i18n/index.ts'
import { district, question } from './coverage-state.ts'
import { readCells, type Cells } from './map/cells.ts'
import { apiQuery } from './question.ts'

const TOKEN_KEY = 'nuanxin.staff'

/** Storage may be forbidden: the token then lasts until the page is left. */
function keptToken(): string {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? ''
  } catch {
    return ''
  }
}

export const token = ref(keptToken())
export const signedIn = computed(() => token.value !== '')
export const cells = shallowRef<Cells | null>(null)
export const worst = shallowRef<WorstCell[] | null>(null)
/** Stations that are the only one in reach, of the area that is shown. */
export const sole = shallowRef<SoleStation[] | null>(null)
/** The same of the whole region, for the printer. */
export const soleEverywhere = shallowRef<SoleStation[]>([])
export const cellAnswer = shallowRef<CoverageCell | null>(null)
export const staffError = shallowRef<ApiError | null>(null)
export const staffBusy = ref(false)

export function useToken(value: string): void {
  token.value = value.trim()
  cells.value = null
  worst.value = null
  sole.value = null
  soleEverywhere.value = []
  cellAnswer.value = null
  staffError.value = null
  try {
    if (token.value) sessionStorage.setItem(TOKEN_KEY, token.value)
    else sessionStorage.removeItem(TOKEN_KEY)
  } catch {
    // See `keptToken`.
  }
}

export async function staffGet<T>(
  path: string,
  query: Record<string, QueryValue>,
  read: (response: Response) => Promise<T>,
): Promise<Result<T>> {
  return staffFetch(withQuery(path, query), {}, read)
}

export async function staffPost<T>(path: string, body: object): Promise<Result<T>> {
  const init = { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }
  return staffFetch(path, init, (response) => response.json() as Promise<T>)
}

async function staffFetch<T>(
  address: string,
  init: { method?: string; body?: string; headers?: Record<string, string> },
  read: (response: Response) => Promise<T>,
): Promise<Result<T>> {
  const failed = (kind: ApiError['kind'], status: number | null, detail: string | null): Result<T> => ({
    ok: false,
    error: { kind, status, detail },
  })
  try {
    const response = await fetch(address, {
      ...init,
      headers: {
        ...init.headers,
        Authorization: `Bearer ${token.value}`,
        'Accept-Language': language.value,
      },
    })
    if (response.ok) return { ok: true, value: await read(response) }
    const { detail } = (await response.json().catch(() => ({}))) as { detail?: string }
    return failed(response.status >= 500 ? 'broken' : 'refused', response.status, detail ?? null)
  } catch {
    return failed('offline', null, null)
  }
}

let busy = false
let askedAgain = false

/**
 * Cells and worst cells for the question as it stands. While the hour moves on, one request is under way at a time and
 * the last hour is asked next: a hand on the slider never waits for hours that it has left behind.
 */
export async function loadStaffView(): Promise<void> {
  askedAgain = true
  if (busy) return
  busy = true
  staffBusy.value = true
  while (askedAgain && signedIn.value) {
    askedAgain = false
    const error = (await loadCells()) ?? (askedAgain ? null : await loadLists())
    // A refused token is forgotten.
    if (error?.status === 401) useToken('')
    staffError.value = error
  }
  busy = false
  staffBusy.value = false
}

async function loadCells(): Promise<ApiError | null> {
  const query = { ...apiQuery(question.value, true), area: district.value }
  const map = await staffGet('/api/coverage/cells', query, async (r) => readCells(await r.arrayBuffer()))
  if (map.ok) cells.value = map.value
  return map.ok ? null : map.error
}

/** After the map: it is the same work for the server, which remembers it. */
async function loadLists(): Promise<ApiError | null> {
  const query = { ...apiQuery(question.value, true), area: question.value.area, limit: 15 }
  const list = await staffGet('/api/coverage/details', query, (r) => r.json() as Promise<CoverageDetails>)
  if (!list.ok) return list.error
  worst.value = list.value.worstCells
  sole.value = list.value.soleStations
  return null
}

/** For the printed pages of staff; others print without them. */
export async function loadSoleEverywhere(): Promise<void> {
  soleEverywhere.value = []
  if (!signedIn.value) return
  const result = await staffGet(
    '/api/coverage/export.geojson',
    { ...apiQuery(question.value, true), level: 'stations' },
    (r) => r.json() as Promise<FeatureCollection<Point, SoleStation>>,
  )
  if (result.ok) soleEverywhere.value = result.value.features.map(({ properties }) => properties)
}

/** Files that only staff may have; a plain link would carry no token. */
export const STAFF_FILES = [
  { level: 'cells', format: 'csv' },
  { level: 'sites', format: 'xlsx' },
  { level: 'stations', format: 'xlsx' },
] as const
export type StaffFile = (typeof STAFF_FILES)[number]

export async function downloadFile({ level, format }: StaffFile): Promise<void> {
  const query = { ...apiQuery(question.value, true), level }
  const file = await staffGet(`/api/coverage/export.${format}`, query, (r) => r.blob())
  if (!file.ok) {
    staffError.value = file.error
    return
  }
  const address = URL.createObjectURL(file.value)
  const link = document.createElement('a')
  link.href = address
  link.download = `coverage-${level}-${question.value.hour}.${format}`
  link.click()
  URL.revokeObjectURL(address)
}

/** The sentence behind a cell. */
export async function explain(h3: string): Promise<void> {
  cellAnswer.value = null
  const result = await staffGet(
    `/api/coverage/cell/${h3}`,
    apiQuery(question.value, true),
    (r) => r.json() as Promise<CoverageCell>,
  )
  if (result.ok) cellAnswer.value = result.value
  else staffError.value = result.error
}
