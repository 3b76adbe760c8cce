/** The worker thread that writes one city file from the rows of the database. */
import { createHash } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { beijingIso } from '../../hours/beijing-time.ts'
import { attributionOf, licenceOf } from '../../../http/licence.ts'
import { encodeCity } from './city-file.ts'
import { cityStation, type CityRow } from './city-row.ts'
import type { CityStation } from './city-station.ts'
import type { CityText, CityWork } from './city-thread.ts'

/** Tried on the demo network: 10 is smaller than 11 on columns like these, and twice as fast. */
const BROTLI_QUALITY = 10
/** Also tried: short blocks give each column codes of its own, and short repetitions within noise cost more than they save. */
const GZIP = { level: 9, memLevel: 5, strategy: constants.Z_FILTERED }

function writeCity({ pages, head, licence }: CityWork): CityText {
  const byId = new Map<number, CityRow>()
  for (const page of pages) for (const row of JSON.parse(page) as CityRow[]) byId.set(row.id, row)
  let changedMs = 0
  const stations: CityStation[] = []
  for (const row of byId.values()) {
    changedMs = Math.max(changedMs, row.changedMs)
    if (!row.merged) stations.push(cityStation(row))
  }
  const synthetic = stations.some((station) => station.synthetic)
  const changedAt = beijingIso(changedMs)
  const attribution = attributionOf(synthetic, licence.attribution)
  const text = encodeCity({
    ...head,
    changedAt,
    attribution,
    licence: licenceOf(licence),
    synthetic,
    stations,
  })
  const plain = Buffer.from(text)
  const digest = createHash('sha256').update(plain).digest('hex').slice(0, 10)
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  })
  return {
    version: `${head.dataVersion}-${digest}`,
    dataVersion: head.dataVersion,
    changedAt,
    stations: stations.length,
    plain,
    brotli,
    gzip: gzipSync(plain, GZIP),
  }
}

parentPort!.postMessage(writeCity((workerData as { work: CityWork }).work))
