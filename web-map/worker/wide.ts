import { ref } from 'vue'

/** On a desk list and map stand side by side; below that the map is a sheet. Same limit as in the style sheets. */
const query = matchMedia('(min-width: 900px)')

export const wide = ref(query.matches)
query.addEventListener('change', () => (wide.value = query.matches))
