import { describe, expect, it } from 'vitest'
import { Limiter, LimiterFullError } from '../../src/runtime/limiter.ts'
import { Shares, type Share } from '../../src/runtime/shares.ts'

const of = (owner: string, organization = 'any'): Share => ({ owner, organization })
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Who has got a place so far, in order, and how each gives it back. */
function watch(limiter: Limiter) {
  const order: string[] = []
  const releases: (() => void)[] = []
  return {
    order,
    releases,
    ask: (share: Share, signal?: AbortSignal) =>
      limiter.acquire(share, signal && (() => signal)).then((release) => {
        order.push(`${share.owner}/${share.organization}`)
        releases.push(release)
      }),
  }
}

describe('shares of what all use', () => {
  it('gives one owner a half and no more', () => {
    const shares = new Shares(8)
    const given = Array.from({ length: 8 }, () => shares.take('A', 1))
    expect(given.filter(Boolean)).toHaveLength(4)
  })

  it('gives each further owner a quarter while there is room', () => {
    const shares = new Shares(8)
    const take = (owner: string): number =>
      Array.from({ length: 8 }, () => shares.take(owner, 1)).filter(Boolean).length
    expect([take('A'), take('B'), take('C'), take('D')]).toEqual([4, 2, 2, 0])
    expect(shares.used).toBe(8)
  })

  it('counts amounts, and forgets an owner who has given everything back', () => {
    const shares = new Shares(100)
    expect([shares.take('A', 50), shares.take('A', 1), shares.take('B', 26)]).toEqual([
      true,
      false,
      false,
    ])
    shares.giveBack('A', 50)
    expect(shares.take('B', 26)).toBe(true)
    expect(shares.used).toBe(26)
  })
})

describe('a limiter', () => {
  it('hands places out round robin, by owner and then by organisation', async () => {
    const limiter = new Limiter({ concurrency: 1, maxWaiting: 100 })
    const { ask, order, releases } = watch(limiter)
    await ask(of('A', '0'))
    for (const share of [
      ...[of('A', '1'), of('A', '1'), of('A', '2'), of('A', '1')],
      ...[of('B', '1'), of('C', '1'), of('B', '1')],
    ]) {
      void ask(share)
    }
    for (let served = 0; served < 8; served += 1) {
      releases[served]?.()
      await settled()
    }
    expect(order).toEqual(['A/0', 'B/1', 'C/1', 'A/1', 'B/1', 'A/2', 'A/1', 'A/1'])
    expect([limiter.inUse, limiter.waiting]).toEqual([0, 0])
  })

  it('keeps room for other owners, however much one owner asks for', async () => {
    const limiter = new Limiter({ concurrency: 16, maxWaiting: 64 })
    const { ask, order } = watch(limiter)
    const asked = Array.from({ length: 200 }, () => ask(of('A')))
    const refused = Promise.allSettled(asked)
    await settled()
    expect([limiter.inUse, limiter.waiting]).toEqual([8, 32])
    for (let call = 0; call < 4; call += 1) await ask(of('B'))
    expect(order.filter((one) => one.startsWith('B'))).toHaveLength(4)
    void refused
  })

  it('refuses at once when the line is full, and after the longest wait', async () => {
    const limiter = new Limiter({ concurrency: 1, maxWaiting: 1, maxWait: 5 })
    await limiter.acquire(of('A'))
    const waiting = limiter.acquire(of('B'))
    await expect(limiter.acquire(of('C'))).rejects.toBeInstanceOf(LimiterFullError)
    await expect(waiting).rejects.toBeInstanceOf(LimiterFullError)
    expect(limiter.waiting).toBe(0)
  })

  it('gives no place to one that has stopped waiting', async () => {
    const limiter = new Limiter({ concurrency: 1, maxWaiting: 10 })
    const { ask, order, releases } = watch(limiter)
    await ask(of('A'))
    const leaving = new AbortController()
    const left = expect(ask(of('B'), leaving.signal)).rejects.toThrow('gone')
    // A later listener of the same abort releases the place before any waiter has gone on.
    leaving.signal.addEventListener('abort', () => releases[0]?.())
    const stays = ask(of('C'))
    leaving.abort(new Error('gone'))
    await left
    await stays
    expect(order).toEqual(['A/any', 'C/any'])
  })

  it('lets an owner keep its quarter while another one waits for more than that', async () => {
    const limiter = new Limiter({ concurrency: 16, maxWaiting: 100 })
    const held: Record<string, (() => void)[]> = { A: [], B: [] }
    const ask = (owner: string): Promise<unknown> =>
      limiter.acquire(of(owner)).then((release) => held[owner]?.push(release))
    for (let call = 0; call < 20; call += 1) for (const owner of ['A', 'B']) void ask(owner)
    await settled()
    for (let ended = 0; ended < 10; ended += 1) {
      held.A?.shift()?.()
      await settled()
    }
    expect(held.A).toHaveLength(4)
    expect(held.B?.length).toBeGreaterThanOrEqual(4)
  })

  it('takes a release once', async () => {
    const limiter = new Limiter({ concurrency: 2, maxWaiting: 1 })
    const release = await limiter.acquire(of('A'))
    await limiter.acquire(of('B'))
    release()
    release()
    expect(limiter.inUse).toBe(1)
  })
})
