/** The worker thread that works out the columns of the tiles. */
import { parentPort } from 'node:worker_threads'
import { tileColumns, type TileColumns, type TileInput } from './tile-columns.ts'

/** The input comes column by column, so that no single copy holds up the one who sends it; then it is asked for. */
export type BuildRequest =
  | {
      kind: 'column'
      name: Exclude<keyof TileInput, 'timetables'>
      values: TileInput['lon' | 'sure' | 'synthetic' | 'traits']
    }
  | { kind: 'timetables'; texts: string[] }
  | { kind: 'build' }
export type BuildReply = { columns: TileColumns } | { failed: string }

const port = parentPort
if (!port) throw new Error('Tiles are built in a worker thread only.')

let input: Partial<Record<string, unknown>> & { timetables: string[] } = { timetables: [] }

port.on('message', (request: BuildRequest) => {
  if (request.kind === 'column') input[request.name] = request.values
  else if (request.kind === 'timetables') input.timetables.push(...request.texts)
  else {
    const given = input as unknown as TileInput
    input = { timetables: [] }
    try {
      const columns = tileColumns(given)
      const buffers = [...Object.values(columns.tiles), columns.hoursUnknownBefore, columns.syntheticBefore]
      port.postMessage(
        { columns } satisfies BuildReply,
        buffers.map(({ buffer }) => buffer as ArrayBuffer),
      )
    } catch (error) {
      port.postMessage({ failed: String(error) } satisfies BuildReply)
    }
  }
})
