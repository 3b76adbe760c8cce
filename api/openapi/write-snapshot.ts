/** `npm run openapi`: writes the document as it is committed, and the web page's types from it. */
import { writeFile } from 'node:fs/promises'
import { snapshotFiles } from './snapshot.ts'

for (const { path, text } of await snapshotFiles()) await writeFile(path, text)
