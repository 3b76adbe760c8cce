import { ensureTemplate } from '../../db/embedded/template.ts'
import { migrationsDirectory } from '../../db/migrate.ts'
import { prepareServerTemplate } from './template-database.ts'

/** Builds the databases that test files copy: once, before any of them starts. */
export default async function prepareTemplates(): Promise<void> {
  const serverUrl = process.env['DATABASE_URL']
  if (serverUrl) await prepareServerTemplate(serverUrl)
  // Also beside a server: the embedded database's own tests run in any case.
  await ensureTemplate({ migrations: migrationsDirectory, onProgress: (message) => console.log(message) })
}
