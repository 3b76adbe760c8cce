import type { LiveIndex } from '../nearest/follower.ts'

/** Code and name of a station by its row: they stand in its written feature only. */
export function stationAt({ snapshot, pages }: LiveIndex, row: number): { code: string; name: string } {
  const { page, start, end } = snapshot
  const text = Buffer.from(pages[page[row]!]!.subarray(start[row]!, end[row]!)).toString('utf8')
  // The feature is written up to the value of its first changing member.
  const feature = JSON.parse(`${text}null}}`) as { id: string; properties: { name: string } }
  return { code: feature.id, name: feature.properties.name }
}
