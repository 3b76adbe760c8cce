import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8')
const { services, volumes } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<'api' | 'postgis', { environment: Record<string, string>; volumes: string[] } & object>
  volumes: Record<string, null>
}
/** Said by the image itself, or by the composition of the two services. */
const SETTLED = ['HOST', 'PORT', 'DATA_DIR', 'DATABASE_URL']

describe('docker-compose.yml', () => {
  it('passes every setting of .env.example on to the service', () => {
    const settings = [...read('.env.example').matchAll(/^([A-Z_]+)=/gm)].map((match) => match[1]!)
    const { environment } = services.api
    for (const name of settings.filter((name) => !SETTLED.includes(name)))
      expect(environment[name], name).toMatch(new RegExp(`^\\$\\{${name}:-0?\\}$`))
    const known = [...settings, 'PGPASSWORD']
    expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([])
  })

  it('has no password of its own, and puts the one of .env into no address', () => {
    expect(services.postgis.environment['POSTGRES_PASSWORD']).toBe('${POSTGRES_PASSWORD:-}')
    expect(services.api.environment['PGPASSWORD']).toBe('${POSTGRES_PASSWORD:-}')
    expect(new URL(services.api.environment['DATABASE_URL']!).password).toBe('')
  })

  it('keeps data in named volumes, and lets the service write nowhere else', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes)
    expect(mounted.map((mount) => mount.split(':')[0]).sort()).toEqual(Object.keys(volumes).sort())
    expect(services.api).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' })
  })

  it('waits for a database that answers, and the image says when the service does', () => {
    expect(services.postgis).toMatchObject({
      healthcheck: { test: ['CMD-SHELL', expect.stringMatching(/^pg_isready/)] },
    })
    expect(services.api).toMatchObject({ depends_on: { postgis: { condition: 'service_healthy' } } })
    const image = read('Dockerfile')
    expect(image).toMatch(/^HEALTHCHECK .*\n.*\/readyz/m)
    expect(image.lastIndexOf('\nUSER node\n')).toBeGreaterThan(image.lastIndexOf('\nRUN '))
  })
})
