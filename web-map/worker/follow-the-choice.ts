/** The chosen station with its facts: from the answer, or fetched when it was tapped among all those of the tiles. */
import { ref, shallowRef, watch } from 'vue'
import type { NearbyFeature } from '../api/types.ts'
import { fetchStation } from '../api/worker-api.ts'
import { language } from '../i18n/index.ts'
import { measuredFrom } from '../place/distance.ts'
import { mapFeatures, selectedCode } from '../state/map-view.ts'
import { config, place } from '../state/nearby.ts'
import { asFeature } from './as-feature.ts'

export function followTheChoice() {
  const chosen = shallowRef<NearbyFeature | null>(null)
  /** It was tapped, but did not arrive. */
  const missing = ref(false)

  async function fetchFacts(code: string): Promise<void> {
    const found = await fetchStation(code, language.value)
    if (selectedCode.value !== code) return
    const feature = found.ok ? asFeature(found.value) : null
    if (!feature) missing.value = true
    else chosen.value = place.value ? measuredFrom(place.value, [feature])[0]! : feature
  }

  function look(): void {
    const code = selectedCode.value
    const answered = mapFeatures.value.find(({ properties }) => properties.code === code)
    missing.value = false
    if (answered || code === null) {
      chosen.value = answered ?? null
      return
    }
    // A map of tiles shows more than the answer: what was chosen there stays while the list changes.
    const known = chosen.value?.properties.code === code
    if (config.value?.cityFile !== false) chosen.value = null
    else if (!known) {
      chosen.value = null
      void fetchFacts(code)
    }
  }

  watch([selectedCode, mapFeatures], look)
  return { chosen, missing, again: look }
}
