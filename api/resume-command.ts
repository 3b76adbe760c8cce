import { DatabaseLockedError } from '../db/embedded/lock.ts'
import { resumeNumbering } from '../db/restored.ts'
import { openRegistry } from './bootstrap.ts'
import { ConfigError, readConfig } from './config.ts'

/**
 * `npm run restored`: resumes numbering after a restore that a start cannot recognise by itself (docs/operating.md).
 * With a server the services may run meanwhile; the embedded database must be stopped.
 */
async function main(): Promise<void> {
  try {
    process.loadEnvFile()
  } catch {
    // No .env file: the environment alone decides.
  }
  const db = await openRegistry({ ...readConfig(process.env), demoStations: 0 }, (message) =>
    console.log(message),
  )
  try {
    const version = await resumeNumbering(db.knex)
    console.log(
      `数据版本从 ${version} 接着编号;已保存全市数据的手机会重新下载。\n` +
        `Data versions go on from ${version}; phones that keep the city will download it anew.`,
    )
  } finally {
    await db.close()
  }
}

main().catch((error: unknown) => {
  const expected = error instanceof ConfigError || error instanceof DatabaseLockedError
  console.error(expected ? error.message : error)
  process.exitCode = 1
})
