import chineseDays from 'chinese-days'

export interface HolidayRow {
  /** `YYYY-MM-DD`, Beijing date */
  date: string
  kind: 'off' | 'workday'
  /** 国庆节; for a make-up workday the holiday that it makes up for. */
  name: string
}

const FIRST_YEAR = 2024

/**
 * Statutory days off and make-up workdays from 2024 to the last year whose State Council notice the installed
 * `chinese-days` knows. Ordinary weekends are not listed.
 */
export function listHolidays(): HolidayRow[] {
  const rows: HolidayRow[] = []
  for (let year = FIRST_YEAR; ; year++) {
    const ofYear = holidaysOf(year)
    if (ofYear.length === 0) return rows
    rows.push(...ofYear)
  }
}

function holidaysOf(year: number): HolidayRow[] {
  const rows: HolidayRow[] = []
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10)
    const { work, name } = chineseDays.getDayDetail(date)
    // Listed days are named "National Day,国庆节,3", ordinary days "Wednesday".
    const [, chinese] = name.split(',')
    if (chinese) rows.push({ date, kind: work ? 'workday' : 'off', name: chinese })
  }
  return rows
}
