/**
 * The words that rosters use for values, and what they mean here. A word that is in none of these lists is reported
 * and left out: unknown is not no, and nothing is guessed.
 */
import { FACILITY_LABELS, FACILITIES, type FacilityId, type FacilityState } from '../stations/facilities.ts'
import type {
  AccessType,
  Audience,
  Datum,
  HaveId,
  HostKind,
  Lifecycle,
  StationKind,
} from '../stations/station.ts'

/** Letters and digits only, half-width, lower case: the form in which all words below are compared. */
export function plainWord(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')
}

function wordMap<T extends string>(lists: Partial<Record<T, string>>): Map<string, T> {
  const map = new Map<string, T>()
  for (const [meaning, words] of Object.entries(lists) as [T, string][]) {
    map.set(plainWord(meaning), meaning)
    for (const word of words.split(' ')) map.set(plainWord(word), meaning)
  }
  return map
}

/** What a facility is called, as a column header or in a list of services. */
const FACILITY_WORDS: Record<FacilityId, string> = {
  toilet: '厕所 卫生间 洗手间 如厕 公厕 公共厕所 可如厕 上厕所 restroom wc',
  microwave: '热饭 微波炉 加热饭菜 饭菜加热 热餐 食品加热 加热 热饭加热 微波炉热饭 热菜',
  water: '饮水 饮水机 喝水 饮用水 水 冷热水 热冷水 饮水设备 直饮水 冷水 接水 饮水处 饮水点 drinking',
  hot_water: '热水 开水 热水器 冷热水 热冷水 饮用热水 打热水 热开水 电热水壶 电水壶',
  charging:
    '充电 手机充电 充电插座 充电设备 充电器 手机充电器 充电宝 共享充电宝 充电桩手机 插座 phonecharging',
  seats: '座位 休息 小憩 休憩 座椅 桌椅 歇脚 休息区 休息座椅 职工休息 桌椅板凳 休息室 椅子 沙发 歇息 seat',
  heating_cooling: '冷暖 空调 避暑 取暖 纳凉 供暖 降温 冷暖设备 避暑取暖 防暑取暖 暖气 风扇 避风取暖',
  medicine_box:
    '药箱 医药箱 急救箱 急救包 应急药箱 急救医药箱 应急药品 常用药品 药品箱 急救药箱 小药箱 应急箱 应急医疗 创可贴 医疗箱 应急包',
  wifi: '无线网 上网 无线网络 免费上网 网络 无线上网 无线',
  fridge: '冰箱 冰柜 冷藏',
  umbrella: '雨具 雨伞 雨衣 雨衣雨伞 爱心伞 备用雨伞 便民伞 爱心雨伞 借伞 雨伞雨衣 伞 umbrellas',
  tyre_pump: '打气筒 打气 充气 气筒 充气泵 打气泵 自行车打气筒 pump',
  sewing_kit: '针线包 针线 针线盒 sewing',
  tools: '工具 工具箱 维修工具 修车工具 五金工具 维修工具箱',
  books: '书报 图书 书籍 阅读 阅览 阅读室 读书 报刊 图书角 阅览室 书刊 职工书屋 书屋 报纸 图书阅览',
  lockers: '储物柜 寄存 存包柜 储物 更衣柜 寄存柜 存物柜 locker',
  aed: '急救除颤器 除颤仪 自动体外除颤器 除颤器',
  mother_baby_room: '母婴室 母婴关爱室 哺乳室 妈咪小屋 母婴设施 爱心妈咪小屋',
  battery_swap: '换电 换电柜 换电池 电动车换电',
  nap_chair: '躺椅 午休椅 折叠床 午休床 午睡 午休',
}

/** Word → the facilities that it promises; 冷热水 is two. */
export const FACILITY_OF_WORD: ReadonlyMap<string, readonly FacilityId[]> = (() => {
  const map = new Map<string, FacilityId[]>()
  for (const id of FACILITIES) {
    const words = [...FACILITY_WORDS[id].split(' '), FACILITY_LABELS[id].zh, FACILITY_LABELS[id].en, id]
    for (const word of new Set(words.map(plainWord))) map.set(word, [...(map.get(word) ?? []), id])
  }
  return map
})()

/** Services of a union site that are no facility of ours; known, so not reported. */
const OTHER_SERVICES = new Set(
  '应急复印打印 复印打印 打印 复印 应急口罩 口罩 法律服务 法律援助 争议调解 体重体脂血压 血压仪 测血压 活动 职工活动 区域共享 政策宣传 入会'
    .split(' ')
    .map(plainWord),
)

export interface ServiceText {
  facilities: FacilityId[]
  /** Parts that are neither a facility nor a known other service. */
  unread: string[]
}

/**
 * Facilities named in free text such as 「饮水、小憩、如厕、手机充电；微波炉」. Only whole words between separators
 * count, or words that are wholly made of known words (医药箱饮水): a longer phrase may say the opposite.
 */
export function readServices(text: string): ServiceText {
  const facilities = new Set<FacilityId>()
  const unread: string[] = []
  const parts = text
    .normalize('NFKC')
    .split(/[、,;;。|\n\r\t]|(?<!热)[/\\](?!冷)|\s{2,}/u)
    .flatMap((part) => (/[\u4e00-\u9fff]\s+[\u4e00-\u9fff]/.test(part) ? part.split(/\s+/) : [part]))
  for (const part of parts) {
    const word = plainWord(part)
      .replace(/(?:等|等等|等服务|服务|免费)$/u, '')
      .replace(/^(?:免费|提供|可|有)/u, '')
    if (word === '' || OTHER_SERVICES.has(word)) continue
    const found = FACILITY_OF_WORD.get(word) ?? compound(word)
    if (found) found.forEach((id) => facilities.add(id))
    else unread.push(part.trim())
  }
  return { facilities: [...facilities], unread }
}

/** A run of known words without separators, split greedily by the longest; null when a rest stays. */
function compound(word: string): FacilityId[] | null {
  const found: FacilityId[] = []
  let rest = word
  while (rest !== '') {
    let length = Math.min(8, rest.length)
    while (length > 0 && !(FACILITY_OF_WORD.has(rest.slice(0, length)) && (length > 1 || rest.length === 1)))
      length--
    if (length === 0) return null
    found.push(...FACILITY_OF_WORD.get(rest.slice(0, length))!)
    rest = rest.slice(length).replace(/^[和及与]/u, '')
  }
  return found
}

const YES = new Set('有 是 √ ✓ ✔ 对 yes y true 1 具备 完好 正常 可用 已配备 配备 可 ok 好'.split(' '))
const NO = new Set('无 否 × ✗ ✘ x no n false 0 没有 不具备 未配备 缺 不可'.split(' '))
const BROKEN = new Set('坏 损坏 故障 坏了 待修 维修中 broken 不可用'.split(' '))
const UNSURE = new Set('未知 不详 不清楚 unknown ? 待定 待核实'.split(' '))

/** A cell of a facility column; null when its words are not known. Blank and 未知 are `unknown`. */
export function readPresence(text: string): FacilityState | null {
  const word = text.normalize('NFKC').trim().toLowerCase()
  if (word === '' || UNSURE.has(word)) return { state: 'unknown' }
  if (YES.has(word)) return { state: 'yes' }
  if (NO.has(word)) return { state: 'no' }
  if (BROKEN.has(word)) return { state: 'yes', condition: 'broken' }
  return null
}

export const KIND_WORDS = wordMap<StationKind>({
  warm_station: '暖心驿站 户外劳动者暖心驿站 户外劳动者驿站 驿站 爱心驿站 工会驿站 nuanxinyizhan',
  union_station: '工会服务站 街道服务站 街道工会服务站 职工服务站 服务站 jiedaofuwuzhan',
  service_centre: '职工服务中心 对外开放的职工服务中心 服务中心 工会服务中心',
  staff_home: '公共区域职工之家 职工之家 zhigongzhijia',
  other:
    '其他 其它 母婴关爱室 muyingguanaishi 母婴室 职工书屋 zhigongshuwu 健康驿站 jiankangyizhan 三方工作站 sanfanggongzuozhan 调解中心 tiaojiezhongxin 集体协商 jitixieshang',
})

/** Kinds whose very name says what is there. */
export const FACILITY_OF_KIND: ReadonlyMap<string, FacilityId> = new Map([
  [plainWord('母婴关爱室'), 'mother_baby_room'],
  [plainWord('母婴室'), 'mother_baby_room'],
  ['muyingguanaishi', 'mother_baby_room'],
  [plainWord('职工书屋'), 'books'],
  ['zhigongshuwu', 'books'],
])

/** Kinds that are meant for outdoor workers by their name; all others leave the audience unknown. */
export const OUTDOOR_KINDS = new Set<StationKind>(['warm_station', 'union_station', 'service_centre'])

export const AUDIENCE_WORDS = wordMap<Audience>({
  outdoor: '户外劳动者 户外 户外职工 对外 对外开放 新就业形态劳动者',
  mixed: '全体 混合 户外劳动者和职工 职工和户外劳动者 所有人 内外兼顾',
  internal: '内部 室内 内部职工 本单位职工 单位职工 不对外',
  unknown: '未知 不详',
})

export const HOST_KIND_WORDS = wordMap<HostKind>({
  estate_agency: '房产中介 中介门店 地产中介 房地产中介 链家 房屋中介',
  supermarket: '超市 便利店 商超 商场',
  bank: '银行 银行网点',
  petrol_station: '加油站',
  courier_depot: '快递网点 快递站 快递 物流网点 邮政网点',
  party_centre: '党群服务中心 党群中心 党群活动中心',
  union_premises: '工会 工会场所 职工服务中心 工会服务站',
  restaurant: '餐厅 餐饮 饭店 餐馆',
  community_centre: '社区 居委会 村委会 社区服务中心 社区居委会 社区服务站',
  hospital: '医院 卫生服务中心 医疗机构',
  park: '公园 景区',
  government: '机关 政府 街道办事处 政务服务中心',
  company: '企业 公司 单位',
  other: '其他 其它',
  unknown: '未知 不详',
})

export const ACCESS_WORDS = wordMap<AccessType>({
  free: '自由进入 直接进入 免打扰进入 免费进入 开放 可直接进入 自由出入 无需打扰',
  ask_staff: '联系工作人员 需联系工作人员 询问工作人员 需工作人员开门 登记 登记进入 需登记',
  door_code: '门禁密码 密码 密码进入 门码',
  scan: '扫码 扫码进入 扫码开门 app开门 刷码',
  staff_only: '仅内部 内部人员 仅限员工 仅内部人员 刷卡 不对外',
  unknown: '未知 不详',
})

export const LIFECYCLE_WORDS = wordMap<Lifecycle>({
  reported: '上报 已上报 申报 已申报 待验收',
  inspected: '已检查 已核查 验收中',
  accepted: '已验收 验收通过 验收合格',
  signed: '已挂牌 挂牌',
  open: '开放 运行 正常 正常开放 在用 运营中 营业 启用 开放中 使用中',
  suspended: '暂停 停用 暂停服务 暂停开放 暂停使用 装修 临时关闭',
  closed: '关闭 撤销 已关闭 已撤销 取消 注销 已取消',
})

/** Free text in a services column that says the place is out of use at present. */
export const SUSPENSION = /暂停(?:服务|开放|使用|营业)|停止服务|暂不开放|停用/u

/** An address that begins with another province is not in this city. */
export const OTHER_PROVINCE =
  /^(?:(?:天津|上海|重庆)市|(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海)省|(?:内蒙古|广西|西藏|宁夏|新疆)(?:[\u4e00-\u9fff]{0,3}自治区)?)/u

export const DATUM_WORDS = new Map<string, Datum>([
  ...['wgs84', 'wgs', 'gps', 'epsg4326', '4326', 'cgcs2000', '大地2000', '2000国家大地坐标系', '天地图'].map(
    (w) => [w, 'wgs84'] as [string, Datum],
  ),
  ...['gcj02', 'gcj', '高德', '火星', '火星坐标', '火星坐标系', '国测局', '腾讯', '高德坐标', '微信'].map(
    (w) => [w, 'gcj02'] as [string, Datum],
  ),
  ...['bd09', 'bd09ll', 'bd', '百度', '百度坐标', '百度坐标系'].map((w) => [w, 'bd09'] as [string, Datum]),
])

export const HAVE_WORDS: Record<HaveId, string> = {
  venue: '有场地 场地',
  sign: '有标识 标识',
  facilities: '有设施 设施达标',
  publicity: '有宣传 宣传',
  service: '有服务',
  rules: '有制度 制度',
  effect: '有成效 成效',
}

/** Some Chinese words of a list, for a sentence that says what may be written. */
export function examples(words: ReadonlyMap<string, unknown>): string {
  return [...words.keys()]
    .filter((w) => /[\u4e00-\u9fff]/u.test(w))
    .slice(0, 4)
    .join('、')
}
