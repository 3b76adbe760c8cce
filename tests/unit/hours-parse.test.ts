import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatHours } from '../../api/features/hours/format.ts'
import { parseHours } from '../../api/features/hours/parse.ts'
import { hoursSchema } from '../../api/features/hours/schemas.ts'
import { anySchedule } from '../support/hours.ts'

/** What was read, in canonical text; the problem where nothing was. */
function read(text: string): string {
  const hours = parseHours(text)
  expect(hours.raw).toBe(text)
  expect(hoursSchema.parse(hours)).toEqual(hours)
  return hours.problem ? `? ${hours.problem}` : formatHours(hours)
}

describe('Chinese hours', () => {
  it.each([
    ['24小时', '24/7'],
    ['24小时营业', '24/7'],
    ['２４小时', '24/7'],
    ['全天', '24/7'],
    ['全天开放', '24/7'],
    ['全天24小时', '24/7'],
    ['7×24小时', '24/7'],
    ['7*24', '24/7'],
    ['24H', '24/7'],
    ['0:00-24:00', '24/7'],
    ['周一至周日全天', '24/7'],
    ['全年无休,24小时营业', '24/7'],
    ['周一至周五24小时', 'Mo-Fr 00:00-24:00'],
    ['周一至周五 08:30-12:00,13:00-17:30', 'Mo-Fr 08:30-12:00,13:00-17:30'],
    ['周一至周五 8:30-12:00、13:00-17:30', 'Mo-Fr 08:30-12:00,13:00-17:30'],
    ['周一到周日 8:00-20:00', 'Mo-Su 08:00-20:00'],
    ['星期一至星期五 9:00—17:00', 'Mo-Fr 09:00-17:00'],
    ['礼拜一至礼拜六 9:00-17:00', 'Mo-Sa 09:00-17:00'],
    ['每周一至周五上午9:00-11:30,下午14:00-17:00', 'Mo-Fr 09:00-11:30,14:00-17:00'],
    ['周五至周一 9:00-17:00', 'Mo,Fr-Su 09:00-17:00'],
    ['周1至周5 9:00-17:00', 'Mo-Fr 09:00-17:00'],
    ['周六日 9:00-17:00', 'Sa-Su 09:00-17:00'],
    ['周末 10:00-16:00', 'Sa-Su 10:00-16:00'],
    ['周一、三、五 9:00-12:00', 'Mo,We,Fr 09:00-12:00'],
    ['周一、周三、周五 9:00-12:00', 'Mo,We,Fr 09:00-12:00'],
    ['工作日 8:30-17:30', 'Mo-Fr 08:30-17:30; PH off; makeup workday'],
    ['工作日8:30-17:30,双休日10:00-16:00', 'Mo-Fr 08:30-17:30; Sa-Su 10:00-16:00; makeup workday'],
    ['8:30-17:30(工作日)', 'Mo-Fr 08:30-17:30; PH off; makeup workday'],
    ['每天 8:00-22:00', 'Mo-Su 08:00-22:00'],
    ['天天 9:00-21:00', 'Mo-Su 09:00-21:00'],
    ['全年无休 8:00-22:00', 'Mo-Su 08:00-22:00'],
    ['每日8:00-次日2:00', 'Mo-Su 08:00-02:00'],
    ['20:00-凌晨2点', 'Mo-Su 20:00-02:00; PH unknown'],
    ['22:00-6:00', 'Mo-Su 22:00-06:00; PH unknown'],
    ['晚上10点到早上6点', 'Mo-Su 22:00-06:00; PH unknown'],
    ['8:00至17:00', 'Mo-Su 08:00-17:00; PH unknown'],
    ['０８：３０－１７：３０', 'Mo-Su 08:30-17:30; PH unknown'],
    ['8:30~17:30', 'Mo-Su 08:30-17:30; PH unknown'],
    ['8:30～17:30', 'Mo-Su 08:30-17:30; PH unknown'],
    ['8:30–17:30', 'Mo-Su 08:30-17:30; PH unknown'],
    ['8点半-17点', 'Mo-Su 08:30-17:00; PH unknown'],
    ['八点半到十七点', 'Mo-Su 08:30-17:00; PH unknown'],
    ['8-17点', 'Mo-Su 08:00-17:00; PH unknown'],
    ['8时30分-17时30分', 'Mo-Su 08:30-17:30; PH unknown'],
    ['早8点到晚8点', 'Mo-Su 08:00-20:00; PH unknown'],
    ['下午2点-5点', 'Mo-Su 14:00-17:00; PH unknown'],
    ['中午12点-2点', 'Mo-Su 12:00-14:00; PH unknown'],
    ['晚6点-12点', 'Mo-Su 18:00-24:00; PH unknown'],
    ['上午8:30-12:00,下午1:30-5:00', 'Mo-Su 08:30-12:00,13:30-17:00; PH unknown'],
    ['8:30-17:30(午休12:00-13:00)', 'Mo-Su 08:30-12:00,13:00-17:30; PH unknown'],
    ['周一至周五 8:30-17:30,中午12:00-13:30休息', 'Mo-Fr 08:30-12:00,13:30-17:30'],
    ['开放时间: 周一至周五8:30-17:30,中午不休', 'Mo-Fr 08:30-17:30'],
    ['营业时间:9:00-21:00', 'Mo-Su 09:00-21:00; PH unknown'],
    ['每天9:00-17:00,周三闭馆', 'Mo-Tu,Th-Su 09:00-17:00'],
    ['周三闭馆,每天9:00-17:00', 'Mo-Tu,Th-Su 09:00-17:00'],
    ['9:00-17:00(周一闭馆)', 'Tu-Su 09:00-17:00'],
    ['除周一外,每天9:00-17:00', 'Tu-Su 09:00-17:00'],
    ['周一至周五 9:00-18:00;周六 10:00-16:00;周日休息', 'Mo-Fr 09:00-18:00; Sa 10:00-16:00'],
    ['周一至周五 9:00-18:00\n周六、周日 10:00-16:00', 'Mo-Fr 09:00-18:00; Sa-Su 10:00-16:00'],
    ['周一至周五 8:30-17:30,节假日休息', 'Mo-Fr 08:30-17:30; PH off'],
    ['周一至周五 9:00-17:00,法定节假日正常营业', 'Mo-Fr 09:00-17:00; PH same'],
    ['每天8:00-20:00(法定节假日除外)', 'Mo-Su 08:00-20:00; PH off'],
    ['除法定节假日外,每天8:00-20:00', 'Mo-Su 08:00-20:00; PH off'],
    ['周一至周六8:00-20:00(周日及法定节假日休息)', 'Mo-Sa 08:00-20:00; PH off'],
    ['9:00-17:00,节假日10:00-16:00', 'Mo-Su 09:00-17:00; PH 10:00-16:00'],
    [
      '夏季(5月-9月) 8:00-18:00;冬季(10月-4月) 8:30-17:30',
      'Mo-Su 08:30-17:30; May-Sep Mo-Su 08:00-18:00; PH unknown',
    ],
    ['夏季(5月-9月)每天8:00-18:00', 'unknown; May-Sep Mo-Su 08:00-18:00'],
    ['5-9月 每天8:00-18:00,10-次年4月 每天9:00-17:00', 'Mo-Su 09:00-17:00; May-Sep Mo-Su 08:00-18:00'],
    ['每天9:00-17:00,周一闭馆,法定节假日正常开放', 'Tu-Su 09:00-17:00'],
    [
      '冬季(11月-3月)每天8:00-17:00 夏季(4月-10月)每天8:00-18:00',
      'Mo-Su 08:00-18:00; Nov-Mar Mo-Su 08:00-17:00',
    ],
    ['周一至周五08:00-18:00/周六日09:00-17:00', 'Mo-Fr 08:00-18:00; Sa-Su 09:00-17:00'],
    ['2026年2月16日至2月22日休息,每天8:00-20:00', 'Mo-Su 08:00-20:00; 2026 Feb 16-22 off'],
  ])('%s', (text, canonical) => {
    expect(read(text)).toBe(canonical)
  })
})

describe('what could mean two things, or says only half', () => {
  it.each([
    '8:00-5:00',
    '2:00-5:00',
    '9:00-1:00',
    '上午9:00-6:00',
    '晚8点-晚3点',
    '8:00-12:00,2:00-5:00',
    '9:00-17:00 10:00-16:00',
    '夏季 8:00-18:00;冬季 8:30-17:30',
    '夏季(5月-9月)8:00-18:00,冬季8:30-17:00',
    '夏季(5月1日-9月)8:00-18:00',
    '6:00-22:00(冬季7:00-21:00)',
    '周一五 9:00-17:00',
    '周一至周五',
    '周一闭馆',
    '节假日休息',
    '休息',
    '周一至周五 9:00-17:00,周三 10:00-16:00,周三 11:00-15:00',
    '周一至周五 9:00-17:00 10:00-16:00 周六日',
    '周一至周五 9:00-17:00,午休',
    '9:00-17:00 周一至周五,10:00-16:00 周末休息',
    '电话预约',
    '不固定',
    '暂停营业',
    '随商场营业时间',
    '10:00-22:00(以商场营业时间为准)',
    '周二至周日 9:00-17:00(16:30停止入场)',
    '公休日休息,其余 9:00-17:00',
    '周二至周日9:00-17:00,周一闭馆(法定节假日除外)',
    '除法定节假日外,周一闭馆,每天9:00-17:00',
    '全年无休,每天9:00-17:00,周一闭馆',
    '24小时自助区',
    '25:00-26:00',
    '8:70-17:00',
    '10月1日-10月7日休息,每天8:00-20:00',
    '2026年2月30日休息,每天8:00-20:00',
    'Mo-Fr 08:00-17:00; SH off',
    'PH off',
    'PH off; Mo-Fr 08:00-17:00',
    'Mo-Fr 08:00-17:00; PH Su off',
    'Mo 08:00-08:00',
    'Mo-Fr 08:00+',
    'mo-fr 08:00-17:00',
    'Feb 30 off; Mo-Su 08:00-17:00',
    'Mo-Su 08:00-17:00;; PH off',
  ])('%s is kept as text and left unknown', (text) => {
    expect(parseHours(text)).toEqual({
      raw: text,
      week: null,
      holidays: 'unknown',
      makeup: 'unknown',
      problem: expect.stringMatching(/。$/) as string,
    })
  })

  it('a blank is unknown without a problem', () => {
    expect(parseHours('  ')).toEqual({ raw: '  ', week: null, holidays: 'unknown', makeup: 'unknown' })
  })

  it('no text whatever makes the reader throw', () => {
    const scraps = [
      '周',
      '一',
      '至',
      '8:00',
      '-',
      '17点',
      '(',
      ')',
      '休息',
      'Mo',
      'PH',
      '24/7',
      ';',
      ',',
      '除',
      '外',
    ]
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom(...scraps), { maxLength: 12 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(text, (any) => {
        const hours = parseHours(any)
        expect(hours.raw).toBe(any)
        if (hours.problem) expect(hours.week).toBeNull()
      }),
      { numRuns: 2000 },
    )
  })
})

describe('OpenStreetMap hours', () => {
  it.each([
    ['Mo-Su 22:00-26:00', 'Mo-Su 22:00-02:00'],
    ['Mo-Fr 08:00-12:00, We 14:00-18:00', 'Mo-Tu,Th-Fr 08:00-12:00; We 08:00-12:00,14:00-18:00'],
    ['Mo-Fr 08:00-17:00; We 10:00-12:00', 'Mo-Tu,Th-Fr 08:00-17:00; We 10:00-12:00'],
    ['Mo-Su 22:00-23:00; We,PH off', 'Mo-Tu,Th-Su 22:00-23:00; PH off'],
    ['Sa,PH 12:00-17:00', 'Sa 12:00-17:00; PH 12:00-17:00'],
    ['Apr-Oct 10:00-18:00', 'off; Apr-Oct Mo-Su 10:00-18:00; PH unknown'],
    [
      'Mo-Su 09:00-17:00; Apr-Oct 09:00-20:00; Dec 24-26 off',
      'Mo-Su 09:00-17:00; Apr-Oct Mo-Su 09:00-20:00; Dec 24-Dec 26 off; PH unknown',
    ],
    ['Mo-Fr 09:00-17:00; Jul-Aug Fr off', 'Mo-Fr 09:00-17:00; Jul-Aug off; Jul-Aug Mo-Th 09:00-17:00'],
    ['Jul 23-Jan 3: 22:00-23:00; PH off', 'off; Jul 23-Jan 3 Mo-Su 22:00-23:00; PH off'],
    ['Mo-Su 08:00-20:00; 2026 Dec 30-2027 Jan 2 off', 'Mo-Su 08:00-20:00; 2026 Dec 30-2027 Jan 2 off'],
    [
      'Mo-Su 08:00-20:00; 2026 Oct 1-8 Mo-Fr 10:00-12:00',
      'Mo-Su 08:00-20:00; 2026 Oct 1-2 10:00-12:00; 2026 Oct 5-8 10:00-12:00',
    ],
    ['open', '24/7'],
    ['off', 'off'],
    ['08:00-12:00;', 'Mo-Su 08:00-12:00; PH unknown'],
  ])('%s', (text, canonical) => {
    expect(read(text)).toBe(canonical)
  })
})

const SAMPLE = new URL('../../../shared/data/opening_hours/osm_values_sample.txt', import.meta.url)

describe.skipIf(!existsSync(SAMPLE))(
  `the sample of real OSM values (needs ../shared/data/opening_hours beside the checkout${existsSync(SAMPLE) ? '' : ': ABSENT, skipped'})`,
  () => {
    const lines = existsSync(SAMPLE)
      ? readFileSync(SAMPLE, 'utf8')
          .split('\n')
          .filter((line) => line.trim())
      : []
    const spelled = (line: string) =>
      line
        .trim()
        .replace(/\s*;\s*/g, '; ')
        .replace(/,\s+/g, ',')

    it('is read in 171 of 202 cases; comments, sunset, weeks, Th[1], open ends and partial closings are refused', () => {
      const refused = lines.filter((line) => parseHours(line).problem)
      expect([lines.length, lines.length - refused.length]).toEqual([202, 171])
      const outside = /^#|"|sunset|week|\[|\+|\|\||easter|\d off|PH Su|8000/
      expect(refused.filter((line) => !outside.test(line))).toEqual([])
    })

    it('is read rightly: 161 values print back as they were written, the others as checked by hand', () => {
      const changed = lines.filter(
        (line) => !parseHours(line).problem && formatHours(parseHours(line)) !== spelled(line),
      )
      expect(
        Object.fromEntries(changed.map((line) => [spelled(line), formatHours(parseHours(line))])),
      ).toEqual({
        '22:00-23:00; PH off': 'Mo-Su 22:00-23:00; PH off',
        '08:00-11:00; PH off': 'Mo-Su 08:00-11:00; PH off',
        'Mo-Su 22:00-23:00; We,PH off': 'Mo-Tu,Th-Su 22:00-23:00; PH off',
        'Apr: 22:00-23:00; PH off': 'off; Apr Mo-Su 22:00-23:00; PH off',
        'Jul-Jan: 22:00-23:00; PH off': 'off; Jul-Jan Mo-Su 22:00-23:00; PH off',
        'Jan-Jul: 22:00-23:00; PH off': 'off; Jan-Jul Mo-Su 22:00-23:00; PH off',
        'Tu,PH 23:59-22:59': 'Tu 23:59-22:59; PH 23:59-22:59',
        'We-Mo,PH 23:59-22:59': 'Mo,We-Su 23:59-22:59; PH 23:59-22:59',
        'Jan 23-Feb 11,Feb 12 00:00-24:00; PH off':
          'off; Jan 23-Feb 11 Mo-Su 00:00-24:00; Feb 12 Mo-Su 00:00-24:00; PH off',
        'Mo-Fr 08:00-12:00,We 14:00-18:00; Su,PH off':
          'Mo-Tu,Th-Fr 08:00-12:00; We 08:00-12:00,14:00-18:00; PH off',
      })
    })
  },
)

describe('canonical text', () => {
  it('is read back to the same schedule, for any schedule', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const text = formatHours(schedule)
        expect(parseHours(text), text).toEqual({ ...schedule, raw: text })
      }),
      { numRuns: 2000 },
    )
  })

  it('is a fixed point: printing what was read gives the text again', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        const text = formatHours(schedule)
        expect(formatHours(parseHours(text))).toBe(text)
      }),
    )
  })

  it('passes the schema of the wire', () => {
    fc.assert(
      fc.property(anySchedule, (schedule) => {
        expect(hoursSchema.parse(schedule)).toEqual(schedule)
      }),
    )
  })
})

describe('the schema of the wire', () => {
  const good = { raw: '', week: null, holidays: 'unknown', makeup: 'unknown' }

  it.each([
    ['six days', { week: [[], [], [], [], [], []] }],
    ['an interval that ends before it starts', { week: [[[600, 500]], [], [], [], [], [], []] }],
    [
      'intervals that touch',
      {
        week: [
          [
            [600, 700],
            [700, 800],
          ],
          [],
          [],
          [],
          [],
          [],
          [],
        ],
      },
    ],
    [
      'intervals out of order',
      {
        holidays: [
          [700, 800],
          [500, 600],
        ],
      },
    ],
    ['holiday hours without any', { holidays: [] }],
    ['a date that does not exist', { exceptions: [{ date: '2026-02-30', hours: [] }] }],
    [
      'exceptions out of order',
      {
        exceptions: [
          { date: '2026-02-03', hours: [] },
          { date: '2026-02-02', hours: [] },
        ],
      },
    ],
    ['a closure without an offset', { closures: [{ from: '2026-02-03T10:00:00', to: null, reason: '' }] }],
    ['a season twice', { seasons: Array(2).fill({ from: '05-01', to: '05-31', week: Array(7).fill([]) }) }],
  ])('refuses %s', (_, change) => {
    expect(hoursSchema.safeParse(good).success).toBe(true)
    expect(hoursSchema.safeParse({ ...good, ...change }).success).toBe(false)
  })
})
