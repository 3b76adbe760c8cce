import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { generateDemoNetwork, type DemoStation } from '../../seeds/demo-network.ts'
import { loadReference } from '../../seeds/reference.ts'
import { FACILITY_LABELS, type FacilityId } from '../../api/features/stations/facilities.ts'

/** The file's columns, for a bare COPY of it. */
export const ROSTER_COLUMNS = [
  '编号',
  '名称',
  '地址',
  '区',
  '街道',
  '经度',
  '纬度',
  '开放时间',
  '服务内容',
] as const

/** Another city than the demo network's, so that nothing in it is there already. */
const OTHER_SEED = 77

/**
 * Writes a roster of made-up stations as a union would deliver it: UTF-8 CSV, WGS-84 coordinates.
 *
 * @param revised as its next version, in which all but every fiftieth row have other hours and another address
 */
export async function writeRoster(path: string, rows: number, revised = false): Promise<void> {
  const { districts, streets } = loadReference()
  const districtNames = new Map(districts.map((d) => [d.code, d.name]))
  const streetNames = new Map(streets.map((s) => [s.code, s.name]))
  const stations = generateDemoNetwork({ count: rows, seed: OTHER_SEED })
  const lines = function* () {
    yield `${ROSTER_COLUMNS.join(',')}\n`
    for (const [i, station] of stations.entries())
      yield line(revised && i % 50 > 0 ? revise(station) : station, districtNames, streetNames)
  }
  await pipeline(Readable.from(lines()), createWriteStream(path))
}

function revise(station: DemoStation): DemoStation {
  return { ...station, address: `${station.address}(东门)`, hoursText: '每天 06:30-22:30' }
}

function line(station: DemoStation, districts: Map<string, string>, streets: Map<string, string>): string {
  const { lon, lat } = station.position!
  const services = (Object.keys(station.facilities) as FacilityId[])
    .filter((id) => station.facilities[id]!.state === 'yes')
    .map((id) => FACILITY_LABELS[id].zh)
  const cells = [
    `N${station.code.slice(2)}`,
    station.name,
    station.address ?? '',
    districts.get(station.districtCode!)!,
    streets.get(station.streetCode!) ?? '',
    String(lon),
    String(lat),
    station.hoursText ?? '',
    services.join('、'),
  ]
  return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`
}
