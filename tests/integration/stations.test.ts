import request from 'supertest'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { STAFF, startTestService, type TestService } from '../support/service.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
})
afterAll(() => service.stop())

const api = () => request(service.url)
const create = (body: object) => api().post('/api/stations').set(STAFF).send(body)

/** A point in 朝阳门街道, 东城区. */
const POSITION = { lon: 116.42, lat: 39.9205, datum: 'wgs84', accuracyM: 10 }

describe('writing to the registry', () => {
  it('is refused without a staff token', async () => {
    const answer = await api().post('/api/stations').send({ name: '没有令牌' })
    expect(answer.status).toBe(401)
    expect(answer.type).toBe('application/problem+json')
    expect(answer.headers['www-authenticate']).toContain('Bearer')
    const other = await api()
      .post('/api/stations')
      .set('Authorization', 'Bearer some-other-token-1234')
      .send({ name: '别的令牌' })
    expect(other.status).toBe(401)
  })

  it('creates a station, places it by its point and gives it one responsible union', async () => {
    const answer = await create({ name: '朝阳门驿站', position: POSITION, hours: '周一至周五 08:30-17:30' })
    expect(answer.status, answer.text).toBe(201)
    expect(answer.body.code).toMatch(/^BJ\d{6}$/)
    expect(answer.headers.location).toBe(`/api/stations/${answer.body.code}`)
    expect(answer.headers.etag).toBe('"1"')
    expect(answer.body.district.name).toBe('东城区')
    expect(answer.body.union.name).toContain('总工会')
    expect(answer.body.hours.week[0]).toEqual([[510, 1050]])
    expect(answer.body.facilities).toEqual({})
    expect(answer.body.sevenHaves).toHaveLength(7)
    expect(answer.body.sevenHaves.every((h: { state: string }) => h.state === 'unknown')).toBe(true)
  })

  it('keeps the delivered datum and coordinates and stores WGS-84', async () => {
    const answer = await create({
      name: '高德来的',
      position: { lon: 116.397541, lat: 39.906901, datum: 'gcj02' },
    })
    expect(answer.body.position.lon).toBeCloseTo(116.3913, 5)
    expect(answer.body.position.lat).toBeCloseTo(39.9055, 5)
    const row = await service.services.knex('station').where({ code: answer.body.code }).first()
    expect(row).toMatchObject({ source_datum: 'gcj02', source_lon: 116.397541, source_lat: 39.906901 })
  })

  it('answers a lost update with 412 and leaves the first one alone', async () => {
    const { body } = await create({ name: '两个人同时改' })
    const change = (access: string) =>
      api().patch(`/api/stations/${body.code}`).set(STAFF).set('If-Match', '"1"').send({ access })
    const answers = await Promise.all([change('free'), change('scan')])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412])
    const winner = answers.find((a) => a.status === 200)!
    expect(winner.headers.etag).toBe('"2"')
    const now = await api().get(`/api/stations/${body.code}`)
    expect(now.body.access).toBe(winner.body.access)
  })

  it('needs If-Match on an update', async () => {
    const { body } = await create({ name: '没带版本' })
    const answer = await api().patch(`/api/stations/${body.code}`).set(STAFF).send({ access: 'free' })
    expect(answer.status).toBe(428)
  })

  it('lets undefined stay and null clear', async () => {
    const { body } = await create({ name: '改一部分', address: '东四南大街1号', accessNote: '从侧门进' })
    const answer = await api()
      .patch(`/api/stations/${body.code}`)
      .set(STAFF)
      .set('If-Match', '"1"')
      .send({ accessNote: null, reason: '侧门封了' })
    expect(answer.body).toMatchObject({ address: '东四南大街1号', accessNote: null, name: '改一部分' })
  })

  it('leaves history: who, when, what and why', async () => {
    const { body } = await create({ name: '有来历', reason: '街道上报' })
    await api()
      .patch(`/api/stations/${body.code}`)
      .set(STAFF)
      .set('If-Match', '"1"')
      .send({ lifecycle: 'suspended', lifecycleReason: '装修', reason: '店长来电' })
    const { body: history } = await api().get(`/api/stations/${body.code}/history`).set(STAFF)
    expect(history.items.map((h: { action: string }) => h.action)).toEqual(['updated', 'created'])
    expect(history.items[0]).toMatchObject({
      actor: 'tester',
      reason: '店长来电',
      version: 2,
      changes: { lifecycle: ['open', 'suspended'], lifecycle_reason: [null, '装修'] },
    })
    expect(history.items[1]).toMatchObject({ actor: 'tester', reason: '街道上报', version: 1 })
    expect((await api().get(`/api/stations/${body.code}/history`)).status).toBe(401)
  })

  it('cannot be done without an author, nor undone by deleting', async () => {
    const { knex } = service.services
    await expect(knex('station').update({ owner: '无名氏' })).rejects.toThrow(/author/)
    await expect(knex('station').delete()).rejects.toThrow(/append-only/)
    await expect(knex('station_history').delete()).rejects.toThrow(/append-only/)
  })

  it('asks for a reason before a station is closed', async () => {
    const answer = await create({ name: '不说原因', lifecycle: 'closed' })
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].field).toBe('lifecycleReason')
  })

  it('opens a finding when point and named district cannot both be true, and closes it when they agree', async () => {
    const { body } = await create({
      name: '两个区',
      position: POSITION,
      address: '北京市海淀区中关村大街1号',
    })
    const view = await service.services.stations.get(body.code)
    expect(view.district?.name).toBe('东城区')
    expect(view.findings.map((f) => f.kind)).toEqual(['district-conflict'])
    await api()
      .patch(`/api/stations/${body.code}`)
      .set(STAFF)
      .set('If-Match', `"${view.version}"`)
      .send({ address: '北京市东城区朝阳门内大街1号' })
    expect((await service.services.stations.get(body.code)).findings).toEqual([])
  })

  it.each([
    ['an unknown union', { unionCode: 'NOWHERE' }, 'unionCode'],
    ['an unknown district', { districtCode: '999999' }, 'districtCode'],
    ['an unknown property', { colour: 'red' }, 'colour'],
    ['a name of blanks', { name: '   ' }, 'name'],
    ['a NUL in the name', { name: 'a\0b' }, 'name'],
    ['half a surrogate pair', { address: 'a\ud800' }, 'address'],
    ['a longitude as text', { position: { ...POSITION, lon: '116' } }, 'position.lon'],
    ['a position without its datum', { position: { lon: 116.4, lat: 39.9 } }, 'position.datum'],
    ['a facility nobody knows', { facilities: { sauna: { state: 'yes' } } }, 'facilities'],
  ])('names the field of %s', async (_what, part, field) => {
    const answer = await create({ name: '输入有误', ...part })
    expect(answer.status, answer.text).toBe(400)
    expect(answer.body.errors.map((e: { field: string }) => e.field).join()).toContain(field)
    expect(answer.body.errors[0].message).not.toBe('')
  })
})

describe('reading the registry', () => {
  it('pages through all stations once, in every order', async () => {
    const { body: all } = await api().get('/api/stations').query({ limit: 200 })
    expect(all.total).toBe(all.items.length)
    for (const sort of ['code', '-code', 'name', '-updatedAt']) {
      const seen: string[] = []
      let after: string | undefined
      do {
        const { body } = await api()
          .get('/api/stations')
          .query({ limit: 3, sort, ...(after && { after }) })
        expect(body.total).toBe(all.total)
        seen.push(...body.items.map((s: { code: string }) => s.code))
        after = body.next ?? undefined
      } while (after)
      expect(new Set(seen).size).toBe(all.total)
      expect(seen).toHaveLength(all.total)
    }
  })

  it('filters by facility: surely there and not broken', async () => {
    await create({ name: '厕所好的', facilities: { toilet: { state: 'yes' } } })
    await create({ name: '厕所坏了', facilities: { toilet: { state: 'yes', condition: 'broken' } } })
    const { body } = await api().get('/api/stations').query({ facility: 'toilet' })
    expect(body.items.map((s: { name: string }) => s.name)).toEqual(['厕所好的'])
  })

  it('lists the unlocated ones as a worklist', async () => {
    const { body } = await api().get('/api/stations').query({ located: 'false', limit: 200 })
    expect(body.total).toBeGreaterThan(0)
    expect(body.items.every((s: { position: unknown }) => s.position === null)).toBe(true)
  })

  it('lists those with something wrong to staff alone', async () => {
    const { body } = await create({
      name: '又是两个区',
      position: POSITION,
      address: '北京市海淀区中关村大街3号',
    })
    const query = { findings: 'true', limit: 200 }
    expect((await api().get('/api/stations').query(query)).status).toBe(401)
    const { items } = (await api().get('/api/stations').set(STAFF).query(query)).body
    expect(items.map((s: { code: string }) => s.code)).toContain(body.code)
  })

  it('finds by part of a name, and takes a per cent sign as itself', async () => {
    expect((await api().get('/api/stations').query({ q: '朝阳门驿' })).body.total).toBe(1)
    expect((await api().get('/api/stations').query({ q: '%' })).body.total).toBe(0)
  })

  it('refuses a cursor that it did not make', async () => {
    for (const after of ['nonsense', Buffer.from('["x","y"]').toString('base64url')]) {
      const answer = await api().get('/api/stations').query({ after, sort: 'updatedAt' })
      expect(answer.status).toBe(400)
      expect(answer.body.errors[0].field).toBe('after')
    }
  })

  it('says 404 in a sentence for a code that was never given', async () => {
    const answer = await api().get('/api/stations/BJ999999')
    expect(answer.status).toBe(404)
    expect(answer.body.detail).toContain('BJ999999')
    const english = await api().get('/api/stations/BJ999999').set('Accept-Language', 'en')
    expect(english.body.detail).toBe('There is no station BJ999999.')
  })

  it('never shows staff facts to the public', async () => {
    const { body } = await create({
      name: '内部信息',
      owner: '某公司',
      investedCny: 2000,
      source: '内部名册',
    })
    const { text } = await api().get(`/api/stations/${body.code}`)
    for (const secret of ['某公司', '2000', '内部名册', 'owner', 'investedCny', 'sourceId']) {
      expect(text).not.toContain(secret)
    }
  })

  it('leads from a merged entry to the one that it doubles', async () => {
    const [kept, doubled] = [await create({ name: '留下的' }), await create({ name: '重复的' })]
    const { knex } = service.services
    await knex.transaction(async (trx) => {
      await trx.raw(`select set_config('app.actor', 'tester', true)`)
      const { id } = await trx('station').where({ code: kept.body.code }).first('id')
      await trx('station').where({ code: doubled.body.code }).update({ merged_into: id })
    })
    const answer = await api().get(`/api/stations/${doubled.body.code}`)
    expect(answer.status).toBe(308)
    expect(answer.headers.location).toBe(`/api/stations/${kept.body.code}`)
  })

  it('keeps the link of a closed station alive and says that it is closed', async () => {
    const { body } = await create({
      name: '关了的',
      lifecycle: 'closed',
      lifecycleReason: '拆迁',
      hours: '24小时',
    })
    const answer = await api().get(`/api/stations/${body.code}`)
    expect(answer.body).toMatchObject({ lifecycle: 'closed', lifecycleReason: '拆迁', openState: 'closed' })
    expect((await api().get(`/s/${body.code}`)).status).toBe(200)
  })
})
