import { setImmediate as nextIteration } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createAdmission, LoopQueue } from '../../src/runtime/yield-to-others.ts'

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

it('lets some requests begin at once, and the rest in turns of their owners', async () => {
  const admit = createAdmission()
  const begun: string[] = []
  const begin = async (owner: string): Promise<void> => {
    await admit(owner)
    begun.push(owner)
  }
  const burst = Array.from({ length: 200 }, () => begin('A'))
  const other = begin('B')
  await other
  expect(begun.filter((owner) => owner === 'A').length).toBeLessThanOrEqual(8)
  await Promise.all(burst)
  expect(begun).toHaveLength(201)
  // At rest, a request waits for nothing.
  expect(admit('A')).toBeUndefined()
})
