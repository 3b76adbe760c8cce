export interface UnionRow {
  code: string
  name: string
  level: 'city' | 'district' | 'street' | 'industrial'
  /** Null for the city's union only. */
  parentCode: string | null
  districtCode: string | null
  streetCode: string | null
}

export const CITY_UNION = 'U11'
/** 经开区 has a union of district rank but no district code: its land lies in 大兴 and 通州. */
export const DEVELOPMENT_AREA_UNION = 'UBDA'
/** The statistical code under which 经开区 itself appears among the streets of 大兴. */
const DEVELOPMENT_AREA_STREET = '110115403'
/** Streets of 大兴 that 经开区 runs: 荣华街道, 博兴街道. */
const DEVELOPMENT_AREA_STREETS = new Set(['110115012', '110115013'])

/** Trades that have a city-wide union in Beijing. */
export const INDUSTRIAL_UNIONS = {
  education: { code: 'UI01', name: '北京市教育工会' },
  finance: { code: 'UI02', name: '北京市金融工会' },
  services: { code: 'UI03', name: '北京市服务工会' },
  transport: { code: 'UI04', name: '北京市交通运输工会' },
  building: { code: 'UI05', name: '北京市建筑工会' },
  manufacturing: { code: 'UI06', name: '北京市工业国防工会' },
  health: { code: 'UI07', name: '北京市政法卫生文化工会' },
} as const

interface Area {
  code: string
  name: string
}

/**
 * City → 16 districts and 经开区 → one union per street; industrial unions beside the districts. Codes are `U` and the
 * division's code. Names are unique: where two districts have a street of one name, the district goes before it.
 */
export function unionTree(
  districts: readonly Area[],
  streets: readonly (Area & { districtCode: string })[],
): UnionRow[] {
  const city: UnionRow = {
    code: CITY_UNION,
    name: '北京市总工会',
    level: 'city',
    parentCode: null,
    districtCode: null,
    streetCode: null,
  }
  const developmentArea: UnionRow = {
    code: DEVELOPMENT_AREA_UNION,
    name: '北京经济技术开发区总工会',
    level: 'district',
    parentCode: CITY_UNION,
    districtCode: null,
    streetCode: DEVELOPMENT_AREA_STREET,
  }
  const ofDistricts = districts.map(({ code, name }): UnionRow => ({
    code: `U${code}`,
    name: `${name}总工会`,
    level: 'district',
    parentCode: CITY_UNION,
    districtCode: code,
    streetCode: null,
  }))
  const industrial = Object.values(INDUSTRIAL_UNIONS).map(({ code, name }): UnionRow => ({
    code,
    name,
    level: 'industrial',
    parentCode: CITY_UNION,
    districtCode: null,
    streetCode: null,
  }))
  return [city, ...ofDistricts, developmentArea, ...industrial, ...streetUnions(districts, streets)]
}

function streetUnions(
  districts: readonly Area[],
  streets: readonly (Area & { districtCode: string })[],
): UnionRow[] {
  const districtName = new Map(districts.map((d) => [d.code, d.name]))
  const uses = new Map<string, number>()
  for (const { name } of streets) uses.set(name, (uses.get(name) ?? 0) + 1)
  return streets
    .filter((street) => street.code !== DEVELOPMENT_AREA_STREET)
    .map((street): UnionRow => {
      const prefix = uses.get(street.name)! > 1 ? districtName.get(street.districtCode)! : ''
      return {
        code: `U${street.code}`,
        name: `${prefix}${street.name}总工会`,
        level: 'street',
        parentCode: DEVELOPMENT_AREA_STREETS.has(street.code)
          ? DEVELOPMENT_AREA_UNION
          : `U${street.districtCode}`,
        districtCode: street.districtCode,
        streetCode: street.code,
      }
    })
}
