import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Language } from '../../../http/problem.ts'

/** Text that is HTML already. Made by `html` only. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escapeText = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!)

type Part = Markup | string | number | null | undefined | false | readonly Part[]

function asText(part: Part): string {
  if (part instanceof Markup) return part.text
  if (part === null || part === undefined || part === false) return ''
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part))
  return part.map(asText).join('')
}

/** HTML from a template; everything put into it is escaped unless it is markup itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, piece, index) => text + asText(parts[index - 1]) + piece))
}

/** The tokens of every page, and the few rules that these pages add. */
const STYLE = ['../../../../web-map/ui/tokens.css', './pages.css']
  .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
  .join('\n')

/** Nothing is loaded from anywhere, and no script runs. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ')

// The policy's hash covers every character between the tags.
const STYLE_ELEMENT = new Markup(`<style>${STYLE}</style>`)

export interface Page {
  language: Language
  title: string
  /** From the landing page to the page above this one. */
  trail: readonly { href: string; title: string }[]
  /** Shown in the header when stations may be synthetic. */
  synthetic: boolean
  body: Markup
  footer: Markup
}

/** A whole page. */
export function pageText(page: Page): string {
  const zh = page.language === 'zh'
  const { text } = html`<!doctype html>
    <html lang="${zh ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title} · ${zh ? '暖心驿站开放数据' : 'Warm-Heart Stations open data'}</title>
        ${STYLE_ELEMENT}
      </head>
      <body>
        <header>
          <nav aria-label="${zh ? '位置' : 'Breadcrumb'}">
            ${page.trail.map(({ href, title }) => html`<a href="${href}">${title}</a><span aria-hidden="true"> / </span>`)}<span
              aria-current="page"
              >${page.title}</span
            >
          </nav>
          ${page.synthetic && html`<strong class="demo">${zh ? '演示数据' : 'Demo data'}</strong>`}
        </header>
        <main>
          <h1>${page.title}</h1>
          ${page.body}
        </main>
        <footer>${page.footer}</footer>
      </body>
    </html> `
  return text
}
