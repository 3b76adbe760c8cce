import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// The database of a test file starts in seconds, and on a busy machine in many of them.
const databaseTimeouts = { testTimeout: 60_000, hookTimeout: 120_000 }
const browserTimeouts = { testTimeout: 120_000, hookTimeout: 300_000 }
const globalSetup = ['tests/support/global-setup.ts']

export default defineConfig({
  plugins: [vue()],
  test: {
    pool: 'forks',
    projects: [
      {
        extends: true,
        test: { name: 'unit', sequence: { groupOrder: 0 }, include: ['tests/unit/**/*.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: ['tests/integration/**/*.test.ts'],
          globalSetup,
          // An embedded database takes about 1 GB.
          maxWorkers: 2,
          ...databaseTimeouts,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          sequence: { groupOrder: 2 },
          include: ['tests/contract/**/*.test.ts'],
          globalSetup,
          maxWorkers: 2,
          ...databaseTimeouts,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          sequence: { groupOrder: 3 },
          include: ['tests/browser/**/*.test.ts'],
          globalSetup,
          fileParallelism: false,
          ...browserTimeouts,
        },
      },
    ],
  },
})
