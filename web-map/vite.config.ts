import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import { offlinePlugins } from './offline/pwa-plugin.ts'

const root = fileURLToPath(new URL('.', import.meta.url))

export default defineConfig({
  root,
  plugins: [vue(), ...offlinePlugins()],
  // The pages use neither, and a worker on a slow line should not fetch them.
  define: { __VUE_OPTIONS_API__: false, __VUE_PROD_DEVTOOLS__: false },
  build: {
    outDir: fileURLToPath(new URL('./dist', import.meta.url)),
    emptyOutDir: true,
    // The worker's page, and the officers' page about who is left out.
    rolldownOptions: { input: { index: `${root}index.html`, gaps: `${root}gaps.html` } },
    // Cheap phones keep their web view for years. The map chunk needs a newer one and may fail alone.
    target: ['chrome87', 'safari14', 'firefox90'],
    // The only chunk above the default limit is the map, and it is loaded after the list.
    chunkSizeWarningLimit: 1200,
    // A preloaded map would compete with the list for a slow line.
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': process.env.API_ORIGIN ?? 'http://localhost:8080' } },
})
