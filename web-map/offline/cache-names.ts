/** Caches that both the service worker (`pwa-plugin.ts`) and the page (`warm-caches.ts`) fill. */
export const ASSETS_CACHE = 'assets'
export const OUTLINES_CACHE = 'outlines'

/** Answers without anything personal in them, which the map draws the ground from. */
export const OUTLINE_PATHS = ['/api/map/districts', '/api/map/streets']
export const OUTLINES = /^\/api\/map\/(districts|streets)$/

/** JSON list of the files that the map consists of; made by the build. */
export const MAP_PARTS = '/map-parts.json'
