import { createApp } from 'vue'
import '../ui/tokens.css'
import '../ui/base.css'
import App from './App.vue'
import { router } from './routes.ts'
import { startClock } from '../state/clock.ts'
import { loadConfig } from '../state/nearby.ts'
import { startSettings } from '../state/settings.ts'
import { watchForMissingParts } from '../offline/freshness.ts'
import { wakeDevice } from '../offline/on-device.ts'

watchForMissingParts(router)
wakeDevice()
// The settings of the installation are asked for while the page is still being built.
void loadConfig()
void startSettings(new URLSearchParams(location.search)).then(() => {
  startClock()
  createApp(App).use(router).mount('#app')
})
