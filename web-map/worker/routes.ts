import { createRouter, createWebHistory } from 'vue-router'
import NearbyPage from './pages/NearbyPage.vue'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'nearby', component: NearbyPage },
    { path: '/s/:code', name: 'station', component: () => import('./pages/StationPage.vue') },
    { path: '/:rest(.*)*', name: 'missing', component: () => import('./pages/MissingPage.vue') },
  ],
  scrollBehavior(to, from, saved) {
    // A changed filter or place is not another page.
    if (to.path === from.path) return false
    return saved ?? { top: 0 }
  },
})
