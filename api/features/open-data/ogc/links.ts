import type { Request } from 'express'
import type { Config } from '../../../config.ts'
import type { DataLicence } from '../../../http/licence.ts'

export interface Link {
  href: string
  rel: string
  type?: string
  title?: string
  hreflang?: string
}

/** A host as it may stand in a link; anything else in that header is not repeated. */
const HOST = /^(\[[0-9a-fA-F:.]+\]|[a-zA-Z0-9._-]+)(:\d{1,5})?$/

/**
 * The address that the service is reached at, without a slash at its end: the configured one, else what the request
 * says (X-Forwarded-* only where Express is told to trust the proxy).
 */
export function siteUrl(req: Request, config: Pick<Config, 'publicUrl'>): string {
  if (config.publicUrl) return new URL(config.publicUrl).href.replace(/\/+$/, '')
  const host = req.host
  return `${req.protocol === 'https' ? 'https' : 'http'}://${host && HOST.test(host) ? host : 'localhost'}`
}

/** `href` with query parameters set, or left out where the value is null. */
export function withQuery(
  path: string,
  query: Record<string, unknown>,
  changes: Record<string, string | null> = {},
): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries({ ...query, ...changes })) {
    if (typeof value === 'string' && value !== '') parameters.set(name, value)
  }
  // Commas, slashes and colons are harmless in a query, and links stay readable with them.
  const text = parameters.toString().replace(/%2C/g, ',').replace(/%2F/g, '/').replace(/%3A/g, ':')
  return text ? `${path}?${text}` : path
}

export const licenceLink = (licence: DataLicence): Link => ({
  href: licence.url,
  rel: 'license',
  title: licence.title,
})

/** Links as the value of an HTTP `Link` header. Titles are left out: they may hold Chinese. */
export function linkHeader(links: readonly Link[]): string {
  return links
    .map(({ href, rel, type }) => `<${new URL(href).href}>; rel="${rel}"${type ? `; type="${type}"` : ''}`)
    .join(', ')
}
