import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAt } from '../../api/features/hours/evaluate.ts'
import { beijingIso } from '../../api/features/hours/beijing-time.ts'
import { printHours } from '../../api/features/hours/print.ts'
import { createIndexBuilder } from '../../api/features/nearest/index-builder.ts'
import { nearestQuery } from '../../api/features/nearest/schemas.ts'
import { answerNearest } from '../../api/features/nearest/service.ts'
import { vincenty } from '../../api/features/nearest/geodesy.ts'
import type { IndexedStation } from '../../api/features/nearest/station-index.ts'
import { ACCESS_TYPES, AUDIENCES } from '../../api/features/stations/station.ts'
import { calendar2026 } from '../support/hours.ts'
import {
  anyStations,
  builderRow,
  liveIndexOf,
  plainMatch,
  plainOrder,
  WISHED_FACILITIES,
  type BuiltStation,
} from '../support/nearest.ts'

const instant = fc
  .integer({
    min: Date.parse('2026-01-05T00:00:00Z') / 60_000,
    max: Date.parse('2026-12-01T00:00:00Z') / 60_000,
  })
  .map((minutes) => minutes * 60_000)

const anyQuestion = fc.record({
  lon: fc.integer({ min: 0, max: 12 }).map((n) => 116.3 + n / 200),
  lat: fc.integer({ min: 0, max: 12 }).map((n) => 39.9 + n / 200),
  limit: fc.integer({ min: 1, max: 30 }),
  open: fc.option(instant),
  facilities: fc.subarray([...WISHED_FACILITIES]),
  access: fc.subarray([...ACCESS_TYPES]),
  audience: fc.subarray([...AUDIENCES]),
  maxDistance: fc.option(fc.integer({ min: 0, max: 3000 })),
})

function parameters(question: typeof anyQuestion extends fc.Arbitrary<infer Q> ? Q : never) {
  return Object.fromEntries(
    Object.entries({
      lon: String(question.lon),
      lat: String(question.lat),
      limit: String(question.limit),
      open: question.open === null ? '' : new Date(question.open).toISOString(),
      facilities: question.facilities.join(','),
      access: question.access.join(','),
      audience: question.audience.join(','),
      maxDistance: question.maxDistance === null ? '' : String(question.maxDistance),
    }).filter(([, value]) => value !== ''),
  )
}

/** The feature as an ordinary program would write it. */
function plainFeature(station: BuiltStation, distanceM: number, usable: string, atMs: number) {
  const answer = openAt(station.hours, atMs, calendar2026)
  const { id: _, lon, lat, audience: __, districtCode: ___, hours, ...facts } = station
  return {
    type: 'Feature',
    id: station.code,
    geometry: { type: 'Point', coordinates: [lon, lat] },
    properties: {
      ...facts,
      facilities: plainFacilities(station),
      hoursText: hours && printHours(hours, 'zh'),
      distanceM: Math.round(distanceM * 10) / 10,
      walkMinutes: Math.ceil((distanceM * 1.3) / 1.15 / 60),
      usable,
      openState: answer.state,
      openUntil: answer.until && beijingIso(answer.until.getTime()),
    },
  }
}

/** The five that workers ask for most are always said; of the others only what somebody knows. */
function plainFacilities({ facilities }: IndexedStation): Record<string, object> {
  const entries: [string, object][] = ['toilet', 'microwave', 'water', 'hot_water', 'charging'].map((id) => [
    id,
    { state: 'unknown' },
  ])
  for (const [id, { state, condition }] of Object.entries(facilities)) {
    if (state === 'yes') entries.push([id, condition === 'broken' ? { state, condition } : { state }])
    if (state === 'no') entries.push([id, { state }])
  }
  return Object.fromEntries(entries)
}

describe('the answer of a nearest search', () => {
  it('is what an ordinary program would write after looking at every station', () => {
    fc.assert(
      fc.property(anyStations(40), anyQuestion, instant, (stations, question, nowMs) => {
        const query = nearestQuery.parse(parameters(question))
        const atMs = question.open ?? nowMs
        const body = JSON.parse(
          answerNearest(liveIndexOf(stations, calendar2026, 7), query, nowMs, () => 'zh').toString(),
        )
        const wishes = { ...question, openAt: question.open }
        const measured = stations.map((station) => ({
          station,
          code: station.code,
          match: plainMatch(station, wishes),
          // Whole micrometres: stations mirrored on the grid are exactly as far, whatever the rounding.
          distanceM: Math.round(vincenty(question.lon, question.lat, station.lon, station.lat) * 1e6) / 1e6,
        }))
        const expected = plainOrder(measured, question.limit, question.maxDistance)
        const byCode = new Map(measured.map((entry) => [entry.code, entry]))
        const answered = body.features.map((feature: { id: string }) => feature.id)
        expect(ranked(answered, byCode)).toEqual(ranked(expected.codes, byCode))
        expect(body).toMatchObject({
          type: 'FeatureCollection',
          widened: expected.widened,
          reachM: question.maxDistance ?? 1000,
          method: 'straight-line × 1.3 at 1.15 m/s',
          asOf: beijingIso(atMs),
          dataVersion: 7,
        })
        expect(body.notice === null).toBe(!expected.widened)
        for (const feature of body.features) {
          const entry = byCode.get(feature.id)!
          const plain = plainFeature(entry.station, entry.distanceM, entry.match, atMs)
          const { distanceM, walkMinutes, ...properties } = feature.properties
          const { distanceM: plainM, walkMinutes: plainMinutes, ...plainProperties } = plain.properties
          expect({ ...feature, properties }).toEqual({ ...plain, properties: plainProperties })
          // A hair's breadth may fall on the other side of a decimal.
          expect(Math.abs(distanceM - plainM)).toBeLessThan(0.11)
          expect(Math.abs(walkMinutes - plainMinutes)).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 400 },
    )
  })
})

/** Codes with their match and distance to a tenth of a millimetre: exact ties may come in either order. */
function ranked(
  codes: readonly string[],
  byCode: ReadonlyMap<string, { match: string; distanceM: number }>,
): [string, number][] {
  return codes.map((code) => [byCode.get(code)!.match, Math.round(byCode.get(code)!.distanceM * 1e4)])
}

describe('index builder', () => {
  const live = (stations: readonly BuiltStation[], pages: readonly BuiltStation[][]) => {
    const builder = createIndexBuilder()
    const written: Uint8Array[] = []
    const apply = (rows: unknown[]) => written.push(builder.apply(JSON.stringify(rows)).features)
    for (const page of pages) apply(page.map(builderRow))
    const kept = new Set(stations.map((s) => s.id))
    apply(
      pages
        .flat()
        .filter((s) => !kept.has(s.id))
        .map(({ id }) => ({ id, searchable: false })),
    )
    const snapshot = builder.snapshot()
    const features = Array.from(snapshot.start, (start, row) =>
      Buffer.from(written[snapshot.page[row]!]!.subarray(start, snapshot.end[row])).toString(),
    )
    const timetables = Array.from(snapshot.index.hours, (hours) => snapshot.timetables[hours])
    const { hours: _, ...index } = snapshot.index
    return { index, features, timetables, synthetic: snapshot.synthetic }
  }

  it('has after any changes and removals what it would have had from the start', () => {
    fc.assert(
      fc.property(anyStations(30), anyStations(30), fc.nat(30), (before, after, cut) => {
        // The same stations with other facts, some of them gone.
        const changed = before
          .slice(0, cut)
          .map((station, i) => ({ ...station, ...after[i], id: station.id, code: station.code }))
        expect(live(changed, [before, changed.slice(0, 5), changed])).toEqual(live(changed, [changed]))
      }),
      { numRuns: 200 },
    )
  })

  it('names the owner of the data, and of made-up ones that they are none', () => {
    const [station] = fc.sample(
      anyStations(1).filter((s) => s.length === 1),
      1,
    )[0]!
    const attributionFor = (synthetic: boolean) => {
      const live = liveIndexOf([{ ...station!, synthetic }], calendar2026)
      const query = nearestQuery.parse({ lon: '116.4', lat: '39.9' })
      return (
        JSON.parse(answerNearest(live, query, 0, () => 'zh', '某市总工会').toString()) as {
          attribution: string
        }
      ).attribution
    }
    expect(attributionFor(false)).toBe('某市总工会')
    expect(attributionFor(true)).toContain('演示数据')
  })

  it('keeps timetables that differ only in text or source once', () => {
    const builder = createIndexBuilder()
    const [station] = fc.sample(
      anyStations(1).filter((s) => s.length === 1),
      1,
    )[0]!
    const hours = { raw: '全天', week: null, holidays: 'unknown', makeup: 'unknown' } as const
    const rows = [1, 2].map((id) =>
      builderRow({ ...station!, id, code: `BJ00000${id}`, hours: { ...hours, raw: `第${id}份名单` } }),
    )
    builder.apply(JSON.stringify(rows))
    expect(builder.snapshot().timetables).toHaveLength(2)
  })

  it('leaves out a station that cannot be written, says so, and keeps the others', () => {
    const builder = createIndexBuilder()
    const [station] = fc.sample(
      anyStations(1).filter((s) => s.length === 1),
      1,
    )[0]!
    const good = builderRow({ ...station!, id: 1, code: 'BJ000001', hours: null })
    const bad = { ...good, id: 2, code: 'BJ000002', hours: { week: 'often' } }
    const { problems } = builder.apply(JSON.stringify([bad, good]))
    expect(problems).toEqual([expect.stringContaining('BJ000002')])
    expect(builder.snapshot().index.size).toBe(1)
  })
})
