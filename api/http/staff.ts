import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { Problem } from './problem.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Lets through requests with `Authorization: Bearer <staff token>` and notes the token's owner as the author.
 *
 * What staff read is kept by no cache.
 *
 * @param tokens token → author
 * @throws Problem 401 without a token or with an unknown one.
 */
export function requireStaff(tokens: ReadonlyMap<string, string>): RequestHandler {
  const known = [...tokens].map(([token, author]) => ({ hash: digest(token), author }))
  return (req, res, next) => {
    const given = /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1]
    const hash = given === undefined ? null : digest(given)
    const match = hash && known.find((k) => timingSafeEqual(k.hash, hash))
    if (!match) {
      throw new Problem(401, { zh: '这一步需要工作人员的令牌。', en: 'This needs a staff token.' }, [], {
        'WWW-Authenticate': 'Bearer realm="staff"',
      })
    }
    res.locals.actor = match.author
    res.setHeader('Cache-Control', 'no-store')
    next()
  }
}

/** The author of a staff request. */
export function actorOf(res: Response): string {
  const actor: unknown = res.locals.actor
  if (typeof actor !== 'string') throw new Error('no staff check before this route')
  return actor
}
