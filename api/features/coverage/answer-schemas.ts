/** What the questions about coverage answer, for the OpenAPI document. `satisfies` holds the schemas to the types. */
import { z } from 'zod'
import {
  attribution,
  byName,
  dataVersion,
  flag,
  instant,
  licence,
  list,
  number,
  oneOf,
  synthetic,
  text,
  whole,
} from '../../openapi/fields.ts'
import { namedCode } from '../stations/answer-schemas.ts'
import { FACILITIES } from '../stations/facilities.ts'
import { ACCESS_TYPES } from '../stations/station.ts'
import type { Breakdown } from './answer.ts'
import type { Comparison } from './compare.ts'
import { WORKER_GROUPS } from './model.ts'
import type { CoverageAnswer, Frame } from './present.ts'
import { RUN_STATES, type CoverageRun } from './read-model.ts'
import type { ComparisonAnswer, WeekAnswer } from './service.ts'

const interval = z
  .object({
    pessimist: number('Surely within reach of a station that answers the question.', 8120),
    optimist: number('Within reach if all that is not known turned out well.', 9040),
  })
  .meta({ id: 'Interval', description: 'People (or km²) within reach: the two ends of what is known.' })

export const distanceInterval = z
  .object({
    pessimist: number('Metres to the nearest that surely answers; null: none does.', 640.2).nullable(),
    optimist: number('Metres to the nearest that perhaps does; null: none does.', 210.5).nullable(),
  })
  .meta({ id: 'DistanceInterval', description: 'Metres to the nearest station, with one decimal.' })

const group = oneOf(WORKER_GROUPS, 'A group of workers; `worker` and `resident` come from area statistics.')
const areaCode = text(
  'Code of the area; null: outside every outline, or no list says which.',
  '110105',
).nullable()
const areaName = text('Name of the area.', '朝阳区')
export const districtCode = text('Code of its district.', '110105').nullable()
export const streetCode = text('Code of its street.', '110105001').nullable()

const counts = {
  people: number('The denominator: people (or km²) asked about.', 12_480),
  covered: interval,
  within: byName(interval, 'The same by metres: 300, 500 and 1000.', {
    300: { pessimist: 5200, optimist: 6100 },
    500: { pessimist: 8120, optimist: 9040 },
    1000: { pessimist: 11_900, optimist: 12_100 },
  }),
}

const areaCounts = { code: areaCode, name: areaName, ...counts }

const streetCounts = z
  .object({ ...areaCounts, districtCode })
  .meta({ id: 'StreetCounts', description: 'Who reaches what in a street; whole people.' })

const districtCounts = z
  .object({
    ...areaCounts,
    modelSum: number(
      'All of the model’s people there: every group, whether outside at the hour asked or not. Null where area is counted.',
      41_200,
    ).nullable(),
    headCount: number('The district’s own head-count; null where it gave none.', 40_000).nullable(),
    difference: number(
      'The model’s sum less the head-count: above 0 the model has more people than the district says.',
      1200,
    ).nullable(),
  })
  .meta({ id: 'DistrictCounts', description: 'Who reaches what in a district: the sum of its streets.' })

const groupCounts = z
  .object({ group, ...counts })
  .meta({ id: 'GroupCounts', description: 'City-wide figures of one group of workers.' })

const questionJson = z
  .object({
    hour: whole('Hour of the week, 0 is Monday 00:00; null for an instant.', 166).nullable(),
    holiday: oneOf(['off', 'on'], 'Asked as if the day were a statutory day off.').nullable(),
    weekOf: text('Monday of the week whose seasons and closures count.', '2026-10-05').nullable(),
    at: instant,
    facilities: list(z.enum(FACILITIES), 'All of them must be usable.').meta({ example: ['toilet'] }),
    access: list(z.enum(ACCESS_TYPES), 'Any of these ways in; none: any way at all.').meta({
      example: ['free'],
    }),
    groups: list(z.enum(WORKER_GROUPS), 'Whom it counts; none: everybody in the model.').meta({
      example: ['courier'],
    }),
    reachM: number('The reach in straight metres.', 500),
    mode: oneOf(
      ['walk', 'ebike'],
      'How minutes are travelled; null: the reach was given in metres.',
    ).nullable(),
    minutes: number('The reach in minutes, where it was given so.', 10).nullable(),
  })
  .meta({ id: 'CoverageQuestion', description: 'The question as it was understood.' }) satisfies z.ZodType<
  Frame['question']
>

const modelLayer = z.object({
  id: whole('Number of the layer.', 3),
  name: text('Name of the layer.', '通州区摸底 2026'),
  kind: text('`sites`: a list of places; `areas`: polygons that carry a number.', 'sites'),
  year: whole('The year that it speaks of.', 2026).nullable(),
  source: text('Whose data it is.', '通州区总工会'),
  weight: number('Each head counts as so many people.', 1),
  synthetic: flag('Made up for demonstration.'),
})

const model = {
  id: text('The model’s id; `area` counts square kilometres.', '1'),
  name: text('Its name.', '户外劳动者 2026'),
  version: whole('Rises with each change of the model.', 1),
  grid: whole('H3 resolution of its grid.', 9),
  year: whole('The year that it speaks of.', 2026).nullable(),
  layers: list(modelLayer, 'What it is made of.'),
}

export const coverageModel = z
  .object(model)
  .meta({ id: 'CoverageModel', description: 'A named way of counting: layers of demand with weights.' })

const unit = oneOf(['people', 'km2'], '`km2` where nobody has counted people.')

export const frame = {
  model: coverageModel,
  dataVersion,
  question: questionJson,
  unit,
  synthetic,
  method: text('How distances become minutes.', 'straight-line × 1.3 at 1.15 m/s'),
  notice: text(
    'What a reader must know to read the figures right.',
    '演示数据:人数和驿站都是虚构的。',
  ).nullable(),
  computedAt: instant,
  attribution,
  licence,
}

export const coverageFrame = z
  .object(frame)
  .meta({ id: 'CoverageFrame', description: 'By which model, data, question and method figures came about.' })

const breakdown = {
  ...counts,
  streets: list(streetCounts, 'Most people surely not covered first.'),
  groups: list(groupCounts, 'By group, rounded one by one; empty where area is counted.'),
}

export const coverageAnswer = z
  .object({
    ...frame,
    ...breakdown,
    districts: list(districtCounts, 'Most people surely not covered first.'),
    stations: z
      .object({
        all: whole('Stations that can be found.', 7931),
        pessimist: whole('Those that surely answer the question.', 2100),
        optimist: whole('Those that perhaps do.', 3350),
      })
      .meta({ description: 'How many stations answer the question, city-wide.' }),
    ages: z
      .object({
        stations: whole('Stations that the facts below are of.', 7931),
        hoursKnown: whole('How many of them have known hours.', 6400),
        hoursConfirmed: instant.nullable().meta({ description: 'Half of the confirmations are older.' }),
        facilitiesConfirmed: instant.nullable().meta({ description: 'Half of the confirmations are older.' }),
      })
      .meta({ description: 'How old the facts are that the answer rests on.' }),
  })
  .meta({
    id: 'CoverageAnswer',
    description: 'Who reaches a station that answers the question, by district, street and group.',
  }) satisfies z.ZodType<CoverageAnswer & Breakdown>

const hourly = (description: string, value: number) =>
  z.array(z.number()).meta({ description, example: [value, value] })

const strip = {
  people: hourly('The denominator by hour of the week, 168 of them.', 12_480),
  pessimist: hourly('Surely within reach, by hour.', 8120),
  optimist: hourly('Perhaps within reach, by hour.', 9040),
}

const areaStrip = { code: areaCode, name: areaName, ...strip }

const desert = z
  .object({
    code: areaCode,
    name: areaName,
    districtCode,
    people: number('People asked about, an average hour.', 320.5),
    covered: interval,
  })
  .meta({ id: 'Desert', description: 'A street that many cannot reach a station from at these hours.' })

export const weekAnswer = z
  .object({
    ...frame,
    ...strip,
    area: namedCode.nullable(),
    hours: whole('How many hours the strips have.', 168),
    runId: text('The run that counted it.', '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69'),
    districts: list(
      z.object(areaStrip).meta({ id: 'AreaStrip', description: 'The week of one area.' }),
      'All districts; empty where an area was asked for.',
    ),
    streets: list(
      z
        .object({ ...areaStrip, districtCode })
        .meta({ id: 'StreetStrip', description: 'The week of one street.' }),
      'Of the district that was asked for; empty for the city.',
    ),
    deserts: z
      .object({
        night: list(desert, 'From 22:00 to 06:00, worst first.'),
        weekend: list(desert, 'On Saturday and Sunday, worst first.'),
      })
      .meta({ description: 'The streets that the night and the weekend leave without.' }),
  })
  .meta({
    id: 'CoverageWeek',
    description: 'All 168 hours of a week as strips by area.',
  }) satisfies z.ZodType<WeekAnswer>

export const coverageRun = z
  .object({
    id: z.uuid().meta({ description: 'Of the run.', example: '0b9b7f4e-6f7c-4a5e-9d2b-1f2d3c4b5a69' }),
    modelId: text('The model that it counts.', '1'),
    question: questionJson,
    status: oneOf(RUN_STATES, 'How far it is.'),
    hoursDone: whole('Hours of the week that are counted.', 42),
    dataVersion: dataVersion.nullable(),
    error: text('Why it ended short of its goal.', '这次计算已取消。').nullable(),
    createdAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({
    id: 'CoverageRun',
    description: 'Counting a week: long work, known by a row.',
  }) satisfies z.ZodType<CoverageRun>

export const weekUnderWay = z
  .object({ run: coverageRun })
  .meta({ id: 'CoverageWeekUnderWay', description: 'The week is being counted; ask again.' })

export const coverageModels = z
  .object({
    items: list(
      z
        .object({
          ...model,
          unit,
          isDefault: flag('Answers when a question names none.', true),
          synthetic: flag('Any of its layers is made up.'),
        })
        .meta({ id: 'CoverageModelChoice', description: 'A model that can be asked.' }),
      'In the order of their making; the one that counts area comes last.',
    ),
  })
  .meta({ id: 'CoverageModels', description: 'The models that a question can name.' })

const side = z
  .object({ people: counts.people, covered: interval })
  .meta({ id: 'ComparedCounts', description: 'One side of a comparison.' })

const change = {
  before: side.nullable(),
  after: side.nullable(),
  change: interval,
  verdict: oneOf(
    ['better', 'worse', 'same', 'mixed'],
    'By shares of the denominator; `mixed`: it depends on what is not known.',
  ),
}

const comparedFrame = z
  .object({
    ...frame,
    snapshot: z
      .object({
        id: whole('Number of the kept answer.', 7),
        name: text('What was kept, and why.', '2026年10月名单入库前'),
        createdAt: instant,
      })
      .nullable()
      .meta({ description: 'The kept answer; null for one that was counted just now.' }),
  })
  .meta({ id: 'ComparedFrame', description: 'How one side of a comparison came about.' })

const comparison = {
  city: z.object(change).meta({ id: 'Change', description: 'What changed between the two moments.' }),
  districts: list(
    z
      .object({ code: areaCode, name: areaName, ...change })
      .meta({ id: 'AreaChange', description: 'What changed in a district.' }),
    'Most changed first.',
  ),
  streets: list(
    z
      .object({ code: areaCode, name: areaName, districtCode, ...change })
      .meta({ id: 'StreetChange', description: 'What changed in a street.' }),
    'Most changed first.',
  ),
  groups: list(
    z.object({ group, ...change }).meta({ id: 'GroupChange', description: 'What changed for a group.' }),
    'Most changed first.',
  ),
}

export const comparisonAnswer = z
  .object({ before: comparedFrame, after: comparedFrame, ...comparison })
  .meta({
    id: 'CoverageComparison',
    description: 'Two answers to the same question side by side: what got better, what worse, for whom.',
  }) satisfies z.ZodType<ComparisonAnswer & Comparison>
