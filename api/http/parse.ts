import { z } from 'zod'
import { Problem, type FieldError } from './problem.ts'

const zhCN = z.locales.zhCN().localeError
const en = z.locales.en().localeError

/**
 * Parses outside input by its schema.
 *
 * A refinement of ours carries its sentence as `params: { zh, en }`; all else is worded by zod's own locales.
 *
 * @throws Problem 400 naming every wrong field and its value.
 */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  throw inputProblem(parsed.error, input)
}

export function inputProblem(error: z.ZodError, input: unknown): Problem {
  const errors = error.issues.flatMap((issue) => fieldErrors(issue, input))
  const named = [...new Set(errors.map((e) => e.field))].slice(0, 5).join(', ')
  return new Problem(
    400,
    { zh: `请求里有不能用的内容:${named}。`, en: `The request has values that cannot be used: ${named}.` },
    errors,
  )
}

function fieldErrors(issue: z.core.$ZodIssue, input: unknown): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    const base = issue.path.length > 0 ? `${issue.path.join('.')}.` : ''
    return issue.keys.map((key) => ({
      field: base + key,
      value: valueAt(input, [...issue.path, key]),
      message: { zh: `没有叫「${key}」的参数。`, en: `There is no parameter called "${key}".` },
    }))
  }
  const own = issue.code === 'custom' ? issue.params : undefined
  return [
    {
      field: issue.path.join('.') || 'body',
      value: valueAt(input, issue.path),
      message: {
        zh: own?.zh ?? worded(zhCN, issue),
        en: own?.en ?? worded(en, issue),
      },
    },
  ]
}

function worded(locale: z.core.$ZodErrorMap, issue: z.core.$ZodIssue): string {
  const text = locale(issue as never)
  return (typeof text === 'string' ? text : text?.message) ?? issue.message
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) {
    if (value === null || typeof value !== 'object') return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}
