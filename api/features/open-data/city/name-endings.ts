/** Most names end as many others do (…店暖心驿站): a name is told as its beginning and one of the common endings. */

/** An ending that so many names share is worth an entry of its own. */
const COMMON = 20
const LONGEST = 20

export interface CutName {
  beginning: string
  /** The longest common one; may be empty or the whole name. */
  ending: string
}

export function cutNames(names: readonly string[]): CutName[] {
  // By characters, not by code units: half a character is no text.
  const characters = names.map((name) => [...name])
  const counts = new Map<string, number>()
  for (const name of characters)
    for (const ending of endingsOf(name)) counts.set(ending, (counts.get(ending) ?? 0) + 1)
  return characters.map((name, row) => {
    const ending = endingsOf(name).find((candidate) => counts.get(candidate)! >= COMMON) ?? ''
    return { beginning: names[row]!.slice(0, names[row]!.length - ending.length), ending }
  })
}

/** Of two characters and more, the longest first. */
function endingsOf(name: readonly string[]): string[] {
  const longest = Math.min(name.length, LONGEST)
  return Array.from({ length: Math.max(0, longest - 1) }, (_, i) => name.slice(i - longest).join(''))
}
