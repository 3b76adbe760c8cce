import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import type { Request, Response } from 'express'
import { linkHeader, type Link } from './links.ts'
import { PAGE_POLICY } from './markup.ts'

/** Rises when the same data are told differently, so that no client keeps the old telling. */
const REPRESENTATION = 2

/** A tag of a text of which everything that it depends on is part. */
export function tagOf(...parts: (string | number)[]): string {
  const hash = createHash('sha256').update(JSON.stringify([REPRESENTATION, ...parts]))
  return `W/"${hash.digest('base64url').slice(0, 22)}"`
}

/**
 * Sets the tag and tells whether the client has this already; then the answer (304) is sent.
 *
 * Copies may be kept anywhere but are asked about each time: that question costs next to nothing.
 */
export function alreadyKnown(req: Request, res: Response, tag: string): boolean {
  res.setHeader('ETag', tag)
  res.setHeader('Cache-Control', 'public, no-cache')
  const known = (req.headers['if-none-match'] ?? '').split(',').some((each) => each.trim() === tag)
  if (known) res.status(304).end()
  return known
}

/** Sends a short document, tagged by what it says. */
export function sendDocument(req: Request, res: Response, type: string, text: string): void {
  if (alreadyKnown(req, res, tagOf(type, text))) return
  if (type.startsWith('text/html')) res.setHeader('Content-Security-Policy', PAGE_POLICY)
  res.setHeader('Content-Type', type.startsWith('text/') ? `${type}; charset=utf-8` : type)
  res.end(text)
}

export function setLinks(res: Response, links: readonly Link[]): void {
  res.setHeader('Link', linkHeader(links))
}

/**
 * Sends pieces as fast as the client takes them, so that memory stays flat. Fails before the first byte as any answer
 * does; after it by cutting the connection, so that half a file is never taken for a whole one.
 */
export async function sendPieces(
  req: Request,
  res: Response,
  pieces: AsyncGenerator<string | Uint8Array>,
): Promise<void> {
  if (req.method === 'HEAD') {
    await pieces.return(undefined)
    res.end()
    return
  }
  const first = await pieces.next()
  async function* all() {
    if (!first.done) yield first.value
    yield* pieces
  }
  try {
    // The generator as it is: a Readable around it would hang twice as many listeners on the answer.
    await pipeline(all(), res)
  } catch (error) {
    // The reader went away: nobody is left to tell.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  }
}
