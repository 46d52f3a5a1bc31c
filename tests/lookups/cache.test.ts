import { expect, it, vi } from 'vitest'
import { createCache } from '../../src/lookups/cache.ts'
import { virtualClock } from '../support/virtual-clock.ts'

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
