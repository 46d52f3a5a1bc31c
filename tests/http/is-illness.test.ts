import { expect, it } from 'vitest'
import { isIllness } from '../../src/http/upstreams/failure-causes.ts'

const failure = (cause: string, status?: number) =>
  ({
    product: 'broker',
    cause,
    sent: 'unknown',
    ...(status === undefined ? {} : { status }),
  }) as const

it.each([
  ['ECONNREFUSED', undefined, true],
  ['ECONNRESET', undefined, true],
  ['DEADLINE', undefined, true],
  ['NOT_HTTP', undefined, true],
  ['PROXY_REFUSED', undefined, true],
  ['PROXY_UNREACHABLE', undefined, true],
  ['STATUS', 502, true],
  ['STATUS', 503, true],
  ['STATUS', 504, true],
  ['STATUS', 429, false],
  ['STATUS', 500, false],
  ['UNEXPECTED_BODY', 200, false],
  ['TOO_LARGE', 200, false],
  ['CONTENT_CODING', 200, false],
])('%s %s counts against a product in its breaker: %s', (cause, status, counts) => {
  expect(isIllness(failure(cause, status))).toBe(counts)
})
