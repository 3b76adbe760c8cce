/**
 * The service worker and the manifest, as the build makes them. Kept on the device from the start: the page, its
 * parts and the words (about 90 kB compressed). The map, five times that, is put beside it when all else is done
 * (`warm-caches.ts`).
 */
import type { Plugin } from 'vite'
import { VitePWA } from 'vite-plugin-pwa'
import { ASSETS_CACHE, MAP_PARTS, OUTLINES, OUTLINES_CACHE } from './cache-names.ts'

type Bundle = Parameters<Extract<Plugin['generateBundle'], (...args: never[]) => unknown>>[1]
type Chunk = Extract<Bundle[string], { type: 'chunk' }>

/** The chunk behind which everything of the map lies. */
const MAP_CHUNK = 'station-map'
const ENTRY = 'index.html'
const ALWAYS = /^(index\.html|map-parts\.json|mark\.svg|manifest\.webmanifest|assets\/city-worker-.+\.js)$/

export function offlinePlugins(): Plugin[] {
  const shell = new Set<string>()
  return [
    collectShell(shell),
    ...(VitePWA(options((file) => ALWAYS.test(file) || shell.has(file))) as Plugin[]),
  ]
}

/** Notes the files that the worker's page can come to need, whatever other pages the build has; lists the map's. */
function collectShell(shell: Set<string>): Plugin {
  return {
    name: 'collect-shell',
    apply: 'build',
    generateBundle(_options, bundle) {
      const files = Object.values(bundle)
      const chunks = files.filter((file) => file.type === 'chunk')
      const isEntry = ({ isEntry, facadeModuleId }: Chunk) =>
        isEntry && facadeModuleId?.endsWith(`/web-map/${ENTRY}`)
      for (const file of reachable(bundle, chunks.filter(isEntry), MAP_CHUNK)) shell.add(file)
      const map = reachable(
        bundle,
        chunks.filter(({ name }) => name === MAP_CHUNK),
      )
      const parts = [...map].filter((file) => !shell.has(file)).map((file) => `/${file}`)
      this.emitFile({ type: 'asset', fileName: MAP_PARTS.slice(1), source: JSON.stringify(parts) })
    },
  }
}

/** The chunks, all that they import now or later, and the style sheets and workers that they name. */
function reachable(bundle: Bundle, from: readonly Chunk[], without?: string): Set<string> {
  const found = new Set<string>()
  const queue = from.map(({ fileName }) => fileName)
  for (let name = queue.pop(); name; name = queue.pop()) {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk' || chunk.name === without) continue
    found.add(name)
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css)
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) found.add(asset)
    queue.push(...chunk.imports, ...chunk.dynamicImports)
  }
  return found
}

function options(keptFromTheStart: (file: string) => boolean): Parameters<typeof VitePWA>[0] {
  return {
    strategies: 'generateSW',
    filename: 'sw.js',
    // `keep.ts` registers it, late; a new version waits until the reader wants it.
    registerType: 'prompt',
    injectRegister: false,
    manifest: {
      id: '/',
      name: '暖心驿站 · 离你最近的歇脚处',
      short_name: '暖心驿站',
      description: '给户外劳动者:现在能进的最近一站,没有网络也能查。',
      lang: 'zh-CN',
      dir: 'ltr',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      background_color: '#FFFBF5',
      theme_color: '#FFFBF5',
      categories: ['utilities', 'navigation'],
      icons: [
        { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png' },
        { src: '/icons/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        { src: '/mark.svg', sizes: 'any', type: 'image/svg+xml' },
      ],
    },
    includeManifestIcons: false,
    workbox: {
      globPatterns: ['**/*.{html,js,css,svg,json}'],
      maximumFileSizeToCacheInBytes: 4_000_000,
      manifestTransforms: [
        (entries) => ({ manifest: entries.filter(({ url }) => keptFromTheStart(url)), warnings: [] }),
      ],
      // Hashed names never change their content.
      dontCacheBustURLsMatching: /^assets\//,
      inlineWorkboxRuntime: true,
      sourcemap: false,
      clientsClaim: true,
      skipWaiting: false,
      cleanupOutdatedCaches: true,
      navigateFallback: '/index.html',
      navigateFallbackAllowlist: [/^\/(\?|$)/, /^\/s\//],
      runtimeCaching: [
        {
          urlPattern: ({ sameOrigin, url }) => sameOrigin && url.pathname.startsWith('/assets/'),
          handler: 'CacheFirst',
          options: {
            cacheName: ASSETS_CACHE,
            expiration: { maxEntries: 40 },
            cacheableResponse: { statuses: [200] },
          },
        },
        {
          urlPattern: new RegExp(`^https?://[^/]+${OUTLINES.source.slice(1)}`),
          handler: 'StaleWhileRevalidate',
          options: { cacheName: OUTLINES_CACHE, cacheableResponse: { statuses: [200] } },
        },
      ],
    },
  }
}
