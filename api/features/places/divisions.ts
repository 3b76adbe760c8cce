/** The administrative divisions by their statistical codes: 6 digits a district, 9 a street or town, 12 a community. */
export interface Divisions {
  districts: { code: string; name: string }[]
  streets: { code: string; name: string; districtCode: string }[]
  communities: { code: string; name: string; streetCode: string }[]
}

export type Street = Divisions['streets'][number]

/** Districts that were merged, and counties that became districts: old addresses and old layers still say so. */
export const FORMER_DISTRICTS: Readonly<Record<string, string>> = {
  宣武区: '西城区',
  崇文区: '东城区',
  密云县: '密云区',
  延庆县: '延庆区',
  怀柔县: '怀柔区',
  平谷县: '平谷区',
  大兴县: '大兴区',
  昌平县: '昌平区',
  顺义县: '顺义区',
  房山县: '房山区',
  通县: '通州区',
}

/** Streets and towns that go by another name, now or before, with the area unchanged: [district, other name, name]. */
export const RENAMED_STREETS: readonly (readonly [district: string, other: string, name: string])[] = [
  // The town of Haidian and the area of Wanliu are one office; the street of Haidian is another.
  ['海淀区', '海淀镇', '万柳地区'],
  ['海淀区', '海淀乡', '万柳地区'],
  ['朝阳区', '望京开发街道', '东湖街道'],
  ['朝阳区', '建国门外街道', '建外街道'],
  ['朝阳区', '朝阳门外街道', '朝外街道'],
  ['丰台区', '长辛店镇', '北宫镇'],
  ['丰台区', '宛平城地区', '宛平街道'],
  ['丰台区', '宛平城镇', '宛平街道'],
  ['丰台区', '方庄地区', '方庄街道'],
  ['丰台区', '方庄镇', '方庄街道'],
  ['密云区', '檀营满族蒙古族乡', '檀营地区'],
  ['密云区', '北京密云经济开发区', '中关村科技园区密云园'],
]

/** Towns that were divided among several streets: their name no longer says which one. */
export const DIVIDED_STREETS: readonly {
  district: string
  names: readonly string[]
  among: readonly string[]
}[] = [
  {
    district: '昌平区',
    names: ['回龙观镇', '回龙观地区'],
    among: ['回龙观街道', '龙泽园街道', '史各庄街道'],
  },
  {
    district: '丰台区',
    names: ['卢沟桥乡', '卢沟桥镇', '卢沟桥地区'],
    among: ['卢沟桥街道', '六里桥街道', '五里店街道', '青塔街道', '太平桥街道'],
  },
  {
    district: '丰台区',
    names: ['花乡', '花乡镇', '花乡地区'],
    among: ['花乡街道', '看丹街道', '玉泉营街道', '新村街道'],
  },
  {
    district: '丰台区',
    names: ['南苑乡', '南苑镇', '南苑地区'],
    among: ['南苑街道', '成寿寺街道', '石榴庄街道', '东铁匠营街道', '大红门街道', '和义街道'],
  },
]

/**
 * Streets that gave up ground to new ones. An outline layer that lacks the new ones is older than that, so that its
 * outlines of the donors hold ground that is no longer theirs. Which streets gave is our own reading of the reforms,
 * on the careful side: a street too many here leaves stations without a street, one too few gives them a wrong one.
 */
export const REDRAWN_STREETS: readonly {
  district: string
  created: readonly string[]
  from: readonly string[]
}[] = [
  {
    district: '丰台区',
    created: ['六里桥街道', '成寿寺街道', '石榴庄街道', '玉泉营街道', '看丹街道', '五里店街道', '青塔街道'],
    from: [
      '卢沟桥街道',
      '太平桥街道',
      '东铁匠营街道',
      '大红门街道',
      '南苑街道',
      '和义街道',
      '新村街道',
      '丰台街道',
      '西罗园街道',
      '马家堡街道',
    ],
  },
  {
    district: '通州区',
    created: ['潞源街道', '通运街道', '文景街道', '九棵树街道', '临河里街道', '杨庄街道', '潞邑街道'],
    from: ['永顺镇', '梨园镇', '潞城镇', '宋庄镇', '张家湾镇', '台湖镇', '北苑街道', '新华街道', '玉桥街道'],
  },
  { district: '大兴区', created: ['高米店街道'], from: ['黄村地区', '清源街道', '兴丰街道'] },
  { district: '大兴区', created: ['荣华街道', '博兴街道'], from: ['北京经济技术开发区', '亦庄地区'] },
  { district: '大兴区', created: ['大兴国际机场'], from: ['榆垡镇', '礼贤镇'] },
]

const KIND = /(街道|地区|镇|乡)$/u
const PEOPLES = /(满族蒙古族|满族|回族)$/u

/** 朝阳门街道 → 朝阳门; 长哨营满族乡 → 长哨营. */
export function streetBase(name: string): string {
  const base = name.replace(KIND, '').replace(PEOPLES, '')
  return base === '' ? name : base
}

/**
 * The names under which a street or town is written. Towns and areas (镇, 乡, 地区) are the same thing seen by two
 * offices, so each answers to all three; a street (街道) never does: its neighbour may be the town of that name.
 */
export function streetNames(name: string): string[] {
  const base = streetBase(name)
  const kind = KIND.exec(name)?.[0]
  if (kind === undefined) return [name]
  if (kind === '街道') return [name, `${base}街道办事处`, `${base}办事处`, `${base}街办`]
  // 杨镇 is the town's whole name, not the beginning of one.
  const whole = /[镇乡]$/u.test(base) ? [base] : []
  return [
    name,
    ...whole,
    `${base}镇`,
    `${base}乡`,
    `${base}地区`,
    `${base}地区办事处`,
    `${base}镇政府`,
    `${base}乡政府`,
  ]
}

const COMMUNITY_KIND = /(社区居民委员会|社区居委会|居民委员会|家属委员会|居委会|家委会|社区)$/u
const VILLAGE_KIND = /村?(村民委员会|村委会)$/u

/** 多福巷社区居委会 → 多福巷; 南涧村村委会 → 南涧. */
export function communityBase(name: string): string {
  const base = name.replace(VILLAGE_KIND, '').replace(COMMUNITY_KIND, '')
  return base === '' ? name : base
}

/** The name as people say it: 多福巷社区, 南涧村, without the committee behind it. */
export function communityTitle(name: string): string {
  if (VILLAGE_KIND.test(name)) return `${communityBase(name)}村`
  if (COMMUNITY_KIND.test(name)) return `${communityBase(name)}社区`
  return name
}

/** The names under which a community or village is written. Always with its kind: a bare name is any place. */
export function communityNames(name: string): string[] {
  const base = communityBase(name)
  if (VILLAGE_KIND.test(name))
    return ['村', '村委会', '村民委员会', '村村委会', '村村民委员会'].map((kind) => base + kind)
  if (!COMMUNITY_KIND.test(name)) return [name]
  return ['社区', '居委会', '居民委员会', '家委会'].map((kind) => base + kind)
}

/** The district's present name; null when the name is no district of these. */
export function presentDistrict(divisions: Divisions, name: string): { code: string; name: string } | null {
  const present = FORMER_DISTRICTS[name] ?? name
  return divisions.districts.find((d) => d.name === present) ?? null
}
