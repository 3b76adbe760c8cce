import type { Hours } from '../../hours/hours.ts'
import { latestConfirmation } from '../../stations/detail.ts'
import type { Confirmations } from '../../stations/station.ts'
import { statesOnly } from './facility-columns.ts'
import type { CityHours, CityStation } from './city-station.ts'

/** A station as the read model delivers it. */
export type CityRow =
  | { id: number; merged: true; code: string; changedMs: number }
  | ({ id: number; merged: false; changedMs: number; confirmed: Confirmations; hours: Hours | null } & Omit<
      CityStation,
      'hours' | 'confirmedOn'
    >)

export function cityStation(row: Extract<CityRow, { merged: false }>): CityStation {
  const { id: _, merged: __, changedMs: ___, confirmed, hours, ...facts } = row
  return {
    ...facts,
    facilities: statesOnly(facts.facilities),
    hours: hours && cityHours(hours),
    confirmedOn: latestConfirmation(confirmed)?.slice(0, 10) ?? null,
  }
}

/** Who said it and when is the same story for every group of facts: the card tells the latest confirmation. */
function cityHours({ source: _, confirmedAt: __, ...hours }: Hours): CityHours {
  return hours
}
