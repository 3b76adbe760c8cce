import { DEFAULT_LICENCE } from '../licence.ts'

/** Whose data it is, in the words of the searches; made-up stations are never passed off as real ones. */
export function attributionOf(synthetic: boolean, owner = DEFAULT_LICENCE.attribution): string {
  return synthetic ? '演示数据,不是真实驿站' : owner
}
