import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createInTurn } from '../../src/replicas/in-turn.ts'
import { createOutcomesIn } from '../../src/replicas/outcomes.ts'
import { createRedisStore, type RedisStore } from '../../src/replicas/redis.ts'
import { hasRedisServer, RedisServer } from '../support/network/redis-server.ts'

const isInstalled = hasRedisServer()
const server = new RedisServer()

const stores: RedisStore[] = []
const lines: object[] = []
/** A server's first seconds are over at once: the tests' clock is ahead by them. */
let ahead = 0

function newStore(): RedisStore {
  const note = (fields: unknown, message?: string): void => {
    lines.push({ ...(fields as object), message })
  }
  const store = createRedisStore({
    url: server.url,
    prefix: 'test:',
    clock: { now: () => performance.now() + ahead },
    log: { info: note, warn: note },
  })
  stores.push(store)
  return store
}

/** Waits until it can be used. */
async function usable(store: RedisStore): Promise<RedisStore> {
  const answer = (): Promise<string> =>
    store.get('any').then(
      () => 'usable',
      () => 'not yet',
    )
  // It counts 20 s from its beginning, and one more, as the clock was when it was reached.
  await expect.poll(() => (ahead += 22_000) && answer(), { timeout: 10_000 }).toBe('usable')
  return store
}

function newReplica(store: RedisStore, token: string) {
  const clock = {
    now: () => performance.now(),
    pause: (milliseconds: number) => pause(milliseconds, undefined, { ref: false }),
  }
  return createInTurn({ store, clock, createToken: () => token })
}

describe.skipIf(!isInstalled)('a lease in Redis', () => {
  beforeAll(() => server.start())
  afterEach(async () => {
    await Promise.all(stores.splice(0).map((store) => store.close()))
    lines.length = 0
  })
  afterAll(() => server.remove())

  it('keeps works of one key apart that two replicas begin at the same moment', async () => {
    const one = newReplica(await usable(newStore()), 'one')
    const other = newReplica(await usable(newStore()), 'other')
    let atWork = 0
    let maxAtWork = 0
    const work = async (): Promise<void> => {
      maxAtWork = Math.max(maxAtWork, (atWork += 1))
      await pause(20)
      atWork -= 1
    }
    await Promise.all([one('key', work), other('key', work), one('key', work)])
    expect(maxAtWork).toBe(1)
  })

  it('lets works of different keys go on at the same time', async () => {
    const one = newReplica(await usable(newStore()), 'one')
    const other = newReplica(await usable(newStore()), 'other')
    const inside = await one('first', () => other('second', () => Promise.resolve('inside')))
    expect(inside).toBe('inside')
  })

  it('is given to another one when its holder has not renewed it in time', async () => {
    const store = await usable(newStore())
    await expect(store.setAbsent('dead', 'one', 50)).resolves.toBe(true)
    await expect(store.setAbsent('dead', 'other', 50)).resolves.toBe(false)
    await expect.poll(() => store.setAbsent('dead', 'other', 60_000)).toBe(true)
  })

  it('is renewed and released by its holder alone', async () => {
    const store = await usable(newStore())
    await store.setAbsent('own', 'one', 60_000)
    await expect(store.extend('own', 'other', 60_000)).resolves.toBe(false)
    await store.remove('own', 'other')
    await expect(store.get('own')).resolves.toBe('one')
    await expect(store.extend('own', 'one', 60_000)).resolves.toBe(true)
    await store.remove('own', 'one')
    await expect(store.get('own')).resolves.toBeUndefined()
  })

  it('remembers what a message has become for every replica, under a hash', async () => {
    const [one, other] = [await usable(newStore()), await usable(newStore())]
    await createOutcomesIn(one).set('marker', '50012345/guid', 60_000)
    await expect(createOutcomesIn(other).get('marker')).resolves.toBe('50012345/guid')
    await expect(one.get('outcome:marker')).resolves.toBeUndefined()
  })

  it('is refused while Redis is stopped, and soon after it has started, and is given after that', async () => {
    const store = await usable(newStore())
    const inTurn = newReplica(store, 'one')
    await server.stop()
    const refused = { code: 'LEASE_UNAVAILABLE' }
    await expect
      .poll(() => inTurn('key', () => Promise.resolve('worked')).catch((error: unknown) => error))
      .toMatchObject(refused)
    await server.start()
    // Leases of the time before its start may still be held.
    await expect.poll(() => lines.at(-1)).toMatchObject({ message: 'Redis is reached' })
    expect(lines.at(-1)).toHaveProperty('waitMs', expect.closeTo(21_000, -4))
    await expect(inTurn('key', () => Promise.resolve('worked'))).rejects.toMatchObject(refused)
    await usable(store)
    await expect(inTurn('key', () => Promise.resolve('worked'))).resolves.toBe('worked')
    expect(JSON.stringify(lines)).not.toContain('hemmelig')
  })

  it('fails within its limit where Redis answers nothing', async () => {
    const store = await usable(newStore())
    server.hang()
    const answer = store.get('any')
    await expect(answer).rejects.toMatchObject({ name: 'StoreUnavailableError' })
    server.wake()
    await usable(store)
  })
})
