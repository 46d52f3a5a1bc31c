import { setImmediate as nextIteration } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { createCache } from '../../src/runtime/cache.ts'
import { collectGarbage } from '../support/collect-garbage.ts'
import { turn, virtualClock } from '../support/virtual-clock.ts'

const kept = { value: { answer: 42 }, until: Infinity }

it('loads once for all who ask at once', async () => {
  const cache = createCache<{ answer: number }>(10, virtualClock())
  const load = vi.fn(() => Promise.resolve(kept))
  const answers = await Promise.all([1, 2, 3].map(() => cache.get('key', load)))
  expect(answers).toEqual([kept.value, kept.value, kept.value])
  expect(load).toHaveBeenCalledTimes(1)
})

it('lets those who joined a load that ended with its caller try once more, together', async () => {
  const cache = createCache<{ answer: number }>(10, virtualClock(), 'callers')
  const left = cache.get('key', () => Promise.reject(new Error('the caller left')))
  const load = vi.fn(() => Promise.resolve(kept))
  const joined = [cache.get('key', load), cache.get('key', load)]
  await expect(left).rejects.toThrow('the caller left')
  expect(await Promise.all(joined)).toEqual([kept.value, kept.value])
  expect(load).toHaveBeenCalledTimes(1)
})

it.each([
  ['callers', 2],
  ['everybodys', 1],
] as const)('gives up for all who wait when the %s loads fail, after %i', async (whose, loads) => {
  const cache = createCache<{ answer: number }>(10, virtualClock(), whose)
  const load = vi.fn(() => Promise.reject(new Error('down')))
  const asked = [1, 2, 3].map(() => cache.get('key', load))
  for (const one of asked) await expect(one).rejects.toThrow('down')
  expect(load).toHaveBeenCalledTimes(loads)
})

it('repeats a failed load once, however many have joined it', async () => {
  const cache = createCache<{ answer: number }>(10, virtualClock(), 'callers')
  const load = vi.fn(() => turn().then(() => Promise.reject(new Error('down'))))
  const asked = Array.from({ length: 100 }, () => cache.get('key', load))
  expect(await Promise.allSettled(asked)).toHaveLength(100)
  expect(load).toHaveBeenCalledTimes(2)
})

it('lets few of those who joined a load go on in one iteration of the event loop', async () => {
  const cache = createCache<{ answer: number }>(10, virtualClock())
  let [wentOn, before] = [0, 0]
  const perIteration: number[] = []
  const asked = Array.from({ length: 50 }, () =>
    cache.get('key', () => turn().then(() => kept)).then(() => (wentOn += 1)),
  )
  while (wentOn < 50) {
    await nextIteration()
    perIteration.push(wentOn - before)
    before = wentOn
  }
  await Promise.all(asked)
  expect(Math.max(...perIteration)).toBeLessThanOrEqual(9)
})

it('lets go of what has expired as it is used, though nobody asks for it again', async () => {
  const clock = virtualClock()
  const cache = createCache<object>(100, clock)
  const until = clock.now() + 1_000
  const put = (key: string, from: number): WeakRef<object> => {
    const value = { key }
    cache.set(key, { value, until: from })
    return new WeakRef(value)
  }
  const expired = [1, 2, 3, 4].map((place) => put(`early ${place}`, until))
  const lasting = put('lasting', until + 1)
  clock.advance(1_000)
  put('one', Infinity)
  put('two', Infinity)
  // What a weak reference was made of stays until the turn is over.
  await turn()
  collectGarbage()
  expect(expired.map((one) => one.deref())).toEqual([undefined, undefined, undefined, undefined])
  expect(cache.peek('lasting')).toBe(lasting.deref())
  expect(cache.peek('one')).toEqual({ key: 'one' })
})

describe('a cache with a bound on size', () => {
  const size = { max: 10, of: (value: { readonly length: number }) => value.length }

  it('lets the least recently used go when all together are too large', () => {
    const cache = createCache<readonly number[]>(100, virtualClock(), 'everybodys', size)
    for (const key of ['one', 'two', 'three']) {
      cache.set(key, { value: [1, 2, 3, 4, 5], until: Infinity })
      cache.peek('one')
    }
    const found = ['one', 'two', 'three'].map((key) => cache.peek(key) !== undefined)
    expect(found).toEqual([true, false, true])
  })

  it('gives what is too large alone, keeps it not, and leaves the others', async () => {
    const cache = createCache<readonly number[]>(100, virtualClock(), 'everybodys', size)
    cache.set('small', { value: [1], until: Infinity })
    const large = Array.from({ length: 11 }, (_, place) => place)
    const load = vi.fn(() => Promise.resolve({ value: large, until: Infinity }))
    for (const loads of [1, 2]) {
      expect(await cache.get('large', load)).toBe(large)
      expect(load).toHaveBeenCalledTimes(loads)
    }
    expect(cache.peek('small')).toEqual([1])
  })
})
