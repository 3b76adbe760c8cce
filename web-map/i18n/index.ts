/** The language in use. Chinese comes with the page; English is fetched when somebody asks for it. */
import { ref, shallowRef } from 'vue'
import { zh, type Words } from './zh.ts'

export type Language = 'zh' | 'en'

export const words = shallowRef<Words>(zh)
export const language = ref<Language>('zh')

/** Switches the page's words and its `lang`. The old words stay when the new ones do not arrive. */
export async function speak(next: Language): Promise<void> {
  try {
    words.value = next === 'zh' ? zh : (await import('./en.ts')).en
    language.value = next
  } catch {
    return
  }
  document.documentElement.lang = words.value.htmlLang
}
