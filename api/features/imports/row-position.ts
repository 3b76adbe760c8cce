import { stationPosition } from '../stations/position.ts'
import type { Datum, StationFacts } from '../stations/station.ts'
import { readCoordinates, splitPair, type StatedCoordinates } from './coordinates.ts'
import type { Column } from './headers.ts'
import { placeRow, type RowPlacement } from './placement.ts'
import { NO_DATUM, RosterError } from './roster.ts'
import { RowCells } from './row-cells.ts'
import { DATUM_WORDS, OTHER_PROVINCE, plainWord } from './words.ts'

/** Where one row's station lies: its coordinates, their datum, and the places that point and texts name. */
export class RowPosition extends RowCells {
  protected readPosition(): StationFacts['position'] {
    const { stated, column } = this.coordinates()
    if (stated.lon === '' && stated.lat === '') return null
    const datum = this.datum(column)
    if (!datum) return null
    const read = readCoordinates(stated, datum, this.context.bbox)
    if (read.kind === 'point') {
      if (read.coarse) {
        const value = `${stated.lon},${stated.lat}`
        this.report(
          'suspicious',
          column,
          value,
          '坐标只到两位小数,可能偏出约一公里。',
          '请重新取点,写到六位小数。',
        )
      }
      return stationPosition(read.lon, read.lat, datum)
    }
    if (read.kind === 'unusable')
      this.report('suspicious', column, read.value, read.problem, `${read.remedy}这一站先按未定位登记。`)
    return null
  }

  private coordinates(): { stated: StatedCoordinates; column: Column | undefined } {
    const pair = this.column('lonLat')
    if (pair) {
      const text = this.text('lonLat')
      const split = splitPair(text)
      if (split) return { stated: split, column: pair }
      const right = this.text('lat')
      if (text !== '' || right !== '') return { stated: { lon: text, lat: right }, column: pair }
    }
    return {
      stated: { lon: this.text('lon'), lat: this.text('lat') },
      column: this.column('lon') ?? this.column('lat') ?? pair,
    }
  }

  /** The row's own column is strongest, then the header, then the option. */
  private datum(column: Column | undefined): Datum | null {
    const text = this.text('datum')
    if (text !== '') {
      const datum = DATUM_WORDS.get(plainWord(text).replace(/坐标系?$/u, ''))
      if (datum) return datum
      this.report(
        'rejected',
        this.column('datum'),
        text,
        `不认识「${text}」这个坐标系。`,
        '请填写 WGS-84、GCJ-02 或 BD-09。',
      )
      return null
    }
    const datum = column?.datum ?? this.context.datum
    if (datum) return datum
    if (!this.column('datum')) throw new RosterError(NO_DATUM)
    this.report(
      'rejected',
      this.column('datum'),
      '',
      '这一行有坐标,但没有写坐标系。',
      '请填写 WGS-84、GCJ-02 或 BD-09。',
    )
    return null
  }

  protected place(position: StationFacts['position']): RowPlacement {
    const texts = [
      `${this.text('district')}${this.text('street')}${this.text('community')}`,
      this.text('address'),
      this.text('name'),
    ]
    const placement = placeRow(position, texts, this.context.districtCode, this.context.places)
    const column = this.column('lon') ?? this.column('lonLat')
    const value = position && `${position.sourceLon},${position.sourceLat}`
    if (placement.outside) {
      this.report(
        'suspicious',
        column,
        value,
        '坐标不在本市任何一个区内。',
        '请核对坐标;这一站先按未定位登记。',
      )
    }
    if (placement.finding) {
      const { kind, message } = placement.finding
      this.report('suspicious', column, value, message, '核对前照坐标登记,并记为待查。', kind)
    }
    const address = this.text('address')
    if (OTHER_PROVINCE.test(address)) {
      this.report(
        'suspicious',
        this.column('address'),
        address,
        '地址不在本市。',
        '请核对地址;确在外地的请从名单中去掉。',
      )
    }
    const own = this.context.districtCode
    const actual = placement.namedDistrict ?? placement.districtCode
    if (own && actual && actual !== own) {
      this.marks.add('otherDistrict')
      const { places } = this.context
      this.report(
        'note',
        this.column('address'),
        this.text('address'),
        `这一站在${places.nameOf(actual)},不在${places.nameOf(own)}。`,
        '照常登记,责任工会仍为名单所属的区;如属误报请从名单中去掉。',
      )
    }
    return placement
  }
}
