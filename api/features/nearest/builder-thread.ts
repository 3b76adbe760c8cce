/** The worker thread that holds the index builder. Answers each request in the order in which they came. */
import { parentPort } from 'node:worker_threads'
import { createIndexBuilder, transferable } from './index-builder.ts'
import type { BuilderReply, BuilderRequest } from './index-thread.ts'

const builder = createIndexBuilder()
const port = parentPort
if (!port) throw new Error('The index is built in a worker thread only.')

function answer(request: BuilderRequest): [reply: BuilderReply, transfer: ArrayBuffer[]] {
  if (request.kind === 'apply') {
    const applied = builder.apply(request.page)
    return [{ kind: 'applied', ...applied }, [applied.features.buffer]]
  }
  const snapshot = builder.snapshot()
  return [{ kind: 'snapshot', snapshot }, transferable(snapshot)]
}

port.on('message', (request: BuilderRequest) => {
  try {
    port.postMessage(...answer(request))
  } catch (error) {
    port.postMessage({ kind: 'failed', message: String(error) } satisfies BuilderReply)
  }
})
