import { connectDatabase } from '../db/connect.ts'
import type { Database } from '../db/database.ts'
import { migrateDatabase } from '../db/migrate.ts'
import { resumeIfRestored } from '../db/restored.ts'
import { seedDemoDemand } from '../seeds/demo-demand.ts'
import { seedDemo, seedReference } from '../seeds/load.ts'
import type { Config } from './config.ts'
import { registryCounts } from './features/stations/read-model.ts'

/** Tells the person who started it what is being done, a sentence a step. */
export type Say = (message: string) => void

/**
 * Opens the registry, ready to be used: database connected and migrated, reference data there, and the demo
 * network in it when the registry is empty and the settings want one.
 *
 * @throws DatabaseLockedError when another process has the embedded database open.
 */
export async function openRegistry(config: Config, say: Say): Promise<Database> {
  const db = await connectDatabase({
    databaseUrl: config.databaseUrl,
    dataDir: config.dataDir,
    poolSize: config.poolSize,
    onProgress: say,
  })
  try {
    await migrateDatabase(db, say)
    if (await resumeIfRestored(db))
      say('Data from elsewhere (restored, moved, or of an older version): numbering goes on from far above')
    await seedReference(db, say)
    if (config.demoStations > 0 && (await registryCounts(db.knex)).stations === 0) {
      await seedDemo(db, { count: config.demoStations, onProgress: say })
      await seedDemoDemand(db, { onProgress: say })
    }
    return db
  } catch (error) {
    await db.close()
    throw error
  }
}
