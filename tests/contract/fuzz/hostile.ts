import fc from 'fast-check'

/** Texts that have broken other services. */
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '0',
  '-0',
  '-1',
  '1',
  '1.5',
  '1e999',
  '1e2',
  'NaN',
  'Infinity',
  '0x10',
  '１２',
  '٣',
  '9'.repeat(400),
  '2147483648',
  '9007199254740993',
  "' or 1=1 --",
  '"; drop table station; --',
  '$1',
  '?',
  '??',
  ':name',
  '\\',
  '%',
  '100%',
  '_%',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '\u202eabc',
  '\ufeff',
  '\u0301'.repeat(200),
  '😀'.repeat(40),
  '中'.repeat(3000),
  '\ud800',
  'a\udc00b',
  '{}',
  '[]',
  'null',
  'undefined',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '${7*7}',
  'a,b,c',
  ',',
  ',,,',
  'toilet,toilet',
  'now',
  '2026-02-30T25:61:00Z',
  '2026-10-08T22:00:00+08:00',
  '0000-00-00',
  '9999-12-31T23:59:59.999Z',
  '-000001-01-01T00:00:00Z',
  'a\r\nX-Injected: yes',
  '116.4,39.9',
  '116.30,39.90,116.40,39.95',
  '116.40,39.95,116.30,39.90',
  '-180,-90,180,90',
  '12345678-1234-4234-8234-123456789012',
  'BJ000001',
] as const

export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<string>(...TEXTS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 30 }) },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.integer().map(String) },
)

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: hostileText },
  { weight: 2, arbitrary: fc.constantFrom(null, true, false, 0, -1, 1e308, 1e-320, 2 ** 53, [], {}, [[[]]]) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** Percent-encoded for a URL; what is no well-formed text becomes the bytes that a careless client would send. */
export function percentEncoded(text: string): string {
  return text.isWellFormed()
    ? encodeURIComponent(text)
    : encodeURIComponent(text.toWellFormed()) + '%ED%A0%80'
}
