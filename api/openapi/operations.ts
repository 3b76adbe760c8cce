import { coverageOperations } from '../features/coverage/operations.ts'
import { importOperations } from '../features/imports/operations.ts'
import { nearestOperations } from '../features/nearest/operations.ts'
import { cityOperations } from '../features/open-data/city/operations.ts'
import { ogcOperations } from '../features/open-data/ogc/operations.ts'
import { tileOperations } from '../features/open-data/tiles/operations.ts'
import { placeOperations } from '../features/places/operations.ts'
import { stationOperations } from '../features/stations/operations.ts'
import { serviceOperations } from '../http/service-operations.ts'
import { openApiDocument } from './document.ts'
import type { Json } from './examples.ts'
import type { Operation } from './operation.ts'
import { documentOperations } from './own-operations.ts'

/** All that the service offers, feature by feature. A test holds this list against the routes that exist. */
export const operations: Operation[] = [
  ...nearestOperations,
  ...stationOperations,
  ...placeOperations,
  ...coverageOperations,
  ...cityOperations,
  ...tileOperations,
  ...ogcOperations,
  ...importOperations,
  ...serviceOperations,
  ...documentOperations,
]

/** Of the interface. */
const VERSION = '0.1.0'

/** The document of the whole service. @param serverUrl where it is reached; relative when not known */
export const serviceDocument = (serverUrl: string | undefined): Json =>
  openApiDocument(operations, { version: VERSION, serverUrl })
