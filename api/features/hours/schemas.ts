/** Opening hours as they cross the wire and lie in the database: the shape and the normal form of hours.ts. */
import { z } from 'zod'
import { DAY_MINUTES, dayOf } from './beijing-time.ts'
import { normalDay, sameDay } from './hours.ts'

const intervalSchema = z
  .tuple([
    z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
    z
      .number()
      .int()
      .min(1)
      .max(2 * DAY_MINUTES),
  ])
  .refine(([start, end]) => start < end, '每段时间的结束须晚于开始;过夜的结束时间加 1440。')
  .meta({
    description:
      'Start and end in minutes since the midnight of the day it starts on, half-open; an end past 1440 is on the following day.',
    example: [510, 720],
  })

const dayHoursSchema = z
  .array(intervalSchema)
  .max(48)
  .refine((day) => sameDay(day, normalDay(day)), '一天内的时段须按时间排序,互不重叠也不相接。')
  .meta({
    description: 'What starts on one day, sorted and disjoint; empty: closed.',
    example: [
      [510, 720],
      [780, 1050],
    ],
  })

const workdayExample = [[510, 1050]]
const weekSchema = z
  .array(dayHoursSchema)
  .length(7)
  .meta({
    description: 'Seven days, Monday first.',
    example: [workdayExample, workdayExample, workdayExample, workdayExample, workdayExample, [], []],
  })

const dateSchema = z
  .string()
  .refine((text) => dayOf(text) !== null, '日期须为 YYYY-MM-DD。')
  .meta({ description: 'Beijing date.', example: '2026-10-01' })

const monthDaySchema = z
  .string()
  // 2024 is a leap year: 02-29 is the end of February in every year.
  .refine((text) => dayOf(`2024-${text}`) !== null, '月日须为 MM-DD。')
  .meta({ description: 'Month and day of every year.', example: '05-01' })

const edgeSchema = z
  .string()
  .refine(
    (text) => dayOf(text) !== null || /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(text),
    '须为 YYYY-MM-DD 或带时区的 ISO 时间。',
  )
  .refine((text) => !Number.isNaN(Date.parse(text)), '没有这个时间。')
  .meta({ description: 'Beijing date, or ISO instant with its offset.', example: '2026-10-01' })

const seasonSchema = z
  .object({ from: monthDaySchema, to: monthDaySchema, week: weekSchema })
  .meta({ description: 'Hours of a part of every year, both dates included.' })

const exceptionSchema = z
  .object({ date: dateSchema, hours: dayHoursSchema })
  .meta({ description: 'Replaces one date.', example: { date: '2026-10-01', hours: [] } })

const closureSchema = z
  .object({
    from: edgeSchema,
    to: edgeSchema.nullable(),
    reason: z.string().max(200).meta({ description: 'Why, in words for the public.', example: '装修' }),
  })
  .meta({
    description: 'Temporarily closed; whole days where dates are given, `to` null until further notice.',
    example: { from: '2026-03-02', to: '2026-03-20', reason: '装修' },
  })

/** Parses into `Hours` (hours.ts). */
export const hoursSchema = z
  .object({
    raw: z
      .string()
      .max(2000)
      .meta({ description: 'The hours as they were listed.', example: '周一至周五 08:30-17:30' }),
    week: weekSchema.nullable().meta({ description: 'The ordinary week; null: not known.' }),
    seasons: z
      .array(seasonSchema)
      .max(12)
      .refine(
        (list) => new Set(list.map(({ from, to }) => `${from}/${to}`)).size === list.length,
        '季节的起止日期不能重复。',
      )
      .optional()
      .meta({
        description: 'Parts of the year with hours of their own; the later one counts where two overlap.',
      }),
    holidays: z
      .union([z.enum(['same', 'closed', 'unknown']), dayHoursSchema.min(1, '休息请写 closed。')])
      .meta({ description: 'On statutory days off: as that weekday, closed, not known, or these hours.' }),
    makeup: z.enum(['same', 'workday', 'unknown']).meta({
      description: 'On a weekend day worked in lieu: as that weekend day, as Monday to Friday, or not known.',
      example: 'workday',
    }),
    exceptions: z
      .array(exceptionSchema)
      .max(1000)
      .refine(
        (list) => list.every(({ date }, index) => index === 0 || date > (list[index - 1]?.date ?? '')),
        '例外须按日期排序,每天一条。',
      )
      .optional()
      .meta({ description: 'Dates with hours of their own, in order.' }),
    problem: z
      .string()
      .max(500)
      .optional()
      .meta({ description: 'Why the text could not be read.', example: '看不懂“另行通知”。' }),
    closures: z.array(closureSchema).max(100).optional().meta({ description: 'Temporary closings.' }),
    source: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'Where the hours come from.', example: '区总工会名册' }),
    confirmedAt: z.iso
      .datetime({ offset: true })
      .optional()
      .meta({ description: 'When they were last confirmed.', example: '2026-03-01T02:00:00Z' }),
  })
  .meta({
    id: 'Hours',
    description:
      'Opening hours in Beijing time. The text is kept; what could not be read is unknown, never guessed.',
    example: { raw: '24小时', week: Array(7).fill([[0, 1440]]), holidays: 'same', makeup: 'same' },
  })
