import { expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import { getProcess, moveProcess } from '../../src/altinn3/app-process.ts'
import { guarded } from '../../src/replicas/guard.ts'
import { createInTurn } from '../../src/replicas/in-turn.ts'
import { StoreUnavailableError, type SharedStore } from '../../src/replicas/store.ts'
import { StoreInMemory } from '../support/store-in-memory.ts'
import { turn, virtualClock } from '../support/virtual-clock.ts'

const move = { app: 'ttd/app', instance: '1/guid', language: 'nb' } as const

/** A replica, and the calls that it has made. */
function replicaOf(store: SharedStore, clock: ReturnType<typeof virtualClock>, token: string) {
  const calls: string[] = []
  const ask = (({ name }: { name: string }) => {
    calls.push(name)
    return Promise.resolve(undefined)
  }) as unknown as Asking['ask']
  const stream = () => Promise.resolve(undefined)
  const inTurn = createInTurn({ store, clock, createToken: () => token })
  return { ...guarded({ ask, stream }, inTurn), calls }
}

async function pass(clock: ReturnType<typeof virtualClock>, milliseconds: number): Promise<void> {
  const until = clock.now() + milliseconds
  while (clock.now() < until) {
    clock.advance(250)
    await turn()
  }
}

/** A store that can be out of reach, and can forget. */
function fragile(clock: ReturnType<typeof virtualClock>) {
  const state = { isGone: false, store: new StoreInMemory(clock.now) }
  const through =
    <Given extends unknown[], Result>(call: (...given: Given) => Promise<Result>) =>
    (...given: Given): Promise<Result> =>
      state.isGone ? Promise.reject(new StoreUnavailableError()) : call(...given)
  const store: SharedStore = {
    setAbsent: through((...given) => state.store.setAbsent(...given)),
    extend: through((...given) => state.store.extend(...given)),
    remove: through((...given) => state.store.remove(...given)),
    get: through((...given) => state.store.get(...given)),
    set: through((...given) => state.store.set(...given)),
  }
  return { state, store }
}

it('is renewed for as long as the work goes on, and another replica hears BUSY after 30 s', async () => {
  const clock = virtualClock()
  const store = new StoreInMemory(clock.now)
  const [one, other] = [replicaOf(store, clock, 'one'), replicaOf(store, clock, 'other')]
  const work = one.oneAtATime('key', async () => {
    await clock.pause(130_000)
    await one.ask(moveProcess, move)
  })
  await turn()
  const began = clock.now()
  const heard = other.oneAtATime('key', () => Promise.resolve()).catch((error: unknown) => error)
  await pass(clock, 30_500)
  await expect(heard).resolves.toMatchObject({ code: 'BUSY' })
  await pass(clock, began + 131_000 - clock.now())
  await work
  expect(one.calls).toEqual(['apps/move-process'])
  await expect(other.oneAtATime('key', () => Promise.resolve('next'))).resolves.toBe('next')
})

it('lets work write no more, and read on, before its lease can have ended in a store out of reach', async () => {
  const clock = virtualClock()
  const { state, store } = fragile(clock)
  const replica = replicaOf(store, clock, 'one')
  const work = replica.oneAtATime('key', async () => {
    await clock.pause(14_000)
    await replica.ask(moveProcess, move)
    await clock.pause(2_000)
    await replica.ask(getProcess, move)
    await replica.ask(moveProcess, move)
  })
  const heard = work.catch((error: unknown) => error)
  await turn()
  state.isGone = true
  await pass(clock, 17_000)
  await expect(heard).resolves.toMatchObject({
    code: 'LEASE_UNAVAILABLE',
    details: { effect: 'notSent' },
  })
  expect(replica.calls).toEqual(['apps/move-process', 'apps/get-process'])
})

it('lets work go on when the store is reached again in time', async () => {
  const clock = virtualClock()
  const { state, store } = fragile(clock)
  const replica = replicaOf(store, clock, 'one')
  const work = replica.oneAtATime('key', async () => {
    await clock.pause(60_000)
    await replica.ask(moveProcess, move)
  })
  await turn()
  state.isGone = true
  await pass(clock, 10_000)
  state.isGone = false
  await pass(clock, 51_000)
  await expect(work).resolves.toBeUndefined()
})

it('is lost at the next renewal when the store has forgotten it, and never released for another', async () => {
  const clock = virtualClock()
  const { state, store } = fragile(clock)
  const replica = replicaOf(store, clock, 'one')
  const heard = replica
    .oneAtATime('key', async () => {
      await clock.pause(6_000)
      await replica.ask(moveProcess, move)
    })
    .catch((error: unknown) => error)
  await turn()
  state.store = new StoreInMemory(clock.now)
  const other = replicaOf(store, clock, 'other')
  let end = (): void => undefined
  const held = other.oneAtATime('key', () => new Promise<void>((resolve) => (end = resolve)))
  await pass(clock, 7_000)
  await expect(heard).resolves.toMatchObject({ code: 'LEASE_UNAVAILABLE' })
  await expect(store.setAbsent(await keyOf(store), 'third', 1)).resolves.toBe(false)
  end()
  await held
})

/** The key of the one lease there is. */
async function keyOf(store: SharedStore): Promise<string> {
  const { hashOf } = await import('../../src/replicas/lease.ts')
  const key = `lease:${hashOf('key')}`
  expect(await store.get(key)).toBe('other')
  return key
}

it('refuses work when the store cannot be reached, and works as ever after that', async () => {
  const clock = virtualClock()
  const { state, store } = fragile(clock)
  const replica = replicaOf(store, clock, 'one')
  state.isGone = true
  const work = () => Promise.resolve('worked')
  await expect(replica.oneAtATime('key', work)).rejects.toMatchObject({ code: 'LEASE_UNAVAILABLE' })
  state.isGone = false
  await expect(replica.oneAtATime('key', work)).resolves.toBe('worked')
})
