/** The one address of a question to the tiles: the same wishes, however they are written, are the same bytes kept. */
import { beijingIso } from '../../hours/beijing-time.ts'
import { withQuery } from '../ogc/links.ts'
import type { TileJsonQuery, TileQuery } from './schemas.ts'

/**
 * `now` is told in steps of so many milliseconds: everybody who looks within one step reads the same kept tiles.
 * Opening hours on a multiple of five minutes, as nearly all are, are exact all the same.
 */
export const NOW_STEP_MS = 5 * 60_000

/** @param nowMs epoch milliseconds by the server's clock: a phone's own may be wrong by hours */
export function atInstant({ open, at, ...wishes }: TileJsonQuery, nowMs: number): TileQuery {
  const step = nowMs - (nowMs % NOW_STEP_MS)
  const instant = (given: 'now' | number) => (given === 'now' ? step : given)
  return {
    ...wishes,
    ...(open !== undefined && { open: instant(open) }),
    ...(at !== undefined && { at: instant(at) }),
  }
}

export function tileAddress(path: string, { facilities, access, audience, open, at }: TileQuery): string {
  const list = (values: readonly string[] = []) => [...values].sort().join()
  return withQuery(path, {
    facilities: list(facilities),
    access: list(access),
    audience: list(audience),
    open: open === undefined ? '' : beijingIso(open),
    at: at === undefined ? '' : beijingIso(at),
  })
}
