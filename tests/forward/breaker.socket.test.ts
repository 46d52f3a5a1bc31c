import { Readable, Writable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { createForward, type Forward } from '../../src/forward/forward.ts'
import type { ForwardRequest, Receiver } from '../../src/forward/exchange.ts'
import { createLinkRewriter } from '../../src/forward/links.ts'
import { Bulkhead } from '../../src/http/upstreams/bulkhead.ts'
import { scriptedServer, type ScriptedServer } from '../support/network/scripted-server.ts'

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }

let altinn2: ScriptedServer
let bulkhead: Bulkhead
let forward: Forward
let owners = 0
beforeEach(async () => {
  altinn2 = await scriptedServer(() => undefined)
  bulkhead = new Bulkhead('altinn2', limits, 4)
  const links = createLinkRewriter([], 'http://gateway')
  const times = { firstByte: 10_000, betweenBytes: 10_000, longestDecompressed: 1_000 }
  forward = createForward({ url: altinn2.url, links, ...times }, bulkhead)
})
afterEach(async () => {
  await bulkhead.close()
  await altinn2.close()
})

const get: ForwardRequest = { method: 'GET', target: '/x', headers: [], answers: 'model' }

function receiverFor(caller = new AbortController(), timeLeft = 90_000): Receiver {
  return {
    accepts: () => true,
    start: () => new Writable(),
    connection: {
      hasGone: () => caller.signal.aborted,
      signal: () => caller.signal,
      onEnd: (callback) => caller.signal.addEventListener('abort', () => callback(false)),
    },
    calls: {
      share: { owner: `${++owners}`, organization: 'any' },
      answerBy: performance.now() + timeLeft,
      traceHeaders: {},
      noteFailure: () => undefined,
    },
  }
}

describe('the open breaker of Altinn 2', () => {
  beforeEach(() => {
    for (let failure = 0; failure < 5; failure += 1) bulkhead.breaker.enter('A')?.fail()
    expect(bulkhead.breaker.state).toBe('open')
  })

  it('stays open when a caller leaves before Altinn 2 has answered', async () => {
    const caller = new AbortController()
    const forwarded = forward(get, receiverFor(caller))
    await expect.poll(() => altinn2.requests.length).toBe(1)
    caller.abort()
    expect(await forwarded).toBe(true)
    expect(bulkhead.breaker.state).toBe('open')
  })

  it('stays open when a caller’s own body fails', async () => {
    const refused = new GatewayError('BODY_TOO_LARGE')
    const failing = new Readable({ read: () => void failing.destroy(refused) })
    const body = {
      ...{ announced: undefined, type: undefined, stream: () => failing },
      ...{ length: () => 0, isAwaited: () => false, isWhole: () => false },
      ...{ hasBytes: () => Promise.resolve(true), peekTopLevel: () => Promise.reject(refused) },
      ...{ takeApart: () => Promise.reject(refused), toPart: () => Promise.reject(refused) },
      keepUntil: () => undefined,
    }
    await expect(forward({ ...get, method: 'POST', body }, receiverFor())).rejects.toBe(refused)
    expect(bulkhead.breaker.state).toBe('open')
  })
})

describe('the closed breaker of Altinn 2', () => {
  it('stays closed when callers had no time left for Altinn 2’s answer', async () => {
    const calls = Array.from({ length: 6 }, () => forward(get, receiverFor(undefined, 20)))
    for (const { status } of await Promise.allSettled(calls)) expect(status).toBe('rejected')
    expect(bulkhead.breaker.state).toBe('closed')
  })
})
