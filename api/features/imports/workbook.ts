import writeWorkbook from 'write-excel-file/node'
import type { ImportedRow } from './read-model.ts'
import type { Outcome } from './roster.ts'

export const OUTCOME_NAMES: Record<Outcome, string> = {
  created: '新增',
  updated: '更新',
  unchanged: '未变',
  duplicate: '重复',
  rejected: '拒收',
  vanished: '新版没有',
}

type SheetRow = ({ value: string | number; fontWeight?: 'bold'; wrap?: boolean } | null)[]

const heading = (titles: readonly string[]): SheetRow =>
  titles.map((value) => ({ value, fontWeight: 'bold' }))
const cell = (value: string | number | null) => (value === null || value === '' ? null : { value })

const REPORT_COLUMNS = [
  '行号',
  '结果',
  '编码',
  '名称',
  '地址',
  '标记',
  '问题所在列',
  '原值',
  '问题',
  '处理办法',
]

/** One line a problem, and one for each row without any: what an officer works through. */
export async function reportWorkbook(rows: readonly ImportedRow[]): Promise<Buffer> {
  const data: SheetRow[] = [heading(REPORT_COLUMNS)]
  for (const row of rows) {
    const marks = [
      row.unlocated && '未定位',
      row.otherDistrict && '外区',
      row.suspicious && '可疑',
      row.returned && '重新出现',
    ]
      .filter(Boolean)
      .join('、')
    const first = [
      row.row > 0 ? row.row : null,
      OUTCOME_NAMES[row.outcome],
      row.code,
      row.name,
      row.address,
      marks,
    ]
    const problems =
      row.problems.length > 0 ? row.problems : [{ column: null, value: null, problem: '', remedy: '' }]
    for (const p of problems) data.push([...first, p.column, p.value, p.problem, p.remedy].map(cell))
  }
  const widths = [8, 8, 12, 36, 40, 14, 14, 24, 44, 44]
  return writeWorkbook([
    { data, sheet: '导入结果', columns: widths.map((width) => ({ width })), stickyRowsCount: 1 },
  ]).toBuffer()
}

/** Column, what to write, an example: the first sheet is filled in, the second explains. */
const TEMPLATE: readonly (readonly [header: string, hint: string, example: string])[] = [
  ['编号', '名单自己的唯一编号;再次导入时靠它认出同一座驿站。没有可留空。', 'HD-001'],
  ['驿站编码', '登记册的编码(如 BJ000123)。新驿站留空。', ''],
  ['名称', '必填。门口标牌上的名称。', '示例路暖心驿站'],
  ['别名', '其他叫法,用顿号分开。', '示例路驿站'],
  ['类型', '暖心驿站、工会服务站、职工服务中心、公共区域职工之家、其他。', '暖心驿站'],
  ['服务对象', '户外劳动者、全体、内部。', '户外劳动者'],
  [
    '单位类型',
    '房产中介、超市、银行、加油站、快递网点、党群服务中心、工会、餐厅、社区、医院、公园、机关、企业。',
    '社区',
  ],
  ['品牌', '连锁品牌。', ''],
  ['产权单位', '场地归谁所有。', ''],
  ['管理单位', '谁在日常管理。', ''],
  ['责任工会', '工会全称。留空时为名单所属区、所在街道或区的工会。', '海淀区总工会'],
  ['地址', '详细地址,尽量写明区和街道。', '北京市海淀区示例路1号'],
  ['区', '', '海淀区'],
  ['街道', '街道、乡、镇的全称。', ''],
  ['社区', '社区或村。', ''],
  ['经度', '十进制度数。不知道就留空,登记为未定位;不要填 0。', ''],
  ['纬度', '十进制度数。', ''],
  ['坐标系', '有坐标时必填:WGS-84(GPS、天地图)、GCJ-02(高德、腾讯)、BD-09(百度)。', ''],
  ['进入方式', '自由进入、联系工作人员、门禁密码、扫码、仅内部。', '自由进入'],
  ['进入说明', '', ''],
  [
    '开放时间',
    '如 周一至周五 08:30-17:30;每天 07:00-22:00;24小时。不知道就留空。',
    '周一至周五 08:30-12:00,13:00-17:30',
  ],
  ...['厕所', '微波炉', '饮水', '热水', '充电', '座位', '空调', '药箱'].map(
    (name) => [name, '有、无 或 坏;不知道就留空。', '有'] as const,
  ),
  ['服务', '其他设施和服务,用顿号分开。', '雨伞、针线包、打气筒'],
  ['状态', '上报、已验收、已挂牌、开放、暂停、关闭。留空为开放。', '开放'],
  ['状态原因', '暂停或关闭的原因。', ''],
  ['投入资金', '元。', '2000'],
  ...['有场地', '有标识', '有设施', '有宣传', '有服务', '有制度', '有成效'].map(
    (name) => [name, '是 或 否;没有核查过就留空。', ''] as const,
  ),
  ['核实日期', '这一行内容最近一次现场核实的日期。', '2026-10-08'],
]

/** The headers of the template, all of which are recognised. */
export const TEMPLATE_HEADERS = TEMPLATE.map(([header]) => header)

/** An empty roster with headers, and a sheet that says what each column takes. */
export async function templateWorkbook(): Promise<Buffer> {
  const notes: SheetRow[] = [
    heading(['列', '填写说明', '例子']),
    ...TEMPLATE.map((line) => line.map((text) => (text === '' ? null : { value: text, wrap: true }))),
  ]
  return writeWorkbook([
    {
      data: [heading(TEMPLATE_HEADERS)],
      sheet: '名单',
      columns: TEMPLATE.map(() => ({ width: 16 })),
      stickyRowsCount: 1,
    },
    {
      data: notes,
      sheet: '填写说明',
      columns: [{ width: 14 }, { width: 70 }, { width: 36 }],
      stickyRowsCount: 1,
    },
  ]).toBuffer()
}
