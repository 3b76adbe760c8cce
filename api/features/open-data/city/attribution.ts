/** Whose data it is, in the words of the searches; made-up stations are never passed off as real ones. */
export function attributionOf(synthetic: boolean): string {
  return synthetic ? '演示数据,不是真实驿站' : '暖心驿站登记数据'
}
