import { cityStation, type CityRow } from '../../api/features/open-data/city/city-row.ts'
import type { City } from '../../api/features/open-data/city/city-file.ts'
import type { CityStation } from '../../api/features/open-data/city/city-station.ts'
import { NOT_CONFIRMED } from '../../api/features/stations/station.ts'
import { rows2026 } from './hours.ts'
import type { BuiltStation } from './nearest.ts'

/** The station as the city file has it, through the very rules that the service uses. */
export function asCityStation(station: BuiltStation): CityStation {
  const { districtCode, confirmedAt, ...facts } = station
  const row: CityRow = {
    ...facts,
    merged: false,
    changedMs: 0,
    aliases: [],
    district: districtCode === null ? null : { code: districtCode, name: `${districtCode}区` },
    street: null,
    lifecycle: 'open',
    lifecycleReason: null,
    confirmed: { ...NOT_CONFIRMED, hours: confirmedAt },
  }
  return cityStation(row)
}

export function cityOf(stations: CityStation[]): City {
  return {
    dataVersion: 1,
    changedAt: '2026-10-08T12:00:00+08:00',
    calendar: rows2026,
    calendarId: '12345678',
    attribution: '演示数据,不是真实驿站',
    licence: { title: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    synthetic: true,
    stations,
  }
}
