import { z } from 'zod'
import { wholeBetween } from '../../../http/query.ts'
import { withinQuery } from '../../nearest/schemas.ts'
import { MAX_ZOOM } from './tile.ts'

const asked = withinQuery.shape.open.unwrap()

/** An instant, never `now`: what a tile holds must follow from its address alone. */
const instant = asked
  .refine((open) => open !== 'now', {
    params: {
      zh: '瓦片按地址缓存,不能用 now;请写明时刻,如 2026-10-08T22:00:00+08:00。',
      en: 'Tiles are cached by their address, so "now" cannot be used; give an instant such as 2026-10-08T22:00:00+08:00.',
    },
  })
  .transform((open) => Number(open))

const wishes = withinQuery.pick({ facilities: true, access: true, audience: true })

const notBoth = {
  path: ['at'],
  params: {
    zh: 'open 和 at 只能给一个:open 只留下那时开着的,at 只说明那时的状态。',
    en: 'Give either open or at: open leaves closed stations out, at only tells the states.',
  },
}

export const tileQuery = wishes
  .extend({
    open: instant.optional().meta({
      description: 'Leaves out stations that are closed at that instant, and tells the states then.',
      example: '2026-10-08T22:00:00+08:00',
    }),
    at: instant.optional().meta({
      description: 'Tells the states at that instant; leaves nothing out.',
      example: '2026-10-08T22:00:00+08:00',
    }),
  })
  .refine((query) => query.open === undefined || query.at === undefined, notBoth)
  .meta({
    id: 'TileQuery',
    description: 'Wishes that hold in clusters too; the same words as those of a search.',
  })
export type TileQuery = z.output<typeof tileQuery>

/** As for a tile, and `now` too: the tiles' address then names the instant that the server's clock shows. */
export const tileJsonQuery = wishes
  .extend({
    open: asked.optional().meta({
      description: 'Tiles without stations that are closed then: `now`, or an ISO 8601 instant with offset.',
      example: 'now',
    }),
    at: asked.optional().meta({
      description: 'Tiles that tell the states then and leave nothing out: `now`, or an instant.',
      example: 'now',
    }),
  })
  .refine((query) => query.open === undefined || query.at === undefined, notBoth)
  .meta({ id: 'TileJsonQuery', description: 'Wishes that the addresses of the tiles will carry.' })
export type TileJsonQuery = z.output<typeof tileJsonQuery>

const column = (name: 'x' | 'y') =>
  wholeBetween(0, 2 ** MAX_ZOOM - 1).meta({ description: `Tile ${name} of the XYZ scheme.`, example: 1 })

export const tileParams = z
  .strictObject({
    version: z
      .string()
      .regex(/^(current|\d{1,15}-[0-9a-f]{10})$/)
      .meta({
        description: 'The version that TileJSON names, or `current` for whatever is newest.',
        example: '57-0a1b2c3d4e',
      }),
    z: wholeBetween(0, MAX_ZOOM).meta({ description: 'Zoom.', example: 1 }),
    x: column('x'),
    y: column('y'),
  })
  .superRefine(({ z: zoom, x, y }, context) => {
    const last = 2 ** zoom - 1
    for (const [name, value] of Object.entries({ x, y })) {
      if (value <= last) continue
      context.addIssue({
        code: 'custom',
        path: [name],
        params: {
          zh: `第 ${zoom} 级的 ${name} 应在 0 到 ${last} 之间,不是 ${value}。`,
          en: `At zoom ${zoom}, ${name} is between 0 and ${last}, not ${value}.`,
        },
      })
    }
  })
