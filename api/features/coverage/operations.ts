import { z } from 'zod'
import { areaGeometry, list, pointGeometry, text } from '../../openapi/fields.ts'
import type { Operation } from '../../openapi/operation.ts'
import {
  comparisonAnswer,
  coverageAnswer,
  coverageFrame,
  coverageModel,
  coverageModels,
  coverageRun,
  weekAnswer,
  weekUnderWay,
} from './answer-schemas.ts'
import { CELLS_TYPE } from './cells-binary.ts'
import { EXPORT_FORMATS } from './export-routes.ts'
import {
  areaLayerBody,
  areaLayerQuery,
  cellsQuery,
  compareQuery,
  coverageQuery,
  detailsQuery,
  exportQuery,
  h3Cell,
  idParam,
  leaveOutQuery,
  modelBody,
  modelParam,
  runParam,
  runsQuery,
  siteFileFields,
  snapshotBody,
  weekQuery,
} from './schemas.ts'
import {
  cellAnswer,
  coverageRuns,
  demandLayers,
  details,
  layerReport,
  snapshot,
  snapshots,
} from './staff-schemas.ts'

const EXPORT_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  geojson: 'application/geo+json',
}

const exportFeatures = z
  .object({
    type: z.literal('FeatureCollection').meta({ description: 'GeoJSON.', example: 'FeatureCollection' }),
    coverage: coverageFrame,
    features: list(
      z.object({
        type: z.literal('Feature').meta({ description: 'GeoJSON.', example: 'Feature' }),
        id: text('Code or H3 index; a demand site has none.', '110105').optional(),
        geometry: z.union([areaGeometry, pointGeometry]).meta({ description: 'An outline, or a point.' }),
        properties: z.record(z.string(), z.any()).meta({
          description:
            'Those of `StreetCounts` or `DistrictCounts` with `level`; for staff those of cells, sites or stations.',
          example: { level: 'district', code: '110105', name: '朝阳区', people: 12480 },
        }),
      }),
      'Streets with an outline, in districts without any the district; or what staff asked for.',
    ),
  })
  .meta({ id: 'CoverageFeatures', description: 'An answer as GeoJSON, with how it came about.' })

const query = coverageQuery.in

type Rest = Omit<Operation, 'tag'>
const asked = (operation: Rest): Operation => ({ ...operation, tag: 'coverage' })
const forStaff = (operation: Rest): Operation => ({ ...operation, tag: 'coverage', staff: true })

const publicOperations: Operation[] = [
  asked({
    method: 'get',
    path: '/api/coverage',
    operationId: 'coverage',
    summary: 'Who reaches a usable station, at an hour, by district, street and group',
    zh: '某个小时,谁走得到能用的驿站(按区、街道、人群)',
    description:
      'Figures are intervals: `pessimist` counts what is sure, `optimist` all that is unknown as well.',
    query,
    success: { status: 200, description: 'The answer.', schema: coverageAnswer },
    problems: [404, 503],
  }),
  asked({
    method: 'get',
    path: '/api/coverage/week',
    operationId: 'coverageWeek',
    summary: 'The same for all 168 hours of a week',
    zh: '一周 168 个小时的覆盖',
    query: weekQuery.in,
    success: { status: 200, description: 'The week.', schema: weekAnswer },
    also: [{ status: 202, description: 'Not counted yet: the run that counts it.', schema: weekUnderWay }],
    problems: [404, 409, 503],
  }),
  asked({
    method: 'get',
    path: '/api/coverage/compare',
    operationId: 'compareCoverage',
    summary: 'A kept answer against the present or another: what got better, what worse',
    zh: '和存下的数字比:哪里好了,哪里差了',
    query: compareQuery.in,
    success: { status: 200, description: 'The comparison.', schema: comparisonAnswer },
    problems: [404, 409, 503],
  }),
  asked({
    method: 'get',
    path: '/api/coverage/models',
    operationId: 'coverageModels',
    summary: 'The ways of counting that a question can name',
    zh: '可选的统计模型',
    success: { status: 200, description: 'Models.', schema: coverageModels },
  }),
  asked({
    method: 'get',
    path: '/api/coverage/runs/{id}',
    operationId: 'coverageRun',
    summary: 'How far the counting of a week is',
    zh: '一次计算的进度',
    params: runParam,
    success: { status: 200, description: 'The run.', schema: coverageRun },
    problems: [404],
  }),
  ...EXPORT_FORMATS.map((format) =>
    asked({
      method: 'get',
      path: `/api/coverage/export.${format}`,
      operationId: `exportCoverage${format[0]!.toUpperCase()}${format.slice(1)}`,
      summary: `An answer as a file (.${format})`,
      zh: `导出覆盖数字(.${format})`,
      description:
        '`level=cells`, `sites` and `stations` (the only one in reach) need a staff token. How the figures came about ' +
        'stands in the file.' +
        (format === 'xlsx' ? ' Cells are too many for a workbook.' : ''),
      query: exportQuery.in,
      success: {
        status: 200,
        description: 'The file.',
        contentType: EXPORT_TYPES[format],
        ...(format === 'geojson' && { schema: exportFeatures }),
      },
      problems: [401, 404, 503],
    }),
  ),
]

const particulars: Operation[] = [
  forStaff({
    method: 'get',
    path: '/api/coverage/cells',
    operationId: 'coverageCells',
    summary: 'Cells of the grid for a map, as a compact binary',
    zh: '网格单元(地图用的二进制)',
    description:
      'Little-endian: `WHCC`, uint32 length of a JSON header padded with blanks, the header (`cells`, `columns`, and ' +
      'how the figures came about), then a column after the other: h3 as uint64; people, pessimist, optimist as float32.',
    query: cellsQuery.in,
    success: { status: 200, description: 'Columns.', contentType: CELLS_TYPE },
    problems: [404, 503],
  }),
  forStaff({
    method: 'get',
    path: '/api/coverage/cell/{h3}',
    operationId: 'coverageCell',
    summary: 'Why one cell is covered or not, in a sentence',
    zh: '一个网格为什么够得着或够不着',
    params: h3Cell,
    query,
    success: { status: 200, description: 'The reasons.', schema: cellAnswer },
    problems: [404, 503],
  }),
  forStaff({
    method: 'get',
    path: '/api/coverage/details',
    operationId: 'coverageDetails',
    summary: 'The worst cells, the stations that are the only one in reach, the demand sites',
    zh: '最差的网格、唯一够得着的驿站、需求点',
    query: detailsQuery.in,
    success: { status: 200, description: 'Lists.', schema: details },
    problems: [404, 503],
  }),
  forStaff({
    method: 'get',
    path: '/api/coverage/runs',
    operationId: 'coverageRuns',
    summary: 'The latest runs',
    zh: '最近的计算',
    query: runsQuery,
    success: { status: 200, description: 'Runs.', schema: coverageRuns },
  }),
  forStaff({
    method: 'delete',
    path: '/api/coverage/runs/{id}',
    operationId: 'cancelCoverageRun',
    summary: 'Stop a run that is under way',
    zh: '取消一次计算',
    params: runParam,
    success: { status: 202, description: 'It is being stopped.', schema: coverageRun },
    problems: [404, 409],
  }),
  forStaff({
    method: 'get',
    path: '/api/coverage/snapshots',
    operationId: 'coverageSnapshots',
    summary: 'The kept answers',
    zh: '存下的数字',
    success: { status: 200, description: 'Without the areas’ figures.', schema: snapshots },
  }),
  forStaff({
    method: 'post',
    path: '/api/coverage/snapshots',
    operationId: 'keepCoverageSnapshot',
    summary: 'Keep an answer, to compare with later',
    zh: '把现在的数字存下来',
    body: { schema: snapshotBody },
    success: { status: 201, description: 'What was kept.', schema: snapshot },
    problems: [404, 503],
  }),
]

const demand: Operation[] = [
  forStaff({
    method: 'post',
    path: '/api/coverage/models',
    operationId: 'createCoverageModel',
    summary: 'Name a way of counting',
    zh: '新建统计模型',
    body: { schema: modelBody },
    success: { status: 201, description: 'The model.', schema: coverageModel },
    problems: [409, 422],
  }),
  forStaff({
    method: 'delete',
    path: '/api/coverage/models/{id}',
    operationId: 'deleteCoverageModel',
    summary: 'Delete a model; its layers stay',
    zh: '删除统计模型(图层还在)',
    params: modelParam,
    success: { status: 204, description: 'It is gone.' },
    problems: [404],
  }),
  forStaff({
    method: 'get',
    path: '/api/coverage/demand',
    operationId: 'demandLayers',
    summary: 'The layers of demand',
    zh: '需求图层',
    success: { status: 200, description: 'Layers.', schema: demandLayers },
  }),
  forStaff({
    method: 'post',
    path: '/api/coverage/demand/sites',
    operationId: 'importDemandSites',
    summary: 'Load a list of demand sites (.xlsx or .csv), all of it or nothing',
    zh: '导入需求点名单(.xlsx 或 .csv)',
    query: leaveOutQuery,
    body: {
      contentType: 'multipart/form-data',
      schema: siteFileFields.extend({
        file: z
          .string()
          .meta({ description: 'The .xlsx or .csv file.', format: 'binary', example: '摸底.xlsx' }),
      }),
    },
    success: { status: 201, description: 'What became of it.', schema: layerReport },
    problems: [413, 415, 422],
  }),
  forStaff({
    method: 'post',
    path: '/api/coverage/demand/areas',
    operationId: 'importDemandAreas',
    summary: 'Load polygons that carry a number',
    zh: '导入带数字的区域',
    query: areaLayerQuery,
    body: { schema: areaLayerBody, contentType: 'application/geo+json' },
    success: { status: 201, description: 'What became of it.', schema: layerReport },
    problems: [413, 422],
  }),
  forStaff({
    method: 'delete',
    path: '/api/coverage/demand/{id}',
    operationId: 'deleteDemandLayer',
    summary: 'Delete a layer that no model uses',
    zh: '删除没有模型使用的图层',
    params: idParam,
    success: { status: 204, description: 'It is gone.' },
    problems: [404, 409],
  }),
]

export const coverageOperations: Operation[] = [...publicOperations, ...particulars, ...demand]
