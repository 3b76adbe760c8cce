/** Open, closed or unknown for each timetable of an index, worked out when first asked and kept until it changes. */
import { beijingIso } from '../hours/beijing-time.ts'
import { compileHours, stateName, UNKNOWN, type CompiledHours, type StateCode } from '../hours/evaluate.ts'
import type { HolidayCalendar } from '../hours/holiday-calendar.ts'
import type { Hours } from '../hours/hours.ts'

export interface OpenStates {
  /** @param hours number of a timetable; 0 is unknown hours */
  stateAt(hours: number, epochMs: number): StateCode
  /** Epoch milliseconds until which that state holds, as far as can be told; Infinity without an end. */
  untilAt(hours: number, epochMs: number): number
  /** The members `"openState"` and `"openUntil"` of an answer as JSON bytes, without braces; not to be written to. */
  membersAt(hours: number, epochMs: number): Uint8Array
}

/**
 * One of these should be asked about one moving instant ("now"); a second one about instants of all sorts, so that the
 * kept answers of the first stay good.
 *
 * @param timetables JSON of each timetable; what stands at 0 is not read
 */
export function createOpenStates(timetables: readonly string[], calendar: HolidayCalendar): OpenStates {
  const compiled: (CompiledHours | undefined)[] = new Array(timetables.length)
  const kept: ({ state: StateCode; until: number; members: Uint8Array } | undefined)[] = new Array(
    timetables.length,
  )

  function timetable(hours: number): CompiledHours {
    const known = compiled[hours]
    if (known) return known
    const fresh = readTimetable(timetables[hours]!, calendar)
    compiled[hours] = fresh
    return fresh
  }

  return {
    stateAt(hours, epochMs) {
      return hours === 0 ? UNKNOWN : timetable(hours).stateAt(epochMs)
    },
    untilAt(hours, epochMs) {
      if (hours === 0) return Infinity
      const asked = timetable(hours)
      asked.stateAt(epochMs)
      return asked.until
    },
    membersAt(hours, epochMs) {
      if (hours === 0) return UNKNOWN_MEMBERS
      const asked = timetable(hours)
      const state = asked.stateAt(epochMs)
      const until = asked.until
      const last = kept[hours]
      if (last && last.state === state && last.until === until) return last.members
      const members = openMembers(state, until)
      kept[hours] = { state, until, members }
      return members
    },
  }
}

const ALWAYS_UNKNOWN: CompiledHours = { stateAt: () => UNKNOWN, until: Infinity, next: -1 }

/** Hours that cannot be evaluated are unknown hours: one bad entry must not fail every search around it. */
function readTimetable(json: string, calendar: HolidayCalendar): CompiledHours {
  try {
    return compileHours(JSON.parse(json) as Hours, calendar)
  } catch {
    return ALWAYS_UNKNOWN
  }
}

function openMembers(state: StateCode, until: number): Uint8Array {
  const instant = until === Infinity ? 'null' : `"${beijingIso(until)}"`
  return new TextEncoder().encode(`"openState":"${stateName(state)}","openUntil":${instant}`)
}

const UNKNOWN_MEMBERS = openMembers(UNKNOWN, Infinity)
