import { createApp } from 'vue'
import '../ui/tokens.css'
import '../ui/base.css'
import './gaps.css'
import { startSettings } from '../state/settings.ts'
import GapsPage from './GapsPage.vue'
import { startComparing } from './comparison.ts'
import { startGaps } from './coverage-state.ts'

void startSettings(new URLSearchParams(location.search)).then(() => {
  startGaps()
  startComparing()
  createApp(GapsPage).mount('#app')
})
