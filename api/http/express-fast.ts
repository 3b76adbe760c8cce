/**
 * Express re-parents every request and response with `Object.setPrototypeOf`, which throws V8 off its fast paths and
 * costs several times the rest of a small request. Server classes whose prototypes *are* the ones that Express would
 * set make that call a no-op; nothing else about Express changes. Holds for Express 5.3, hence the pinned minor.
 */
import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http'
import type { Express } from 'express'

/**
 * The classes for `http.createServer(expressClasses(app), app)`. Call it once per application, before it serves.
 */
export function expressClasses(
  app: Express,
): Required<Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>> {
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse extends ServerResponse {}
  adopt(ExpressRequest.prototype, app.request, IncomingMessage.prototype)
  adopt(ExpressResponse.prototype, app.response, ServerResponse.prototype)
  app.request = ExpressRequest.prototype as unknown as Express['request']
  app.response = ExpressResponse.prototype as unknown as Express['response']
  return { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse as typeof ServerResponse }
}

/** Gives `target` all that `source` has over Node's own prototype: what Express and the application itself added. */
function adopt(target: object, source: object, nodes: object): void {
  const layers: object[] = []
  for (let layer = source; layer !== nodes && layer !== null; layer = Object.getPrototypeOf(layer))
    layers.push(layer)
  for (const layer of layers.reverse()) {
    const { constructor: _, ...added } = Object.getOwnPropertyDescriptors(layer)
    Object.defineProperties(target, added)
  }
}
