import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'
import { Problem, type Language } from '../../http/problem.ts'
import {
  areaGeoJson,
  areaTable,
  cellGeoJson,
  cellTable,
  csvFile,
  siteGeoJson,
  siteTable,
  stationGeoJson,
  stationTable,
  xlsxFile,
  type Pieces,
  type Table,
} from './export.ts'
import { frameOnly, type Frame } from './present.ts'
import type { CoverageQuery } from './schemas.ts'
import type { CoverageService } from './service.ts'

export const EXPORT_FORMATS = ['csv', 'xlsx', 'geojson'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export type ExportLevel = 'areas' | 'cells' | 'sites' | 'stations'

const TYPES: Record<ExportFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json; charset=utf-8',
}

interface Wanted {
  query: CoverageQuery
  level: ExportLevel
  format: ExportFormat
  language: Language
}

interface Exportable {
  frame: Frame
  table(): Table
  geoJson(): Pieces
}

/** Sends an answer as a file. @throws Problem 400 for cells as a workbook: there are too many */
export async function sendExport(coverage: CoverageService, wanted: Wanted, res: Response): Promise<void> {
  const { level, format } = wanted
  if (level === 'cells' && format === 'xlsx') {
    throw new Problem(400, {
      zh: '网格单元太多,不能导出为 .xlsx;请用 .csv 或 .geojson。',
      en: 'There are too many cells for a workbook; use .csv or .geojson.',
    })
  }
  const content = await exportable(coverage, wanted)
  const { frame } = content
  res.setHeader('Content-Type', TYPES[format])
  res.attachment(`coverage-${level}-${frame.model.id}-v${frame.dataVersion}.${format}`)
  if (format === 'xlsx') res.end(await xlsxFile(content.table(), frame))
  else await sendPieces(format === 'csv' ? csvFile(content.table(), frame) : content.geoJson(), res)
}

async function exportable(
  coverage: CoverageService,
  { query, level, language }: Wanted,
): Promise<Exportable> {
  const known = await coverage.areas()
  if (level === 'areas') {
    const answer = await coverage.answer(query, language)
    const frame = frameOnly(answer)
    return {
      frame,
      table: () => areaTable(answer, known),
      geoJson: () => areaGeoJson(answer, frame, known),
    }
  }
  if (level === 'stations') {
    const { frame, stations } = await coverage.soleStations(query, language)
    return {
      frame,
      table: () => stationTable(stations, known),
      geoJson: () => stationGeoJson(stations, frame),
    }
  }
  const { frame, places, areas } = await coverage.places(query, language)
  if (level === 'sites') {
    return {
      frame,
      table: () => siteTable(places.sites, known),
      geoJson: () => siteGeoJson(places.sites, frame),
    }
  }
  return {
    frame,
    table: () => cellTable(places.cells, areas, known),
    geoJson: () => cellGeoJson(places.cells, areas, frame),
  }
}

async function sendPieces(pieces: Pieces, res: Response): Promise<void> {
  try {
    await pipeline(pieces, res)
  } catch (error) {
    // A reader who left is no failure of ours.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
