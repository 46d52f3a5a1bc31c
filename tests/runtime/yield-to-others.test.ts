import { setImmediate as nextIteration } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { LoopQueue, noteConnection } from '../../src/runtime/yield-to-others.ts'

it('lets one of those that wait go on in each iteration of the event loop, in their order', async () => {
  const queue = new LoopQueue(1)
  const went: string[] = []
  const work = async (name: string): Promise<void> => {
    for (let slice = 1; slice <= 2; slice += 1) {
      await queue.wait('any')
      went.push(`${name}${slice}`)
    }
  }
  const all = ['a', 'b', 'c'].map(work)
  for (let count = 1; count <= 6; count += 1) {
    await nextIteration()
    expect(went).toHaveLength(count)
  }
  await Promise.all(all)
  expect(went).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2'])
})

it('lets owners go on in turns, however much one of them waits for', async () => {
  const queue = new LoopQueue(1)
  const went: string[] = []
  const wait = (owner: string): Promise<void> => queue.wait(owner).then(() => void went.push(owner))
  await Promise.all(['A', 'A', 'A', 'A', 'B', 'C', 'B'].map(wait))
  expect(went).toEqual(['A', 'B', 'C', 'A', 'B', 'A', 'A'])
})

it('lets some go on at once, and the rest in turns of their owners', async () => {
  const queue = new LoopQueue(4)
  const went: string[] = []
  const pass = async (owner: string): Promise<void> => {
    await queue.pass(owner)
    went.push(owner)
  }
  const burst = Array.from({ length: 200 }, () => pass('A'))
  await pass('B')
  expect(went.filter((owner) => owner === 'A').length).toBeLessThanOrEqual(8)
  await Promise.all(burst)
  expect(went).toHaveLength(201)
  // At rest, nothing waits.
  await nextIteration()
  expect(queue.pass('A')).toBeUndefined()
})

it('lets nobody go on at once who would overtake others that wait', async () => {
  const queue = new LoopQueue(1)
  const went: string[] = []
  const pass = async (owner: string): Promise<void> => {
    await queue.pass(owner)
    went.push(owner)
  }
  await Promise.all(['A', 'A', 'B', 'A'].map(pass))
  expect(went).toEqual(['A', 'A', 'B', 'A'])
})

it('waits while connections come in, for 31 iterations of the event loop in a row at most', async () => {
  const queue = new LoopQueue(1)
  const wentOn = await iterations({ queue, waiting: 4, count: 70, connectionsUntil: 64 })
  // The third comes after the last connection.
  expect(wentOn).toEqual([32, 64, 65, 66])
})

it('waits in half of the iterations at most where connections never stop to come', async () => {
  const queue = new LoopQueue(1)
  const wentOn = await iterations({ queue, waiting: 500, count: 1_000, connectionsUntil: 1_000 })
  expect(wentOn.length).toBeGreaterThan(360)
})

/** The iterations of the event loop, counted from 1, in which one that waits has gone on. */
async function iterations({
  queue,
  waiting,
  count,
  connectionsUntil,
}: {
  readonly queue: LoopQueue
  readonly waiting: number
  readonly count: number
  readonly connectionsUntil: number
}): Promise<readonly number[]> {
  const wentOn: number[] = []
  let iteration = 0
  for (let place = 0; place < waiting; place += 1) {
    void queue.wait('any').then(() => wentOn.push(iteration))
  }
  for (iteration = 1; iteration <= count; iteration += 1) {
    if (iteration <= connectionsUntil) noteConnection()
    await nextIteration()
  }
  return wentOn
}
