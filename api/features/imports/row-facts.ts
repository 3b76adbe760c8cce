import { stationColumns } from '../stations/columns.ts'
import type { FacilityId, FacilityRecord } from '../stations/facilities.ts'
import { NOT_CONFIRMED, STATION_CODE, UNSTATED, type HaveId, type StationFacts } from '../stations/station.ts'
import { cellText, isSpreadsheetTime, readAmount, readDate } from './cells.ts'
import type { Column, Header } from './headers.ts'
import { RowPosition } from './row-position.ts'
import { ROW_TEXTS, statedColumns, type ReadRow, type RowContext } from './read-row.ts'
import type { RowPlacement } from './placement.ts'
import type { PlainField, RosterRow } from './roster.ts'
import {
  ACCESS_WORDS,
  AUDIENCE_WORDS,
  examples,
  FACILITY_OF_KIND,
  HOST_KIND_WORDS,
  KIND_WORDS,
  LIFECYCLE_WORDS,
  OUTDOOR_KINDS,
  plainWord,
  readPresence,
  readServices,
  SUSPENSION,
} from './words.ts'

/** Reads the rows below a header, without I/O. */
export function createRowReader(header: Header, context: RowContext): (row: RosterRow) => ReadRow {
  const columns = new Map(header.columns.toReversed().map((c) => [c.field, c]))
  return (row) => new RowReading(header, columns, context, row).read()
}

/** One row being read: collects what it states and what is wrong with it; where it lies is `RowPosition`’s to read. */
class RowReading extends RowPosition {
  private readonly stated: Partial<StationFacts> = {}

  read(): ReadRow {
    this.readTexts()
    this.readVocabulary()
    this.readServices()
    this.readHaves()
    this.readHours()
    this.readNumbers()
    this.readLifecycle()
    const position = this.readPosition()
    const placement = this.place(position)
    if (!placement.outside && position) this.stated.position = position
    const { districtCode, streetCode, communityCode } = placement
    if (districtCode) this.stated.districtCode = districtCode
    if (streetCode) this.stated.streetCode = streetCode
    if (communityCode) this.stated.communityCode = communityCode
    this.confirm()
    const code = this.readCode()
    return this.finish(code, placement)
  }

  private readTexts(): void {
    const texts = Object.fromEntries(
      Object.keys(ROW_TEXTS.shape).map((field) => [field, this.text(field as PlainField)]),
    )
    const checked = ROW_TEXTS.safeParse(texts)
    if (!checked.success) {
      for (const issue of checked.error.issues) {
        const field = String(issue.path[0]) as PlainField
        const max = issue.code === 'too_big' ? issue.maximum : 0
        this.report(
          'rejected',
          this.column(field),
          texts[field]!,
          `内容有 ${texts[field]!.length} 个字,超过 ${max} 个字。`,
          '请缩短后再导入。',
        )
      }
    }
    const { stated } = this
    if (texts.name === '') this.blankName(texts.address!)
    stated.name = texts.name!
    if (texts.address !== '') stated.address = texts.address!
    if (texts.hostBrand !== '') stated.hostBrand = texts.hostBrand!
    if (texts.owner !== '') stated.owner = texts.owner!
    if (texts.operator !== '') stated.operator = texts.operator!
    if (texts.accessNote !== '') stated.accessNote = texts.accessNote!
    if (texts.sourceId !== '') stated.sourceId = texts.sourceId!
    const aliases = this.text('aliases')
      .split(/[、,,;;|]/u)
      .map((a) => a.trim())
      .filter((a) => a !== '')
    if (aliases.length > 0) stated.aliases = [...new Set(aliases)].slice(0, 20)
  }

  /** A name is what a worker looks for at the door: it is never made up from the address. */
  private blankName(address: string): void {
    this.report(
      'rejected',
      this.column('name'),
      '',
      address === '' ? '名称和地址都是空的。' : `名称是空的(地址:${address})。`,
      '请补上驿站的名称;驿站名称不能由地址推测。',
    )
  }

  private readVocabulary(): void {
    const read = <T>(field: PlainField, words: ReadonlyMap<string, T>): T | undefined => {
      const text = this.text(field)
      if (text === '') return undefined
      const meaning = words.get(plainWord(text))
      if (meaning === undefined) {
        this.report(
          'note',
          this.column(field),
          text,
          `不认识「${text}」这个说法,这一项按未知处理。`,
          `请改用常用说法,例如:${examples(words)}。`,
        )
      }
      return meaning
    }
    const { stated } = this
    const assign = <K extends keyof StationFacts>(key: K, value: StationFacts[K] | undefined) => {
      if (value !== undefined) stated[key] = value
    }
    assign('kind', read('kind', KIND_WORDS))
    assign('hostKind', read('hostKind', HOST_KIND_WORDS))
    assign('access', read('access', ACCESS_WORDS))
    assign('audience', read('audience', AUDIENCE_WORDS))
    // A lounge or a mother-and-baby room does not say that outdoor workers may come in.
    if (stated.kind && !stated.audience && !OUTDOOR_KINDS.has(stated.kind)) stated.audience = 'unknown'
  }

  private readServices(): void {
    const facilities: FacilityRecord = {}
    const ofKind = FACILITY_OF_KIND.get(plainWord(this.text('kind')))
    if (ofKind) facilities[ofKind] = { state: 'yes' }
    for (const column of this.header.columns) {
      if (column.field === 'services') this.readServiceText(column, facilities)
    }
    // A column of its own says more than a word in a list.
    for (const column of this.header.columns) {
      if (!column.field.startsWith('facility:')) continue
      const text = cellText(this.row.cells[column.index])
      const state = readPresence(text)
      if (!state) {
        this.report('note', column, text, `「${text}」看不出有还是没有,按未知处理。`, '请填写 有、无 或 坏。')
      } else if (state.state !== 'unknown')
        facilities[column.field.slice('facility:'.length) as FacilityId] = state
    }
    if (Object.keys(facilities).length > 0) this.stated.facilities = facilities
  }

  private readServiceText(column: Column, facilities: FacilityRecord): void {
    const text = cellText(this.row.cells[column.index], true)
    if (text === '') return
    if (SUSPENSION.test(text)) {
      this.stated.lifecycle = 'suspended'
      this.stated.lifecycleReason = cellText(text)
      this.report(
        'note',
        column,
        text,
        '这一行写明暂停服务,登记为暂停,不参与搜索。',
        '恢复服务后请更新状态。',
      )
      return
    }
    const { facilities: found, unread } = readServices(text)
    for (const id of found) facilities[id] ??= { state: 'yes' }
    if (unread.length > 0) {
      this.report(
        'note',
        column,
        unread.join('、'),
        '这些服务不在设施名录里,没有记入设施。',
        '不需要处理;如指某项设施,请改用设施的名称。',
      )
    }
  }

  private readHaves(): void {
    const haves: StationFacts['haves'] = {}
    for (const column of this.header.columns) {
      if (!column.field.startsWith('have:')) continue
      const text = cellText(this.row.cells[column.index])
      const read = readPresence(text)
      if (!read)
        this.report('note', column, text, `「${text}」看不出是否达到,按未知处理。`, '请填写 是 或 否。')
      else if (read.state !== 'unknown') {
        haves[column.field.slice('have:'.length) as HaveId] = {
          state: read.state,
          source: this.context.source,
        }
      }
    }
    if (Object.keys(haves).length > 0) this.stated.haves = haves
  }

  private readHours(): void {
    const text = this.text('hours')
    if (text === '' || text.length > 1000) return
    const hours = this.context.parseHours(text)
    this.stated.hours = hours
    if (!hours.problem) return
    const column = this.column('hours')!
    const number = isSpreadsheetTime(this.row.cells[column.index])
    this.report(
      'note',
      column,
      text,
      number
        ? '单元格里是日期或时间的数值,不是开放时间:多半是 Excel 自动转换的。'
        : `开放时间没有读懂:${hours.problem}`,
      `原文已保留,营业状态显示为未知;请${number ? '把这一列设为文本格式,' : ''}写成「周一至周五 08:30-17:30」。`,
    )
  }

  private readNumbers(): void {
    const text = this.text('investedCny')
    if (text === '') return
    const amount = readAmount(text)
    if (amount === null || amount > 100_000_000) {
      this.report(
        'note',
        this.column('investedCny'),
        text,
        `「${text}」不是金额,没有记入。`,
        '请填写元数,例如 2000。',
      )
    } else this.stated.investedCny = Math.round(amount)
  }

  private readLifecycle(): void {
    const text = this.text('lifecycle')
    const { stated } = this
    if (text !== '') {
      const lifecycle = LIFECYCLE_WORDS.get(plainWord(text))
      if (lifecycle) stated.lifecycle = lifecycle
      else
        this.report(
          'note',
          this.column('lifecycle'),
          text,
          `不认识「${text}」这个状态,按开放处理。`,
          `可用的状态:${examples(LIFECYCLE_WORDS)}。`,
        )
    }
    const reason = this.text('lifecycleReason')
    if (reason !== '') stated.lifecycleReason = reason
    const stopped = stated.lifecycle === 'suspended' || stated.lifecycle === 'closed'
    // The list's own word is the reason when it gives no other.
    if (stopped && !stated.lifecycleReason) stated.lifecycleReason = `名单标注:${text}`
  }

  private confirm(): void {
    const text = this.text('confirmedOn')
    if (text === '') return
    const day = readDate(text)
    if (!day) {
      this.report(
        'note',
        this.column('confirmedOn'),
        text,
        `「${text}」不是日期,没有记入。`,
        '请写成 2026-10-08。',
      )
      return
    }
    const { stated } = this
    const at = `${day}T00:00:00+08:00`
    stated.confirmed = {
      location: stated.position ? at : null,
      hours: stated.hours ? at : null,
      facilities: stated.facilities ? at : null,
      access: stated.access ? at : null,
    }
    for (const state of Object.values(stated.facilities ?? {})) state.confirmedOn = day
    for (const have of Object.values(stated.haves ?? {})) have.on = day
  }

  private readCode(): string | null {
    const text = this.text('code').toUpperCase()
    if (text === '') return null
    if (STATION_CODE.test(text)) return text
    // The officer's own numbering stands in a column called 编码.
    this.stated.sourceId ??= text
    return null
  }

  private finish(code: string | null, placement: RowPlacement): ReadRow {
    const { stated, context } = this
    const rejected = this.problems.some((p) => p.severity === 'rejected')
    if (!stated.position && !rejected) this.marks.add('unlocated')
    const unionText = this.text('union')
    const union = unionText === '' ? null : context.unions.byName(unionText)
    if (unionText !== '' && !union) {
      this.report(
        'note',
        this.column('union'),
        unionText,
        `工会名录里没有「${unionText}」,按所在的区或街道确定责任工会。`,
        '请按工会名录填写全称,例如 海淀区总工会。',
      )
    }
    if (union) stated.unionCode = union
    const unionCode =
      union ??
      (context.districtCode
        ? context.unions.ofPlace(context.districtCode, null)
        : context.unions.ofPlace(placement.districtCode, placement.streetCode))
    const full: StationFacts = {
      ...UNSTATED,
      aliases: [],
      facilities: {},
      haves: {},
      ...stated,
      name: stated.name ?? '',
      unionCode,
      source: context.source,
    }
    // The jsonb columns go as they are: turning them into text here would be for nothing.
    const all = stationColumns({ ...full, hours: null, facilities: {}, haves: {}, confirmed: NOT_CONFIRMED })
    return {
      number: this.row.number,
      rejected,
      code,
      sourceId: stated.sourceId ?? null,
      nameKey: String(all.name_key),
      addressKey: String(all.address_key),
      unionCode,
      columns: rejected ? {} : statedColumns(stated, full, all),
      point: stated.position ?? null,
      marks: rejected ? new Set() : this.marks,
      // What else may be said about a row that is not taken would only distract.
      problems: rejected ? this.problems.filter((p) => p.severity === 'rejected') : this.problems,
    }
  }
}
