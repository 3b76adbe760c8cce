import { z } from 'zod'

/**
 * One line of text from outside: trimmed, 1 … max characters, and storable: PostgreSQL's text has no NUL and
 * no lone surrogate.
 */
export const line = (max: number) => z.string().trim().min(1).max(max).refine(isStorable, NOT_STORABLE)

const NOT_STORABLE = {
  params: { zh: '含有无法保存的字符。', en: 'It has characters that cannot be stored.' },
}

function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed()
}
