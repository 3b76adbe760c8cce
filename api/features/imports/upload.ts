import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import busboy from 'busboy'
import type { Request } from 'express'
import { Problem } from '../../http/problem.ts'
import { MEGABYTE } from './reading/file-kind.ts'

export interface ReceivedUpload {
  /** The file in the uploads folder; the receiver deletes it. */
  path: string
  fileName: string
  fields: Record<string, string>
}

/**
 * Receives a multipart form with one part `file`, streamed to disk.
 *
 * @throws Problem 415 for another content type, 413 above `maxBytes`, 400 without a file, with two, or cut off.
 */
export async function receiveUpload(req: Request, folder: string, maxBytes: number): Promise<ReceivedUpload> {
  const limit = Math.round(maxBytes / MEGABYTE)
  const tooLarge = new Problem(413, {
    zh: `文件超过 ${limit} MB 的上限。请删去图片和无关的工作表,或按区拆成几个文件,或另存为 .csv。`,
    en: `The file is larger than ${limit} MB. Remove pictures and other sheets, split it, or save it as .csv.`,
  })
  // A browser sends the whole file before it reads an answer: refuse by the stated length where there is one.
  if (Number(req.headers['content-length'] ?? 0) > maxBytes + MEGABYTE) throw tooLarge
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  try {
    const received = await receive(req, path, maxBytes)
    if (received.truncated) throw tooLarge
    if (received.files === 0)
      throw malformed(
        '请求里没有文件:表单要有名为 file 的文件。',
        'There is no file: send a form with the file as "file".',
      )
    if (received.files > 1) throw malformed('一次只能导入一个文件。', 'Send one file at a time.')
    return { path, fileName: received.fileName, fields: received.fields }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

const malformed = (zh: string, en: string) => new Problem(400, { zh, en })

interface Received {
  files: number
  fileName: string
  truncated: boolean
  fields: Record<string, string>
}

function openForm(req: Request, maxBytes: number): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: { fileSize: maxBytes, files: 2, fields: 20, fieldSize: 20_000, parts: 25 },
    })
  } catch {
    throw new Problem(415, {
      zh: '导入要用 multipart/form-data 表单上传文件。',
      en: 'Send the file as a multipart/form-data form.',
    })
  }
}

async function receive(req: Request, path: string, maxBytes: number): Promise<Received> {
  const form = openForm(req, maxBytes)
  const received: Received = { files: 0, fileName: '', truncated: false, fields: Object.create(null) }
  const writes: Promise<void>[] = []
  let repeated: string | null = null
  form.on('file', (name, stream, info) => {
    if (name !== 'file' || received.files > 0) {
      received.files += name === 'file' ? 1 : 0
      // A form that is cut off in this part fails here too; unheard, that would end the process.
      stream.on('error', () => undefined).resume()
      return
    }
    received.files = 1
    received.fileName = (info.filename || 'upload').slice(0, 200)
    const written = pipeline(stream, createWriteStream(path, { flags: 'wx', mode: 0o600 })).then(() => {
      received.truncated = stream.truncated === true
    })
    written.catch(() => undefined)
    writes.push(written)
  })
  form.on('field', (name, value) => {
    if (name in received.fields) repeated = name
    received.fields[name] = value
  })
  try {
    await pipeline(req, form)
    await Promise.all(writes)
  } catch {
    throw malformed(
      '文件没有传完,或表单的格式不对。请重新上传。',
      'The upload was cut off or is not a valid form. Send it again.',
    )
  }
  if (repeated !== null)
    throw malformed(`参数 ${String(repeated)} 只能给一次。`, `Give the parameter ${String(repeated)} once.`)
  return received
}
