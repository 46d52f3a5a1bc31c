import { beforeEach, describe, expect, it } from 'vitest'
import type { Asking } from '../../src/altinn3/calling/ask.ts'
import type { RegisteredResource } from '../../src/altinn3/resource-registry.ts'
import { GatewayError, type ErrorCode } from '../../src/errors.ts'
import { createResourcesOf, type ResourcesLookUp } from '../../src/lookups/resources.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'

const idsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, place) => `ttd-${place}`)
const threeHundred = idsOf(300)

let now: number
let asked: string[]
let underWay: number
let mostUnderWay: number
/** What the registry does; by default it has every resource. */
let answer: (id: string) => Promise<RegisteredResource | undefined>
let resources: ResourcesLookUp['resources']

const found = (id: string): Promise<RegisteredResource> => Promise.resolve({ title: { nb: id } })

function fails(code: ErrorCode, cause = 'DEADLINE'): Promise<never> {
  const upstream: UpstreamFailure = { product: 'resource-registry', cause, sent: 'unknown' }
  return Promise.reject(new GatewayError(code, { upstream }))
}

beforeEach(() => {
  now = Date.parse('2026-11-22T12:00:00Z')
  asked = []
  underWay = 0
  mostUnderWay = 0
  answer = found
  const ask = (async (_operation: unknown, { id }: { readonly id: string }) => {
    asked.push(id)
    underWay += 1
    mostUnderWay = Math.max(mostUnderWay, underWay)
    await Promise.resolve()
    try {
      return await answer(id)
    } finally {
      underWay -= 1
    }
  }) as Asking['ask']
  resources = createResourcesOf({ now: () => now, pause: () => Promise.resolve() })(ask)
})

const minutes = 60_000

describe('the names of three hundred services', () => {
  it('cost a call each, eight at a time, and none for an hour', async () => {
    expect((await resources(threeHundred)).size).toBe(300)
    expect([asked.length, mostUnderWay]).toEqual([300, 8])
    now += 59 * minutes
    expect((await resources(threeHundred)).size).toBe(300)
    expect(asked).toHaveLength(300)
  })

  it('are asked for once by requests that come together', async () => {
    await Promise.all([1, 2, 3].map(() => resources(threeHundred)))
    expect(asked).toHaveLength(300)
  })

  it('cost ten calls while the registry fails', async () => {
    answer = () => {
      const upstream = { product: 'resource-registry', cause: 'STATUS', status: 500 } as const
      const failure: UpstreamFailure = { ...upstream, sent: 'unknown' }
      return Promise.reject(new GatewayError('ALTINN3_UNREADABLE', { upstream: failure }))
    }
    await resources(threeHundred)
    await resources(threeHundred)
    expect(asked).toHaveLength(10)
  })

  it('cost ten calls while the registry is silent, and then none for half a minute', async () => {
    answer = () => fails('ALTINN3_SILENT')
    expect((await resources(threeHundred)).size).toBe(0)
    expect(asked).toHaveLength(10)
    now += 29_000
    await resources(threeHundred)
    expect(asked).toHaveLength(10)
    now += 2_000
    answer = found
    expect((await resources(threeHundred)).size).toBe(300)
  })

  it('are those that were last known while the registry is away, for a day', async () => {
    await resources(threeHundred)
    answer = () => fails('ALTINN3_UNREACHABLE', 'ECONNREFUSED')
    now += 23 * 60 * minutes
    expect((await resources(threeHundred)).size).toBe(300)
    now += 2 * 60 * minutes
    expect((await resources(threeHundred)).size).toBe(0)
    expect(asked).toHaveLength(300 + 10 + 10)
  })

  it('are begun to be asked for during four seconds, and the rest by the next request', async () => {
    answer = (id) => {
      now += 100
      return found(id)
    }
    const first = await resources(threeHundred)
    expect(first.size).toBeLessThan(60)
    now += minutes
    expect((await resources(threeHundred)).size).toBeGreaterThan(first.size)
    expect(new Set(asked).size).toBe(asked.length)
  })
})

describe('a request', () => {
  it('is not kept from the registry by a caller that has left, or by places that are taken', async () => {
    answer = () => Promise.reject(new GatewayError('ALTINN3_SILENT'))
    await resources(['ttd-1'])
    answer = () => fails('ALTINN3_BUSY', 'BULKHEAD_FULL')
    await resources(['ttd-1'])
    answer = found
    expect((await resources(['ttd-1'])).size).toBe(1)
  })

  it('has the other names where one resource is absent or cannot be read', async () => {
    answer = (id) => {
      if (id === 'ttd-1') return Promise.resolve(undefined)
      return id === 'ttd-2' ? fails('ALTINN3_UNREADABLE', 'UNEXPECTED_BODY') : found(id)
    }
    expect([...(await resources(idsOf(4))).keys()]).toEqual(['ttd-0', 'ttd-3'])
    await resources(idsOf(4))
    expect(asked).toHaveLength(4)
  })
})

describe('what is kept', () => {
  it('is what is used of a resource, and nothing else that came', async () => {
    answer = () => Promise.resolve({ title: { nb: 'A' }, description: 'x'.repeat(1_000) } as object)
    expect(JSON.stringify([...(await resources(['ttd-1'])).values()])).toBe(
      '[{"title":{"nb":"A"}}]',
    )
  })

  it('is five thousand resources at most', async () => {
    await resources(idsOf(6_000))
    await resources(idsOf(6_000).slice(-5_000))
    expect(asked).toHaveLength(6_000)
    await resources(['ttd-0'])
    expect(asked).toHaveLength(6_001)
  })

  it('is eight million characters at most', async () => {
    const large = 'x'.repeat(2_000_000)
    answer = () => Promise.resolve({ title: { nb: large } })
    await resources(idsOf(6))
    await resources(idsOf(6))
    expect(asked.length).toBeGreaterThan(6)
  })
})

describe('a resource that always fails', () => {
  it('keeps no other name away, and is asked for each half minute', async () => {
    answer = (id) => (id === 'ttd-1' ? fails('ALTINN3_UNREADABLE', 'STATUS') : found(id))
    expect((await resources(threeHundred)).size).toBe(299)
    await resources(threeHundred)
    expect(asked).toHaveLength(300)
    now += 31_000
    await resources(threeHundred)
    expect(asked).toHaveLength(301)
  })

  it('has the name that was last known', async () => {
    await resources(['ttd-1'])
    answer = () => fails('ALTINN3_UNREADABLE', 'STATUS')
    now += 61 * minutes
    expect((await resources(['ttd-1'])).size).toBe(1)
  })
})
