import { z } from 'zod'

/** A query parameter as a number in plain decimal notation; everything else stays what it is and is refused. */
export const decimal = (value: unknown): unknown =>
  typeof value === 'string' && /^[+-]?\d{1,15}(\.\d{1,20})?$/.test(value) ? Number(value) : value

/** A number within bounds, both included. */
export const numberBetween = (least: number, greatest: number) =>
  z.preprocess(decimal, z.number().min(least).max(greatest))

/** A whole number within bounds, both included. */
export const wholeBetween = (least: number, greatest: number) =>
  z.preprocess(decimal, z.number().int().min(least).max(greatest))
