import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** End with one line of JSON. */
  json: boolean
  /** How long each contender is measured in each round. */
  seconds: number
  /** Interleaved rounds of which the median counts. */
  rounds: number
  /** Network sizes (stations that can be found). */
  sizes: readonly number[]
}

/** A bench prints its table itself and returns what `--json` shows of it. */
export type Bench = (options: BenchOptions) => Promise<Record<string, unknown>>

const USAGE = `npm run bench [-- NAME] [-- --json] [--seconds N] [--rounds N] [--sizes 9000,200000]`

/** @throws Error with a sentence for what cannot be used */
export function readOptions(args: string[]): { names: string[]; options: BenchOptions } {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      seconds: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
      sizes: { type: 'string', default: '9000,200000' },
    },
  })
  return {
    names: positionals,
    options: {
      json: values.json,
      seconds: positive('seconds', values.seconds),
      rounds: Math.round(positive('rounds', values.rounds)),
      sizes: values.sizes.split(',').map((size) => positive('sizes', size)),
    },
  }
}

function positive(name: string, text: string): number {
  const value = Number(text)
  if (value > 0) return value
  throw new Error(`--${name} must be a number above 0, not "${text}".\n${USAGE}`)
}
