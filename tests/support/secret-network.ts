import request from 'supertest'
import { HERE } from './small-network.ts'
import { STAFF_TOKEN, type TestService } from './service.ts'

/** Who works with the registry; the name stands in histories and jobs. */
export const INSPECTOR = '巡查员赵六'
export const AS_INSPECTOR = { Authorization: `Bearer ${STAFF_TOKEN}` }

/** What must never be in an answer that needs no token. */
export const SECRETS = {
  owner: '业主张三丰个人',
  sourceId: '13911112222',
  source: '李四手机里的内部名单',
  invested: '7654321',
  reason: '内部备注:站长王五,电话 13800001111',
  finding: '疑点:现场照片里有人脸',
  contact: '联系人孙七',
  phone: '13722223333',
  note: '合并理由:站长说的',
  site: '周八家门口的网点',
  inspector: INSPECTOR,
  token: STAFF_TOKEN,
  job: '给领导看的名单',
}

export interface SecretNetwork {
  code: string
  merged: string
  jobId: string
  pairId: number
  runId: string
  snapshotId: number
  layerId: number
}

/** Fills every place that a secret can lie in, through the interface of staff where there is one. */
export async function seedSecrets(service: TestService): Promise<SecretNetwork> {
  const { knex } = service.services
  const staff = request.agent(service.url).set(AS_INSPECTOR)
  const answer = async (asked: request.Test, status: number) => {
    const { status: got, body, text } = await asked
    if (got !== status) throw new Error(`The network with secrets was refused: ${got} ${text}`)
    return body
  }
  const station = (name: string, east: number) => ({
    name,
    position: { lon: HERE.lon + east, lat: HERE.lat, datum: 'wgs84', accuracyM: 8 },
    address: '朝阳门北小街 1 号',
    owner: SECRETS.owner,
    source: SECRETS.source,
    sourceId: `${SECRETS.sourceId}${name}`,
    investedCny: Number(SECRETS.invested),
    hours: '周一至周日 00:00-24:00',
    access: 'free',
    accessNote: '从东门进',
    aliases: ['司机之家'],
    facilities: { toilet: { state: 'yes', condition: 'ok', confirmedOn: '2026-03-01' } },
    haves: { venue: { state: 'yes', on: '2026-03-01', source: '区总抽查' } },
    confirmed: { location: '2026-03-01T09:30:00+08:00', hours: null, facilities: null, access: null },
    reason: SECRETS.reason,
  })
  const { code } = await answer(staff.post('/api/stations').send(station('甲站', 0)), 201)
  const { code: other } = await answer(staff.post('/api/stations').send(station('乙站', 0.004)), 201)
  await knex.raw(
    `insert into station_finding (station_id, kind, message, detail)
     select id, 'secret', ?, jsonb_build_object('note', ?::text) from station where code = ?`,
    [SECRETS.finding, SECRETS.finding, code],
  )
  await answer(
    staff
      .patch(`/api/stations/${code}`)
      .set('If-Match', '"1"')
      .send({ hostBrand: '链家', reason: SECRETS.reason }),
    200,
  )
  const [pair] = (
    await knex.raw<{ rows: { id: number }[] }>(
      `insert into duplicate_pair (station_id, other_id, reason, distance_m)
       select a.id, b.id, '相距不远', 340 from station a, station b where a.code = ? and b.code = ? returning id::integer as id`,
      [code, other],
    )
  ).rows
  await answer(staff.post(`/api/duplicates/${pair!.id}`).send({ decision: 'same', note: SECRETS.note }), 200)
  const roster =
    `名称,地址,联系人,联系电话,备注\n丙站,东城区朝阳门北小街2号,${SECRETS.contact},${SECRETS.phone},${SECRETS.reason}\n` +
    `,东城区朝阳门北小街3号,${SECRETS.contact},${SECRETS.phone},\n`
  const job = await answer(
    staff
      .post('/api/imports')
      .field('district', '东城区')
      .attach('file', Buffer.from(roster), { filename: `${SECRETS.job}.csv` }),
    202,
  )
  await service.services.imports.finished(job.id)
  await answer(staff.post(`/api/imports/${job.id}/commit`).send({}), 200)
  const sites = `名称,区,经度,纬度,快递员\n${SECRETS.site},东城区,${HERE.lon},${HERE.lat},30\n`
  const { layer } = await answer(
    staff
      .post('/api/coverage/demand/sites')
      .field('datum', 'wgs84')
      .attach('file', Buffer.from(sites), { filename: '东城摸底_2026.csv' }),
    201,
  )
  await answer(
    staff.post('/api/coverage/models').send({
      name: '摸底',
      grid: 8,
      layers: [{ id: layer.id }],
      headCounts: { 110101: 40 },
      isDefault: true,
    }),
    201,
  )
  await answer(
    staff
      .post('/api/layers/streets')
      .query({ source: '测试图层' })
      .send({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: '朝阳门街道', district: '东城区' },
            geometry: { type: 'Polygon', coordinates: [square(HERE.lon, HERE.lat, 0.003)] },
          },
        ],
      }),
    200,
  )
  const { body: week } = await staff.get('/api/coverage/week?wait=60')
  const kept = await answer(staff.post('/api/coverage/snapshots').send({ name: '名单入库前' }), 201)
  while ((await request(service.url).get('/readyz')).body.dataVersion < (await registryVersion(service)))
    await new Promise((resolve) => setTimeout(resolve, 100))
  return {
    code,
    merged: other,
    jobId: job.id,
    pairId: pair!.id,
    runId: week.runId,
    snapshotId: kept.id,
    layerId: layer.id,
  }
}

const square = (lon: number, lat: number, half: number) => [
  [lon - half, lat - half],
  [lon + half, lat - half],
  [lon + half, lat + half],
  [lon - half, lat + half],
  [lon - half, lat - half],
]

async function registryVersion({ services }: TestService): Promise<number> {
  const { rows } = await services.knex.raw<{ rows: { version: number }[] }>(
    'select version::integer as version from data_version',
  )
  return rows[0]!.version
}
