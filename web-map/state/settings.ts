/** What the reader set once: language and elder view. Address first (`?lang=en&view=elder`), then storage, then defaults. */
import { ref, watchEffect } from 'vue'
import { language, speak } from '../i18n/index.ts'

export const elder = ref(false)

const LANGUAGE_KEY = 'nuanxin.language'
const VIEW_KEY = 'nuanxin.view'

/** Storage may be forbidden (private windows, some web views): the settings then last for the visit. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch {
    // See `kept`.
  }
}

export async function startSettings(address: URLSearchParams): Promise<void> {
  elder.value = (address.get('view') ?? kept(VIEW_KEY)) === 'elder'
  watchEffect(() => {
    document.documentElement.dataset.view = elder.value ? 'elder' : 'standard'
  })
  if ((address.get('lang') ?? kept(LANGUAGE_KEY)) === 'en') await speak('en')
}

export function switchElder(): void {
  elder.value = !elder.value
  keep(VIEW_KEY, elder.value ? 'elder' : null)
}

export async function switchLanguage(): Promise<void> {
  await speak(language.value === 'zh' ? 'en' : 'zh')
  keep(LANGUAGE_KEY, language.value === 'en' ? 'en' : null)
}
