/** The worker thread that holds the names of all places. */
import { parentPort, workerData } from 'node:worker_threads'
import { createPlacesIndex, type LandmarkPlace } from './places-index.ts'
import type { StationPlaceRow } from './read-model.ts'
import type { SearchReply, SearchRequest } from './search-thread.ts'

const port = parentPort
if (!port) throw new Error('Places are searched in a worker thread only.')
const { landmarks } = workerData as { landmarks: readonly LandmarkPlace[] }
const index = createPlacesIndex(landmarks)

async function answer(request: SearchRequest): Promise<Omit<SearchReply, 'id'>> {
  if (request.kind === 'find') return { places: index.find(request.query, request.limit) }
  if (request.kind === 'areas') index.setAreas(request.areas)
  else if (request.kind === 'stations')
    for (const row of JSON.parse(request.json) as StationPlaceRow[]) index.setStation(row)
  else await index.settled()
  return {}
}

port.on('message', ({ id, ...request }: SearchRequest & { id?: number }) => {
  answer(request as SearchRequest).then(
    (reply) => id !== undefined && port.postMessage({ id, ...reply } satisfies SearchReply),
    (error: unknown) => id !== undefined && port.postMessage({ id, error: String(error) }),
  )
})
