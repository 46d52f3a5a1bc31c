import { setImmediate as nextIteration } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createYieldToOthers } from '../../src/runtime/yield-to-others.ts'

it('lets one of those that wait go on in each iteration of the event loop, in their order', async () => {
  const yieldToOthers = createYieldToOthers()
  const went: string[] = []
  const work = async (name: string): Promise<void> => {
    for (let slice = 1; slice <= 2; slice += 1) {
      await yieldToOthers('any')
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
  const yieldToOthers = createYieldToOthers()
  const went: string[] = []
  const wait = (owner: string): Promise<void> =>
    yieldToOthers(owner).then(() => void went.push(owner))
  await Promise.all(['A', 'A', 'A', 'A', 'B', 'C', 'B'].map(wait))
  expect(went).toEqual(['A', 'B', 'C', 'A', 'B', 'A', 'A'])
})
