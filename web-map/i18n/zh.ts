import type { DisplayState } from '../../api/features/hours/evaluate.ts'
import { FACILITY_LABELS, type FacilityId } from '../../api/features/stations/facilities.ts'
import type { AccessType, HaveId, Lifecycle } from '../../api/features/stations/station.ts'
import type { ShownLength } from '../words/distance.ts'
import type { LocateFailure } from '../place/locate.ts'

/** Between Chinese and a figure or a Latin word. */
const T = '\u2009'
const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']

const lookWord: Record<DisplayState, string> = {
  open: '营业中',
  'closing-soon': '即将关门',
  closed: '已关门',
  unknown: '时间未知',
}

const access: Record<AccessType, string> = {
  free: '推门就进',
  ask_staff: '跟店里人说一声',
  door_code: '要输门码',
  scan: '扫码开门',
  staff_only: '只给本单位的人进',
  unknown: '怎么进，没人说过',
}

const lifecycle: Record<Lifecycle, string> = {
  reported: '已上报，还没验收',
  inspected: '检查过，还没验收',
  accepted: '验收了，还没挂牌',
  signed: '挂牌了，还没开门',
  open: '已开放',
  suspended: '暂停开放',
  closed: '已经关闭',
}

const haves: Record<HaveId, string> = {
  venue: '有场地',
  sign: '有标识',
  facilities: '有设施',
  publicity: '有宣传',
  service: '有服务',
  rules: '有制度',
  effect: '有成效',
}

const locateFailed: Record<LocateFailure, (region: string) => string> = {
  denied: () => '手机没让我们看位置。可以在地图上选，或者打字找地方。想改主意，到浏览器的设置里允许“位置”。',
  timeout: () => '等了很久，手机还是没给出位置。到开阔的地方再试，或者自己选位置。',
  unavailable: () => '这会儿定不了位。可以在地图上选，或者打字找地方。',
  insecure: () => '这个网址不是 https 开头，浏览器不给定位。可以在地图上选，或者打字找地方。',
  unsupported: () => '这个浏览器不会定位。可以在地图上选，或者打字找地方。',
  outside: (region) => `手机说你不在${region}。这里只有${region}的驿站，可以自己选个位置。`,
}

export const zh = {
  langName: '中文',
  otherLang: 'English',
  htmlLang: 'zh-CN',
  brand: '暖心驿站',
  tagline: '离你最近的歇脚处',
  demo: '演示数据',
  demoLong: '这里的驿站是演示数据，不是真的，请别照着去。',
  elderOn: '大字版',
  elderOff: '标准字',
  skip: '跳到驿站列表',
  close: '关闭',
  back: '返回',
  loading: '正在找…',
  retry: '再试一次',

  // Place
  iAmAt: '我在',
  looksAt: '在找',
  colon: '：',
  change: '更换',
  nearest: '离我最近',
  locating: '正在定位…',
  locatingSlow: '定位有点慢，还在等。下面先按原来的位置列出。',
  defaultPlace: (name: string) => `${name}（默认）`,
  regionCentre: (region: string) => `${region}中心`,
  myPlace: '我的位置',
  nearPlace: (name: string) => `${name}附近`,
  pickedPlace: '地图上选的位置',
  areaPlace: '地图上这一片',
  notYou: (name: string) => `还不知道你在哪，先按${name}列出。`,
  locateFailed: (failure: LocateFailure, region: string) => locateFailed[failure](region),
  inaccurate: (radius: string) => `定位误差大约 ${radius}，下面的距离只能作参考。`,
  pickOnMap: '在地图上选',
  typePlace: '打字找地方',
  placeTitle: '从哪儿找？',
  placeField: '区、街道、社区、地标或站名',
  placeHint: '拼音也行，比如 cym 或 chaoyangmen',
  placeNone: (text: string) => `没找到“${text}”。换个说法，比如附近的街道名，或者在地图上选。`,
  placeFound: (count: number) => `找到 ${count} 个`,
  placeKind: { district: '区', street: '街道', community: '社区', landmark: '地标', station: '驿站' },
  areaCentre: '按中心算',
  remember: '在这台手机上记住这个位置',
  rememberNote: '只存在手机里，不上传。关掉就删除。',
  privacy: '找站要用到位置，只用这一次，我们不保存也不记录。',
  pickHelp: '拖动地图，把十字对准你的位置（也可以用方向键）',
  pickHere: '就选这里',
  cancel: '取消',

  // Filters
  wishes: '想要什么',
  openNow: '现在营业',
  freeEntry: '免打扰进入',
  more: '更多',
  moreCount: (count: number) => (count ? `更多（${count}）` : '更多'),
  moreTitle: '还想要什么',
  clear: '全部清掉',
  showResults: '看结果',

  // Results
  near: (name: string) => `离${name}最近`,
  nearMe: '离你最近',
  inArea: '地图上这一片',
  count: (count: number) => `${count} 个驿站`,
  countOf: (shown: number, all: number) => `一共 ${all} 个，这里是 ${shown} 个`,
  answerSure: '现在能进的最近一站',
  answerOpen: '现在开着的最近一站',
  answerSureAny: '最近的一站',
  answerMaybe: '最近的一站，去前问一下',
  answerNo: '没有全合适的，这站最近',
  lessSure: '下面这些不一定合适，有的没人说过',
  go: '去这里',
  details: '详情',
  onMap: '在地图上看',
  walkAbout: (minutes: number) =>
    minutes < 100 ? `走路约${T}${minutes}${T}分钟` : `走路约${T}${(minutes / 60).toFixed(1)}${T}小时`,
  method: '时间按直线距离 × 1.3、每秒走 1.15 米估算',
  farther: '再往远处看',
  showMore: (count: number) => `再看 ${count} 个`,
  emptyTitle: '这些条件都合上的，一个也没有',
  emptyNone: '这里还没有登记驿站',
  emptyArea: '地图上这一片没有合适的驿站',
  dropWishes: '去掉条件',
  zoomOut: '换个地方找',
  failedTitle: '没找成',
  failed: {
    offline: '好像没连上网。',
    slow: '网太慢，等不到结果。',
    broken: '服务器出了点问题，不怪你。',
    refused: '服务器看不懂这次查询。',
  },
  stillWorks: '已经打开的驿站和地图应用的链接还能用。',
  shownBefore: '下面是上一次的结果。',
  tooManyToKeep: '驿站太多，手机里存不下整份名单：没有网络时，只有这一次查到的和地图上看过的。',
  kept: {
    waiting: (when: string) => `先用${T}${when}存下的数据，正在联网更新…`,
    offline: (when: string) => `没有网络，用的是${T}${when}存下的数据。`,
    slow: (when: string) => `网太慢，先用${T}${when}存下的数据。`,
    broken: (when: string) => `服务器出了点问题，用的是${T}${when}存下的数据。`,
  },
  savedWhen: (month: number, day: number, clock: string, daysAgo: number) =>
    `${month}${T}月${T}${day}${T}日${T}${clock}${daysAgo > 1 ? `（${daysAgo}${T}天前）` : T}`,
  keptMissing: '负责工会、“七有”和每一项是谁确认的，联网才能看。',
  keptPlaces: '没有网络，只能按汉字找存下的区、街道和站名。',
  newVersion: '有新版本。',
  takeNewVersion: '更新',
  partLost: '这一部分没下载下来，网好一点再点一次。',

  // Card
  length: ({ figure, unit }: ShownLength) => ({ figure, unit: unit === 'm' ? '米' : '公里' }),
  lookWord: (look: DisplayState) => lookWord[look],
  askFirst: '去之前最好问一下',
  has: '有什么',
  facility: (id: FacilityId) => FACILITY_LABELS[id].zh,
  broken: '坏了',
  missing: '没有',
  notKnown: '不清楚',
  gettingIn: '怎么进',
  access: (type: AccessType) => access[type],
  confirmed: (days: number | null): string => {
    if (days === null) return '没人确认过'
    if (days <= 0) return '今天有人进去过'
    if (days === 1) return '昨天有人进去过'
    if (days < 60) return `${days}${T}天前有人进去过`
    if (days < 730) return `${Math.floor(days / 30)}${T}个月前有人进去过`
    return `${Math.floor(days / 365)}${T}年前有人进去过`
  },

  // Handing the walk over
  goTitle: (name: string) => `去 ${name}`,
  goWith: '用哪个地图带你走？',
  amap: '高德地图',
  baidu: '百度地图',
  tencent: '腾讯地图',
  apple: '苹果地图',
  copyAddress: '复制地址',
  copied: '已复制',
  copyFailed: '没复制成，请长按下面的字自己复制',
  inWeChat: '微信里可能打不开地图应用：点右上角“···”，选“在浏览器打开”。',
  linksFailed: '地图链接没准备好，可以先复制地址。',

  // Map
  map: '地图',
  showMap: '看地图',
  showList: '看列表',
  searchHere: '在此区域搜索',
  mapLoading: '地图正在来…',
  mapFailed: {
    webgl: '这台设备画不了地图，列表照常用。',
    chunk: '地图没下载下来，列表照常用。',
    worker: '地图停住了，列表照常用。',
  },
  mapLabel: '驿站地图。方向键移动，加减键缩放;同样的驿站都在列表里。',
  zoomIn: '放大',
  zoomOutMap: '缩小',
  key: '图例',
  keyCluster: '数字：挤在一起的站数',
  keyClusterOpen: '数字：一共几站，绿底的里面有开着的',
  /** A large count is told in these. */
  manyCount: { from: 10_000, unit: '万' },
  ofThemOpen: { before: '开', after: '' },
  tilesMissing: '地图上有的站没下载下来。',
  chosenMissing: '这一站没下载下来。',
  keyYou: '你的位置',
  keyRing: '走路几分钟能到',
  youAreHere: '我在这里',
  ring: (minutes: number) => `走${T}${minutes}${T}分钟`,
  mapCredit: { own: '区界：Apache ECharts（Apache-2.0）', tianditu: '© 天地图', pmtiles: '', style: '' },
  approval: (number: string) => `审图号：${number}`,

  // Station page
  station: '驿站',
  share: '分享这一站',
  shared: '链接已复制',
  code: '站点编号',
  address: '地址',
  addressUnknown: '地址没人登记过',
  hours: '开门时间',
  hoursUnknown: '没人说过什么时候开门，去之前最好问一下。',
  hoursAsListed: '登记的原话',
  today: '今天',
  weekdays: WEEKDAYS,
  closedDay: '不开门',
  allDay: '24 小时',
  nextDay: (clock: string) => `次日${T}${clock}`,
  weekUnknown: '这张时间表没人说清楚',
  seasonNow: (from: string, to: string) => `这是 ${from} 到 ${to} 的时间`,
  exceptions: '特别的日子',
  closures: '临时关门',
  closureSpan: (from: string, to: string | null) =>
    to ? `${from} 到 ${to}` : `${from} 起，什么时候开门另说`,
  holidays: {
    same: '法定节假日照常',
    closed: '法定节假日不开门',
    unknown: '法定节假日开不开，没人说过',
    own: '法定节假日时间不同',
  },
  located: '位置',
  unlocated: '这一站还没有准确位置，所以不在地图上，也不会出现在“最近”里。',
  responsible: '负责工会',
  belongs: '所在',
  sevenHaves: '七有',
  sevenHavesNote: (yes: number) => `七项里有${T}${yes}${T}项说明是“有”。没人说过的写“不清楚”，不算没有。`,
  have: (id: HaveId) => haves[id],
  tri: { yes: '有', no: '没有', unknown: '不清楚' },
  statedOn: (on: string) => `${on} 的说法`,
  fresh: '谁什么时候确认过',
  freshGroups: { location: '位置', hours: '时间', facilities: '设施', access: '怎么进' },
  never: '没人确认过',
  lifecycle: (state: Lifecycle) => lifecycle[state],
  notOpen: (state: Lifecycle): string =>
    state === 'closed'
      ? '这一站已经关闭。'
      : state === 'suspended'
        ? '这一站暂停开放。'
        : '这一站还没对外开放。',
  since: (on: string) => `从 ${on} 起。`,
  because: (reason: string) => `原因：${reason}`,
  internal: '这里只给本单位职工，不接待户外劳动者。',
  instead: '附近现在能去的',
  notFoundTitle: '没有这个编号的驿站',
  notFound: (code: string) => `“${code}”可能抄错了一位。编号是两个字母加六位数字。`,
  pageMissing: '没有这个页面',
  toList: '去找最近的驿站',
  footer: '免费进，不用登录，不记录你的位置。职工服务热线 12351。',
  footerLinks: { gaps: '哪里缺驿站', data: '开放数据', api: '接口说明' },
}

export type Words = typeof zh
