import { z } from 'zod'

/** RFC 9457 problem details, as `api/http/problem.ts` sends them. */
export const problemSchema = z
  .object({
    type: z.string().meta({
      description: 'Always about:blank: the status says which problem it is.',
      example: 'about:blank',
    }),
    title: z.string().meta({ description: 'The words of the status.', example: 'Bad Request' }),
    status: z.number().int().meta({ description: 'The HTTP status.', example: 400 }),
    detail: z.string().meta({
      description: 'What was wrong, as a sentence in the reader’s language.',
      example: '请求里有不能用的内容:lon。',
    }),
    requestId: z.string().meta({
      description: 'Names this very request; the log and the header X-Request-Id have the same.',
      example: '0d9b1f0e-5c0b-4a53-8d1c-6f5f0a7d2b11',
    }),
    errors: z
      .array(
        z.object({
          field: z.string().meta({ description: 'The parameter, property or column.', example: 'lon' }),
          value: z.any().meta({ description: 'The value as given, shortened.', example: 'abc' }),
          message: z.string().meta({ description: 'What is wrong with it.', example: '应为数字。' }),
        }),
      )
      .optional()
      .meta({ description: 'One entry per wrong value.' }),
  })
  .meta({
    id: 'Problem',
    description: 'Why a request was not fulfilled.',
    example: {
      type: 'about:blank',
      title: 'Bad Request',
      status: 400,
      detail: '请求里有不能用的内容:lon。',
      requestId: '0d9b1f0e-5c0b-4a53-8d1c-6f5f0a7d2b11',
    },
  })
