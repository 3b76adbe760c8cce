import { importOperations } from '../features/imports/operations.ts'
import { nearestOperations } from '../features/nearest/operations.ts'
import { placeOperations } from '../features/places/operations.ts'
import { stationOperations } from '../features/stations/operations.ts'
import { serviceOperations } from '../http/service-operations.ts'
import type { Operation } from './operation.ts'

/** All that the service offers, feature by feature. A test holds this list against the routes that exist. */
export const operations: Operation[] = [
  ...nearestOperations,
  ...stationOperations,
  ...placeOperations,
  ...importOperations,
  ...serviceOperations,
]
