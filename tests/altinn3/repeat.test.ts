import { beforeEach, describe, expect, it } from 'vitest'
import type { Answer, Call } from '../../src/altinn3/operation.ts'
import { performRepeatably } from '../../src/altinn3/calling/repeat.ts'
import { GatewayError, type ErrorCode } from '../../src/errors.ts'
import { Bulkhead } from '../../src/http/upstreams/bulkhead.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }
const clock = { now: () => 0, pause: () => Promise.resolve() }
const getThing: Call<string> = {
  name: 'storage/get-thing',
  method: 'GET',
  target: (id) => `/${id}`,
  retry: 'again',
  outcomes: {},
}
const makeThing: Call<string> = { ...getThing, method: 'POST', retry: 'never' }

let bulkhead: Bulkhead
beforeEach(() => {
  bulkhead = new Bulkhead('storage', limits, 256)
})

/** How often a call is made that always ends so, in so many requests. */
async function timesMade(
  described: Call<never>,
  outcome: Answer | GatewayError,
  requests = 1,
): Promise<number> {
  let made = 0
  for (let request = 0; request < requests; request += 1) {
    await performRepeatably(described, bulkhead, clock, () => {
      made += 1
      return outcome instanceof GatewayError ? Promise.reject(outcome) : Promise.resolve(outcome)
    }).catch((error: unknown) => expect(error).toBe(outcome))
  }
  return made
}

function failed(cause: string, code: ErrorCode = 'ALTINN3_UNREACHABLE'): GatewayError {
  return new GatewayError(code, { upstream: { product: 'storage', cause, sent: 'unknown' } })
}

function answered(status: number, more: Partial<UpstreamFailure> = {}): Answer {
  const failure = { product: 'storage', cause: 'STATUS', sent: 'unknown', status, ...more } as const
  return { status, body: undefined, failure }
}

const lost = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']

describe('a call', () => {
  it.each(lost)('that reads is made once more after %s', async (cause) => {
    expect(await timesMade({ ...getThing, retry: 'never' }, failed(cause))).toBe(2)
  })

  it.each(lost)('that may act is made once, also after %s', async (cause) => {
    expect(await timesMade(makeThing, failed(cause))).toBe(1)
    expect(await timesMade({ ...makeThing, method: 'PUT' }, failed(cause))).toBe(1)
  })

  it.each([502, 503])('that may act is made once, also after %i', async (status) => {
    expect(await timesMade(makeThing, answered(status))).toBe(1)
    expect(await timesMade(getThing, answered(status))).toBe(2)
  })

  it('is made once when it runs into a deadline', async () => {
    expect(await timesMade(getThing, failed('DEADLINE', 'ALTINN3_SILENT'))).toBe(1)
  })

  it('is made once when the product says when to come back', async () => {
    expect(await timesMade(getThing, answered(503, { retryAfter: 60 }))).toBe(1)
  })
})

describe('repeats', () => {
  it('are 20 and one in ten at most of a product that is away', async () => {
    const made = await timesMade(getThing, answered(503), 400)
    expect(made - 400).toBeGreaterThanOrEqual(20)
    expect(made - 400).toBeLessThanOrEqual(20 + 40)
  })

  it('are as few of a product that refuses connections', async () => {
    expect(await timesMade(getThing, failed('ECONNREFUSED'), 400)).toBeLessThanOrEqual(400 + 60)
  })

  it('after a closed connection are one for each call, however many', async () => {
    expect(await timesMade(getThing, failed('UND_ERR_SOCKET'), 400)).toBe(800)
  })
})
