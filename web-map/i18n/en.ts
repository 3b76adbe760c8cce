import type { DisplayState } from '../../api/features/hours/evaluate.ts'
import { FACILITY_LABELS } from '../../api/features/stations/facilities.ts'
import type { AccessType, HaveId, Lifecycle } from '../../api/features/stations/station.ts'
import type { LocateFailure } from '../place/locate.ts'
import type { Words } from './zh.ts'

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const many = (count: number, one: string, more = `${one}s`) => `${count} ${count === 1 ? one : more}`

const lookWord: Record<DisplayState, string> = {
  open: 'Open',
  'closing-soon': 'Closing soon',
  closed: 'Closed',
  unknown: 'Hours unknown',
}

const access: Record<AccessType, string> = {
  free: 'Just walk in',
  ask_staff: 'Tell the staff first',
  door_code: 'Needs a door code',
  scan: 'Scan to open the door',
  staff_only: 'Own staff only',
  unknown: 'How to get in: nobody has said',
}

const lifecycle: Record<Lifecycle, string> = {
  reported: 'Reported, not accepted yet',
  inspected: 'Inspected, not accepted yet',
  accepted: 'Accepted, sign not up yet',
  signed: 'Sign up, not open yet',
  open: 'In service',
  suspended: 'Suspended',
  closed: 'Closed for good',
}

const haves: Record<HaveId, string> = {
  venue: 'A room',
  sign: 'A sign',
  facilities: 'Facilities',
  publicity: 'Information',
  service: 'Service',
  rules: 'Rules',
  effect: 'Results',
}

const locateFailed: Record<LocateFailure, (region: string) => string> = {
  denied: () =>
    'Your phone does not let us see where you are. Pick a place on the map or type one. To change your mind, allow “location” in the browser settings.',
  timeout: () => 'Your phone took too long to find itself. Try again in the open, or choose a place.',
  unavailable: () => 'Your phone cannot find itself right now. Pick a place on the map or type one.',
  insecure: () =>
    'This address does not start with https, so the browser gives no position. Pick or type a place.',
  unsupported: () => 'This browser cannot tell where you are. Pick a place on the map or type one.',
  outside: (region) =>
    `Your phone says you are outside ${region}. There are only stations in ${region} here.`,
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export const en: Words = {
  langName: 'English',
  otherLang: '中文',
  htmlLang: 'en',
  brand: 'Warm-Heart Stations',
  tagline: 'the nearest place to rest',
  demo: 'Demo data',
  demoLong: 'The stations here are made up for demonstration. Please do not go there.',
  elderOn: 'Larger',
  elderOff: 'Standard',
  skip: 'Skip to the stations',
  close: 'Close',
  back: 'Back',
  loading: 'Looking…',
  retry: 'Try again',

  iAmAt: 'I am at',
  looksAt: 'Searching',
  colon: ': ',
  change: 'Change',
  nearest: 'Nearest to me',
  locating: 'Finding you…',
  locatingSlow: 'Finding you is taking a while. Until then the list is for the place before.',
  defaultPlace: (name) => `${name} (default)`,
  regionCentre: (region) => `the middle of ${region}`,
  myPlace: 'my position',
  nearPlace: (name) => `near ${name}`,
  pickedPlace: 'the place picked on the map',
  areaPlace: 'this part of the map',
  notYou: (name) => `We do not know where you are. This list is for ${name}.`,
  locateFailed: (failure, region) => locateFailed[failure](region),
  inaccurate: (radius) => `Your position is only good to about ${radius}: take the distances as a hint.`,
  pickOnMap: 'Pick on the map',
  typePlace: 'Type a place',
  placeTitle: 'Search from where?',
  placeField: 'District, street, community, landmark or station',
  placeHint: 'Pinyin works too, such as cym or chaoyangmen',
  placeNone: (text) => `Nothing found for “${text}”. Try the name of a street nearby, or pick on the map.`,
  placeFound: (count) => `${count} found`,
  placeKind: {
    district: 'District',
    street: 'Street',
    community: 'Community',
    landmark: 'Landmark',
    station: 'Station',
  },
  areaCentre: 'its centre',
  remember: 'Remember this place on this phone',
  rememberNote: 'Kept on the phone only, never sent. Switch it off to delete it.',
  privacy: 'A search needs your position once. We neither keep nor record it.',
  pickHelp: 'Drag the map until the cross is where you are (arrow keys work too)',
  pickHere: 'This is it',
  cancel: 'Cancel',

  wishes: 'What do you need?',
  openNow: 'Open now',
  freeEntry: 'Walk straight in',
  more: 'More',
  moreCount: (count) => (count ? `More (${count})` : 'More'),
  moreTitle: 'What else do you need?',
  clear: 'Clear all',
  showResults: 'Show stations',

  near: (name) => `Nearest to ${name}`,
  nearMe: 'Nearest to you',
  inArea: 'In this part of the map',
  count: (count) => many(count, 'station'),
  countOf: (shown, all) => `${shown} of ${many(all, 'station')}`,
  answerSure: 'The nearest you can enter now',
  answerOpen: 'The nearest that is open now',
  answerSureAny: 'The nearest station',
  answerMaybe: 'The nearest: ask before you go',
  answerNo: 'Nothing fits fully. This is the nearest',
  lessSure: 'These may not fit: some things nobody has said',
  go: 'Go there',
  details: 'Details',
  onMap: 'On the map',
  walkAbout: (minutes) =>
    `about ${minutes < 100 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`} on foot`,
  method: 'Times are for the straight line × 1.3 at 1.15 m a second',
  farther: 'Look farther',
  showMore: (count) => `Show ${count} more`,
  emptyTitle: 'No station fits all of that',
  emptyNone: 'No station is registered here yet',
  emptyArea: 'No fitting station in this part of the map',
  dropWishes: 'Drop the wishes',
  zoomOut: 'Look somewhere else',
  failedTitle: 'That did not work',
  failed: {
    offline: 'There seems to be no connection.',
    slow: 'The connection is too slow.',
    broken: 'The server has a problem. It is not you.',
    refused: 'The server did not understand this search.',
  },
  stillWorks: 'Stations already open here and links to map apps still work.',
  shownBefore: 'Below is the answer from before.',
  tooManyToKeep:
    'There are too many stations to keep on a phone: without network there is only what you found this time and saw on the map.',
  kept: {
    waiting: (when) => `Saved on this phone ${when}; asking for the latest…`,
    offline: (when) => `No connection. This is what was saved ${when}.`,
    slow: (when) => `The connection is slow. For now this is what was saved ${when}.`,
    broken: (when) => `The server has a problem. This is what was saved ${when}.`,
  },
  savedWhen: (month, day, clock, daysAgo) =>
    `on ${day} ${MONTHS[month - 1]} at ${clock}${daysAgo > 1 ? ` (${daysAgo} days ago)` : ''}`,
  keptMissing: 'The union in charge, the seven haves and who confirmed what need a connection.',
  keptPlaces: 'No connection: only saved districts, streets and station names, in Chinese characters.',
  newVersion: 'There is a new version.',
  takeNewVersion: 'Update',
  partLost: 'A part of the page did not arrive. Try once more when the connection is better.',

  length: ({ figure, unit }) => ({ figure, unit }),
  lookWord: (look) => lookWord[look],
  askFirst: 'better ask before you go',
  has: 'What it has',
  facility: (id) => FACILITY_LABELS[id].en,
  broken: 'broken',
  missing: 'none',
  notKnown: 'not known',
  gettingIn: 'Getting in',
  access: (type) => access[type],
  confirmed: (days) => {
    if (days === null) return 'Nobody has confirmed it'
    if (days <= 0) return 'Somebody was inside today'
    if (days === 1) return 'Somebody was inside yesterday'
    if (days < 60) return `Somebody was inside ${days} days ago`
    if (days < 730) return `Somebody was inside ${Math.floor(days / 30)} months ago`
    return `Somebody was inside ${Math.floor(days / 365)} years ago`
  },

  goTitle: (name) => `To ${name}`,
  goWith: 'Which map shall lead you?',
  amap: 'Amap',
  baidu: 'Baidu Maps',
  tencent: 'Tencent Maps',
  apple: 'Apple Maps',
  copyAddress: 'Copy the address',
  copied: 'Copied',
  copyFailed: 'Could not copy. Hold the text below to copy it yourself',
  inWeChat: 'WeChat may refuse to open map apps: tap “···” at the top right, then “Open in browser”.',
  linksFailed: 'The map links did not arrive. You can still copy the address.',

  map: 'Map',
  showMap: 'Show map',
  showList: 'Show list',
  searchHere: 'Search this area',
  mapLoading: 'The map is coming…',
  mapFailed: {
    webgl: 'This device cannot draw the map. The list works as usual.',
    chunk: 'The map did not arrive. The list works as usual.',
    worker: 'The map has stopped. The list works as usual.',
  },
  mapLabel: 'Map of the stations. Arrow keys move, plus and minus zoom; the same stations are in the list.',
  zoomIn: 'Closer',
  zoomOutMap: 'Farther',
  key: 'Key',
  keyCluster: 'Stations close together, and how many',
  keyClusterOpen: 'How many stations; green: some of them are open',
  manyCount: { from: 1000, unit: 'k' },
  ofThemOpen: { before: '', after: ' open' },
  tilesMissing: 'Some stations on the map did not arrive.',
  chosenMissing: 'This station did not arrive.',
  keyYou: 'Your place',
  keyRing: 'Minutes on foot',
  youAreHere: 'I am here',
  ring: (minutes) => `${minutes} min walk`,
  mapCredit: {
    own: 'Districts: Apache ECharts (Apache-2.0)',
    tianditu: '© Tianditu',
    pmtiles: '',
    style: '',
  },
  approval: (number) => `Map approval ${number}`,

  station: 'Station',
  share: 'Share this station',
  shared: 'Link copied',
  code: 'Station code',
  address: 'Address',
  addressUnknown: 'Nobody has registered an address',
  hours: 'Opening hours',
  hoursUnknown: 'Nobody has said when it opens. Better ask before you go.',
  hoursAsListed: 'As registered',
  today: 'today',
  weekdays: WEEKDAYS,
  closedDay: 'closed',
  allDay: '24 hours',
  nextDay: (clock) => `${clock} next day`,
  weekUnknown: 'Nobody has made these hours clear',
  seasonNow: (from, to) => `These are the hours from ${from} to ${to}`,
  exceptions: 'Special days',
  closures: 'Temporarily closed',
  closureSpan: (from, to) => (to ? `${from} to ${to}` : `from ${from} until further notice`),
  holidays: {
    same: 'Public holidays as usual',
    closed: 'Closed on public holidays',
    unknown: 'Public holidays: nobody has said',
    own: 'Other hours on public holidays',
  },
  located: 'Position',
  unlocated: 'This station has no exact position yet: it is not on the map and never among the nearest.',
  responsible: 'Responsible union',
  belongs: 'In',
  sevenHaves: 'The seven haves',
  sevenHavesNote: (yes) =>
    `${yes} of seven are stated as there. What nobody has stated is “not known”, which is not “no”.`,
  have: (id) => haves[id],
  tri: { yes: 'yes', no: 'no', unknown: 'not known' },
  statedOn: (on) => `stated on ${on}`,
  fresh: 'Last confirmed on the spot',
  freshGroups: { location: 'Position', hours: 'Hours', facilities: 'Facilities', access: 'Getting in' },
  never: 'never',
  lifecycle: (state) => lifecycle[state],
  notOpen: (state) =>
    state === 'closed'
      ? 'This station has closed for good.'
      : state === 'suspended'
        ? 'This station is suspended.'
        : 'This station is not open to the public yet.',
  since: (on) => `Since ${on}.`,
  because: (reason) => `Reason: ${reason}`,
  internal: 'For the staff of this place only, not for outdoor workers.',
  instead: 'Where you can go nearby',
  notFoundTitle: 'No station has this code',
  notFound: (code) => `“${code}” may have a wrong digit. A code is two letters and six digits.`,
  pageMissing: 'There is no such page',
  toList: 'Find the nearest station',
  footer: 'Free, no account, your position is not recorded. Workers’ hotline 12351.',
  footerLinks: { gaps: 'Where stations are missing', data: 'Open data', api: 'API' },
}
