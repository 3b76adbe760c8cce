import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { createAddressParser } from '../../api/features/places/address.ts'
import { loadReference } from '../../seeds/reference.ts'

const reference = loadReference()
const parser = createAddressParser(reference)
const nameOf = new Map(
  [...reference.districts, ...reference.streets, ...reference.communities].map((d) => [d.code, d.name]),
)
const codeOf = (name: string) => reference.districts.find((d) => d.name === name)!.code
const HAIDIAN = codeOf('海淀区')

/** District, street and community as names; null where the text leaves them open. */
function read(text: string, districtHint: string | null = null) {
  const { districtCode, streetCode, communityCode } = parser.parse(text, { districtHint })
  return [districtCode, streetCode, communityCode].map((code) => (code === null ? null : nameOf.get(code)))
}

describe('divisions named in an address', () => {
  it.each([
    ['北京市海淀区花园路街道龙翔路南侧', '海淀区', '花园路街道', null],
    ['海淀区上庄镇前章村', '海淀区', '上庄地区', '前章村村委会'],
    ['北京市海淀区苏家坨镇聂各庄村村民委员会', '海淀区', '苏家坨地区', '聂各庄村委会'],
    ['海淀区万寿路街道翠微中里甲4号翠微中里社区居委会', '海淀区', '万寿路街道', '翠微中里社区居委会'],
    ['朝阳区来广营乡', '朝阳区', '来广营地区', null],
    ['朝阳区来广营地区办事处', '朝阳区', '来广营地区', null],
    ['东城区朝阳门街道办事处', '东城区', '朝阳门街道', null],
    ['怀柔区长哨营乡', '怀柔区', '长哨营满族乡', null],
    ['顺义区张镇', '顺义区', '张镇', null],
    ['顺义区杨镇府前街1号', '顺义区', '杨镇地区', null],
    ['顺义区杨镇镇', '顺义区', '杨镇地区', null],
  ])('%s', (text, ...expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('finds a street that only one district has, without the district', () => {
    expect(read('城南街道白浮泉路26号院1号楼')).toEqual(['昌平区', '城南街道', null])
    expect(read('马昌营镇南定福东路180号院', HAIDIAN)).toEqual(['平谷区', '马昌营镇', null])
  })

  it('follows districts to their present names', () => {
    expect(read('密云县鼓楼街道')).toEqual(['密云区', '鼓楼街道', null])
    expect(read('延庆县康庄镇')).toEqual(['延庆区', '康庄镇', null])
    expect(read('北京市宣武区牛街街道')).toEqual(['西城区', '牛街街道', null])
    expect(read('崇文区龙潭街道')).toEqual(['东城区', '龙潭街道', null])
  })

  it('knows that the town of Haidian is not the street of Haidian', () => {
    expect(read('海淀区海淀镇')).toEqual(['海淀区', '万柳地区', null])
    expect(read('海淀区海淀街道')).toEqual(['海淀区', '海淀街道', null])
  })

  it('reads full-width forms', () => {
    expect(read('海淀区　花园路街道　１号楼')).toEqual(['海淀区', '花园路街道', null])
  })

  it('takes a bare name for a street only when it is the whole text and the district is known', () => {
    expect(read('北下关', HAIDIAN)).toEqual(['海淀区', '北下关街道', null])
    expect(read('东城区朝阳门')).toEqual(['东城区', '朝阳门街道', null])
    expect(read('北下关')).toEqual([null, null, null])
    expect(read('中关村大街27号', HAIDIAN)).toEqual([null, null, null])
  })

  it('takes neither roads nor firms that begin like a district for it', () => {
    expect(read('朝阳路7号院5号楼1层')).toEqual([null, null, null])
    expect(read('北京市海淀大街38号')).toEqual([null, null, null])
    expect(read('丰台科技园区外环西路26号院')).toEqual([null, null, null])
  })
})

describe('names that several places have', () => {
  it('stays open without a district', () => {
    const reading = parser.parse('八里庄街道')
    expect([reading.districtCode, reading.streetCode]).toEqual([null, null])
    expect(reading.doubts).toEqual([
      {
        level: 'street',
        text: '八里庄街道',
        reason: 'several',
        candidates: ['110105', '110108'].map(
          (d) => reference.streets.find((s) => s.districtCode === d && s.name === '八里庄街道')!.code,
        ),
      },
    ])
  })

  it('is settled by the district in the text before any hint', () => {
    expect(read('朝阳区八里庄街道', HAIDIAN)).toEqual(['朝阳区', '八里庄街道', null])
    expect(read('八里庄街道', HAIDIAN)).toEqual(['海淀区', '八里庄街道', null])
    expect(read('北京海淀八里庄街道')).toEqual(['海淀区', '八里庄街道', null])
  })

  it('says so when two districts are named', () => {
    const reading = parser.parse('海淀区与朝阳区交界处')
    expect(reading.districtCode).toBeNull()
    expect(reading.doubts[0]).toMatchObject({ level: 'district', reason: 'contradiction' })
  })

  it('says so when the street does not lie in the named district', () => {
    const reading = parser.parse('海淀区望京街道')
    expect([reading.districtCode, reading.streetCode]).toEqual([HAIDIAN, null])
    expect(reading.doubts[0]).toMatchObject({ level: 'street', text: '望京街道', reason: 'contradiction' })
  })

  it('knows the district but not the street of a town that was divided', () => {
    const reading = parser.parse('昌平区回龙观镇黄土东村')
    expect([reading.districtCode, reading.streetCode]).toEqual([codeOf('昌平区'), null])
    expect(reading.doubts[0]).toMatchObject({ reason: 'divided', text: '回龙观镇' })
  })

  it('does not put a community into another district because a namesake lies there', () => {
    expect(read('龙山社区居委会', HAIDIAN)).toEqual([null, null, null])
  })

  it('does not find a village in the tail of a longer name', () => {
    expect(read('海淀区中关村南大街农研新村甲3号')).toEqual(['海淀区', null, null])
    expect(read('海淀区红联北村甲6号楼')).toEqual(['海淀区', null, null])
    expect(read('海淀区香山北辛村59号').slice(1)).toEqual([null, null])
  })

  it('takes a numbered community only right behind its own street', () => {
    expect(read('海淀区香山街道第一社区')[1]).toBe('香山街道')
    expect(read('海淀区清河第一社区')).toEqual(['海淀区', null, null])
  })
})

describe('any text', () => {
  const words = fc.constantFrom(
    ...[
      '海淀区',
      '朝阳区',
      '八里庄街道',
      '中关村',
      '社区',
      '村',
      '第一',
      '花园路',
      '号',
      ' ',
      '北京市',
      '密云县',
    ],
    ...reference.streets.slice(0, 40).map((s) => s.name),
    ...reference.communities.slice(0, 40).map((c) => c.name),
  )
  const anyText = fc.oneof(
    fc.string(),
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join('')),
  )

  it('never yields a street outside the district or a community outside the street', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom(null, HAIDIAN), (text, districtHint) => {
        const { districtCode, streetCode, communityCode } = parser.parse(text, { districtHint })
        if (streetCode !== null) expect(streetCode.slice(0, 6)).toBe(districtCode)
        if (communityCode !== null) expect(communityCode.slice(0, 9)).toBe(streetCode)
      }),
      { numRuns: 3000 },
    )
  })

  it('finds every street by its own name in its own district', () => {
    for (const { code, name, districtCode } of reference.streets) {
      const text = `${nameOf.get(districtCode)}${name}`
      expect([text, parser.parse(text).streetCode]).toEqual([text, code])
    }
  })
})

const ROSTER = fileURLToPath(
  new URL('../../../shared/data/stations/haidian_2003_nuanxin_stations.xlsx', import.meta.url),
)
const absent = existsSync(ROSTER) ? '' : ': ABSENT, skipped'

describe.skipIf(absent)(
  `the real roster of Haidian (needs ../shared/data beside the checkout${absent})`,
  () => {
    it('recognises rows of other districts, and finds streets and communities in the rest', async () => {
      const [sheet] = await readXlsxFile(ROSTER)
      const rows = sheet!.data
        .slice(1)
        .map(([name, address]) => ({ name: String(name ?? ''), address: String(address ?? '') }))
      const read = rows.map(({ name, address }) => {
        const here = parser.parse(address, { districtHint: HAIDIAN })
        return { here, byName: parser.parse(name, { districtHint: here.districtCode ?? HAIDIAN }) }
      })
      const elsewhere = read.filter(({ here }) => here.districtCode !== null && here.districtCode !== HAIDIAN)
      // 110 say their district (as counted when the data were collected); four more name only a street or town of theirs.
      expect(elsewhere.filter(({ here }) => here.districtNamed)).toHaveLength(110)
      expect(elsewhere).toHaveLength(114)
      expect(read.filter(({ here }) => here.streetCode !== null).length).toBeGreaterThanOrEqual(320)
      expect(
        read.filter(({ here, byName }) => here.streetCode ?? byName.streetCode).length,
      ).toBeGreaterThanOrEqual(800)
      expect(
        read.filter(({ here, byName }) => here.communityCode ?? byName.communityCode).length,
      ).toBeGreaterThanOrEqual(550)
    })
  },
)
