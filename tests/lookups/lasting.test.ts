import { describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { createLasting } from '../../src/lookups/lasting.ts'

const lifetimes = {
  keptFor: 1_000,
  absentKeptFor: 100,
  servesOnFor: 10_000,
  retryAfter: 50,
  failureKeptFor: 20,
}

function start(maxCount = 2) {
  const state = { now: 0, calls: 0 }
  const clock = { now: () => state.now, pause: () => Promise.resolve() }
  const lasting = createLasting<{ readonly name: string }>(maxCount, clock, lifetimes)
  const get = (key: string, answer: 'there' | 'absent' | 'away'): Promise<unknown> =>
    lasting.get(key, () => {
      state.calls += 1
      if (answer === 'away') return Promise.reject(new Error('away'))
      return Promise.resolve(answer === 'there' ? { name: key } : undefined)
    })
  return { state, get }
}

describe('a lookup of what is public', () => {
  it('forgets no value for keys that callers invent', async () => {
    const { state, get } = start()
    await get('one', 'there')
    for (let guess = 0; guess < 50; guess += 1) await get(`guess ${guess}`, 'absent')
    state.calls = 0
    expect(await get('one', 'there')).toEqual({ name: 'one' })
    expect(state.calls).toBe(0)
  })

  it('asks again for what was not there, and not at once', async () => {
    const { state, get } = start()
    expect(await get('one', 'absent')).toBeUndefined()
    expect(await get('one', 'there')).toBeUndefined()
    state.now = 101
    expect(await get('one', 'there')).toEqual({ name: 'one' })
  })

  it('gives no old value for what has gone since', async () => {
    const { state, get } = start()
    await get('one', 'there')
    state.now = 1_001
    expect(await get('one', 'absent')).toBeUndefined()
    state.now = 1_102
    expect(await get('one', 'away')).toBeUndefined()
  })

  it('throws what went wrong where it has no value, or only one that is too old', async () => {
    const { state, get } = start()
    await expect(get('one', 'away')).rejects.toThrow('away')
    await get('one', 'there')
    state.now = 10_001
    await expect(get('one', 'away')).rejects.toThrow('away')
  })
})

describe('a platform that fails', () => {
  it('is asked once for a while by all callers that have no older value', async () => {
    const state = { now: 0, calls: 0 }
    const clock = { now: () => state.now, pause: () => Promise.resolve() }
    const lasting = createLasting<object>(2, clock, lifetimes)
    const get = () =>
      lasting.get('one', () => {
        state.calls += 1
        return Promise.reject(new GatewayError('ALTINN3_UNREADABLE'))
      })
    for (let request = 0; request < 50; request += 1) await expect(get()).rejects.toThrow()
    expect(state.calls).toBe(1)
    state.now = 21
    await expect(get()).rejects.toThrow()
    expect(state.calls).toBe(2)
  })
})
