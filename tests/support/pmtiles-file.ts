import { PbfWriter } from 'pbf'
import { zxyToTileId } from 'pmtiles'

/** One tile's bytes, used for a block of neighbouring addresses of one zoom. */
export interface ArchiveContent {
  tile: Uint8Array
  /** As the format numbers them: 1 vector, 2 PNG. */
  type: 1 | 2
  zoom: number
  tiles: readonly (readonly [x: number, y: number])[]
  metadata: object
}

/** A PMTiles archive of version 3, written by the format's description: header, one directory, metadata, tile. */
export function pmtilesFile({ tile, type, zoom, tiles, metadata }: ArchiveContent): Buffer {
  const directory = writeDirectory(
    tiles.map(([x, y]) => zxyToTileId(zoom, x, y)).sort((a, b) => a - b),
    tile.length,
  )
  const about = Buffer.from(JSON.stringify(metadata))
  const header = Buffer.alloc(127)
  header.write('PMTiles\u0003', 'latin1')
  const parts = [directory, about, Buffer.alloc(0), Buffer.from(tile)]
  let at = header.length
  parts.forEach((part, i) => {
    header.writeBigUInt64LE(BigInt(at), 8 + 16 * i)
    header.writeBigUInt64LE(BigInt(part.length), 16 + 16 * i)
    at += part.length
  })
  for (const [i, count] of [tiles.length, tiles.length, 1].entries())
    header.writeBigUInt64LE(BigInt(count), 72 + 8 * i)
  // Not clustered; neither directories nor tiles compressed.
  header.set([0, 1, 1, type, zoom, zoom], 96)
  for (const [i, degrees] of [-180, -85, 180, 85].entries()) header.writeInt32LE(degrees * 1e7, 102 + 4 * i)
  return Buffer.concat([header, ...parts])
}

/** Every address points to the one tile at the start of the data. */
function writeDirectory(ids: readonly number[], length: number): Buffer {
  const out = new PbfWriter()
  out.writeVarint(ids.length)
  ids.forEach((id, i) => out.writeVarint(id - (ids[i - 1] ?? 0)))
  for (const _ of ids) out.writeVarint(1)
  for (const _ of ids) out.writeVarint(length)
  for (const _ of ids) out.writeVarint(1)
  return Buffer.from(out.finish())
}

const zigzag = (n: number) => (n << 1) ^ (n >> 31)

/** A vector tile whose one layer covers it whole. */
export function coveredTile(layer: string): Uint8Array {
  const out = new PbfWriter()
  out.writeMessage(
    3,
    () => {
      out.writeStringField(1, layer)
      out.writeMessage(
        2,
        () => {
          out.writeVarintField(3, 3)
          // To the corner, three sides, and back.
          const steps = [9, -64, -64, 26, 4224, 0, 0, 4224, -4224, 0, 15]
          const commands = new Set([0, 3, 10])
          out.writePackedVarint(
            4,
            steps.map((n, i) => (commands.has(i) ? n : zigzag(n))),
          )
        },
        undefined,
      )
      out.writeVarintField(5, 4096)
      out.writeVarintField(15, 2)
    },
    undefined,
  )
  return out.finish()
}
