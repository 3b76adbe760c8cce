/**
 * Express re-parents every request and response with `Object.setPrototypeOf`, which throws V8 off its fast paths and
 * costs several times the rest of a small request. Server classes whose prototypes *are* the ones that Express would
 * set make that call a no-op; nothing else about Express changes. Holds for Express 5.3, hence the pinned minor.
 */
import { IncomingMessage, ServerResponse, type ServerOptions } from 'node:http'
import type { Express } from 'express'

/**
 * The classes for `http.createServer(expressClasses(app), app)`. Call it once per application, before it serves.
 *
 * They have no names: what tsx adds to keep a class' name makes V8 give up on every function that makes an instance, and
 * try again for ever.
 */
export function expressClasses(
  app: Express,
): Required<Pick<ServerOptions, 'IncomingMessage' | 'ServerResponse'>> {
  const request = adopt(class extends IncomingMessage {}, app.request, IncomingMessage.prototype)
  const response = adopt(class extends ServerResponse {}, app.response, ServerResponse.prototype)
  app.request = request.prototype as unknown as Express['request']
  app.response = response.prototype as unknown as Express['response']
  return { IncomingMessage: request, ServerResponse: response as typeof ServerResponse }
}

/** Gives a class all that `source` has over Node's own prototype: what Express and the application itself added. */
function adopt<C extends { prototype: object }>(adopting: C, source: object, nodes: object): C {
  const layers: object[] = []
  for (let layer = source; layer !== nodes && layer !== null; layer = Object.getPrototypeOf(layer))
    layers.push(layer)
  for (const layer of layers.reverse()) {
    const { constructor: _, ...added } = Object.getOwnPropertyDescriptors(layer)
    Object.defineProperties(adopting.prototype, added)
  }
  return adopting
}
