import { describe, expect, it } from 'vitest'
import { keepFresh } from '../../src/runtime/keep-fresh.ts'

/** A clock whose pauses the test ends by hand. */
function handClock() {
  const pauses: { readonly length: number; readonly end: () => void }[] = []
  const pause = (length: number): Promise<void> =>
    new Promise((resolve) => pauses.push({ length, end: resolve }))
  return { pauses, clock: { now: () => 0, pause } }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('what is kept fresh', () => {
  it('is read at once, and again after each pause', async () => {
    const { pauses, clock } = handClock()
    let reads = 0
    const refresh = (): Promise<void> => Promise.resolve(void (reads += 1))
    keepFresh({ refresh, pause: () => 100 * reads }, clock, new AbortController().signal)
    await settled()
    expect([reads, pauses.map(({ length }) => length)]).toEqual([1, [100]])
    pauses[0]?.end()
    await settled()
    expect([reads, pauses.map(({ length }) => length)]).toEqual([2, [100, 200]])
  })

  it('begins its pause anew without being read', async () => {
    const { pauses, clock } = handClock()
    let reads = 0
    let length = 1_000
    const refresh = (): Promise<void> => Promise.resolve(void (reads += 1))
    const kept = keepFresh({ refresh, pause: () => length }, clock, new AbortController().signal)
    await settled()
    length = 10
    kept.restartPause()
    await settled()
    expect([reads, pauses.map((pause) => pause.length)]).toEqual([1, [1_000, 10]])
    pauses[1]?.end()
    await settled()
    expect(reads).toBe(2)
  })

  it('ends within a pause, and after the refresh that is under way', async () => {
    const { clock } = handClock()
    const resting = new AbortController()
    const rests = keepFresh({ refresh: settled, pause: () => 1 }, clock, resting.signal)
    await settled()
    resting.abort()
    await rests.ended
    const reading = new AbortController()
    let finish: () => void = () => undefined
    const refresh = (): Promise<void> => new Promise((resolve) => (finish = resolve))
    let hasEnded = false
    const reads = keepFresh({ refresh, pause: () => 1 }, clock, reading.signal)
    void reads.ended.then(() => (hasEnded = true))
    reading.abort()
    await settled()
    expect(hasEnded).toBe(false)
    finish()
    await reads.ended
    expect(hasEnded).toBe(true)
  })
})
