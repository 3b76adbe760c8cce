import type { Request, Response } from 'express'
import type { Knex } from 'knex'
import type { Scene } from './documents.ts'
import type { Reader } from './pages.ts'
import type { VersionFacts } from './service.ts'

/** What a request is answered from. */
export interface Ask {
  req: Request
  res: Response
  knex: Knex
  scene: Scene
  reader: Reader
  facts: VersionFacts
}
