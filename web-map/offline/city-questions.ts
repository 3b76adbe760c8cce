/** What the page asks the kept city. Each answer has the shape of the server's, as far as the file goes. */
import { beijingIso } from '../../api/features/hours/beijing-time.ts'
import { openAt } from '../../api/features/hours/evaluate.ts'
import { holidayCalendar } from '../../api/features/hours/holiday-calendar.ts'
import type { Hours } from '../../api/features/hours/hours.ts'
import { printHours } from '../../api/features/hours/print.ts'
import type { Question } from '../../api/features/nearest/question.ts'
import { nearestInCity, withinCity } from '../../api/features/open-data/city/city-index.ts'
import type { BBox, NearbyAnswer, PlaceHit, ShownStation } from '../api/types.ts'
import type { Wishes } from '../state/question.ts'
import type { OpenCity } from './city-keeper.ts'
import { findPlaces } from './kept-places.ts'

export interface CityQuestions {
  nearest: {
    asked: { lon: number; lat: number; wishes: Wishes; limit: number; language: 'zh' | 'en' }
    answer: NearbyAnswer
  }
  within: { asked: { area: BBox; wishes: Wishes; limit: number }; answer: NearbyAnswer }
  station: { asked: { code: string }; answer: ShownStation }
  places: { asked: { text: string }; answer: { items: PlaceHit[] } }
}

export type QuestionName = keyof CityQuestions

/** The very question that `worker-api.ts` writes into the address, places rounded as there. */
export function questionOf({ openNow, freeEntry, facilities }: Wishes): Question {
  return { open: openNow ? 'now' : null, facilities, access: freeEntry ? ['free'] : [], audience: [] }
}

/** Null: the kept city cannot tell. */
export const ANSWERS: {
  [Name in QuestionName]: (
    open: OpenCity,
    asked: CityQuestions[Name]['asked'],
    nowMs: number,
  ) => CityQuestions[Name]['answer'] | null
} = {
  nearest({ index }, { lon, lat, wishes, limit, language }, nowMs) {
    const place = { lon: Number(lon.toFixed(6)), lat: Number(lat.toFixed(6)) }
    return nearestInCity(index, place, questionOf(wishes), { limit, maxDistance: null, nowMs, language })
  },
  within({ index }, { area, wishes, limit }, nowMs) {
    const [west, south, east, north] = area.map((degrees) => Number(degrees.toFixed(5)))
    return withinCity(index, [west!, south!, east!, north!], questionOf(wishes), { limit, nowMs })
  },
  station: ({ city }, { code }, nowMs) => keptStation(city, code, nowMs),
  places: ({ city }, { text }) => ({ items: findPlaces(city.stations, text) }),
}

function keptStation(
  { stations, calendar }: OpenCity['city'],
  code: string,
  nowMs: number,
): ShownStation | null {
  const found = stations.find((station) => station.code === code)
  if (!found) return null
  const { lon, lat, confirmedOn, ...facts } = found
  // Neither the calculation nor the words look at the source of the hours, which the file leaves out.
  const hours = facts.hours as Hours | null
  const opening =
    facts.lifecycle === 'open'
      ? openAt(hours, nowMs, holidayCalendar(calendar))
      : { state: 'closed' as const, until: null }
  return {
    ...facts,
    position: lon === null || lat === null ? null : { lon, lat },
    openState: opening.state,
    openUntil: opening.until && beijingIso(opening.until.getTime()),
    hoursText: hours && printHours(hours, 'zh'),
    confirmedAt: confirmedOn,
  }
}
