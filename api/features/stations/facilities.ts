/**
 * What a station may offer. The order is part of the wire format (a facility's position is its bit in
 * the search index and in the compact city file): append, never reorder or remove.
 */
export const FACILITIES = [
  'toilet',
  'microwave',
  'water',
  'hot_water',
  'charging',
  'seats',
  'heating_cooling',
  'medicine_box',
  'wifi',
  'fridge',
  'umbrella',
  'tyre_pump',
  'sewing_kit',
  'tools',
  'books',
  'lockers',
  'aed',
  'mother_baby_room',
  'battery_swap',
  'nap_chair',
] as const

export type FacilityId = (typeof FACILITIES)[number]

/** `unknown` is not `no`: nobody has said yet. */
export type TriState = 'yes' | 'no' | 'unknown'

/** One facility of one station. A facility that is absent from the record is unknown. */
export interface FacilityState {
  state: TriState
  /** Only meaningful when `state` is `yes`; absent means nobody reported it broken. */
  condition?: 'ok' | 'broken'
  /** Beijing date `YYYY-MM-DD` on which this was last confirmed. */
  confirmedOn?: string
}

export type FacilityRecord = Partial<Record<FacilityId, FacilityState>>

/**
 * Whether a worker can count on the facility: broken kit is as good as none.
 */
export function facilityUsable(record: FacilityRecord, id: FacilityId): TriState {
  const entry = record[id]
  if (!entry) return 'unknown'
  if (entry.state === 'yes' && entry.condition === 'broken') return 'no'
  return entry.state
}

export const FACILITY_LABELS: Record<FacilityId, { zh: string; en: string }> = {
  toilet: { zh: '厕所', en: 'Toilet' },
  microwave: { zh: '热饭', en: 'Microwave' },
  water: { zh: '饮水', en: 'Drinking water' },
  hot_water: { zh: '热水', en: 'Hot water' },
  charging: { zh: '充电', en: 'Phone charging' },
  seats: { zh: '座位', en: 'Seats' },
  heating_cooling: { zh: '冷暖', en: 'Heating or cooling' },
  medicine_box: { zh: '药箱', en: 'Medicine box' },
  wifi: { zh: '无线网', en: 'Wi-Fi' },
  fridge: { zh: '冰箱', en: 'Fridge' },
  umbrella: { zh: '雨具', en: 'Umbrellas' },
  tyre_pump: { zh: '打气筒', en: 'Tyre pump' },
  sewing_kit: { zh: '针线包', en: 'Sewing kit' },
  tools: { zh: '工具', en: 'Tools' },
  books: { zh: '书报', en: 'Books' },
  lockers: { zh: '储物柜', en: 'Lockers' },
  aed: { zh: '急救除颤器', en: 'AED' },
  mother_baby_room: { zh: '母婴室', en: 'Mother-and-baby room' },
  battery_swap: { zh: '换电', en: 'Battery swap' },
  nap_chair: { zh: '躺椅', en: 'Nap chair' },
}
