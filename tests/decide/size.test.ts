import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { decide, turnsOnService, type Circumstances } from '../../src/decide/decide.ts'
import {
  entriesOf,
  toRegister,
  type Register,
  type ServiceEntry,
} from '../../src/decide/register.ts'
import { datesOf } from '../../src/decide/dates.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import type { Found } from '../../src/identify/identify-service.ts'

interface Reads {
  count: number
}

/** The same values, which count how often anything in them is looked at. */
function counting<Value>(value: Value, reads: Reads): Value {
  if (typeof value !== 'object' || value === null) return value
  return new Proxy(value, {
    get: (target, name) => {
      reads.count += 1
      const found: unknown = Reflect.get(target, name, target)
      if (!(target instanceof Map)) return counting(found, reads)
      if (typeof found !== 'function') return found
      return (...given: unknown[]) => {
        const answer: unknown = Reflect.apply(found, target, given)
        if (name === 'get') return counting(answer, reads)
        // Whoever walks through a map looks at all that is in it.
        reads.count += target.size
        return answer
      }
    },
    ownKeys: (target) => {
      const keys = Reflect.ownKeys(target)
      reads.count += keys.length
      return keys
    },
  })
}

/** Of the services, one is asked about; it is the last that was listed. */
function registerOf(size: number): Register {
  const services = Array.from({ length: size }, (_, place): ServiceEntry => ({
    service: { code: place === size - 1 ? 'asked' : `a${place}`, edition: 1 },
    moved: [{ to: 'broker', resource: `resource-${place}` }],
    since: 1,
    rollout: { percent: 50, organisations: ['313876144'] },
  }))
  return toRegister({
    version: '0123456789',
    services,
    groups: { 'end-user/broker-outbox': { on: 'altinn3' } },
  })
}

function readsFor(of: Register, row: Endpoint, found: Found, altinn2IsOpen: boolean): number {
  const reads = { count: 0 }
  const register = counting(of, reads)
  const organization = '310385980'
  const given: Circumstances = { register, altinn2IsOpen, altinn2Dates: {}, now: 2, organization }
  turnsOnService(row, given)
  const plan = decide(row, found, given)
  const entries = found.kind === 'service' ? entriesOf(register, found.code, found.edition) : []
  datesOf(row, { found, plan, service: undefined, entries }, given, 'altinn2')
  return reads.count
}

describe('a decision in a register of 5,000 services', () => {
  it.each<[string, Found]>([
    ['about a service', { kind: 'service', code: 'ASKED', edition: 1 }],
    ['about all editions of one', { kind: 'service', code: 'asked' }],
    ['about a service that is not listed', { kind: 'service', code: 'unlisted', edition: 1 }],
    ['about no service', { kind: 'group' }],
    ['about a reference', { kind: 'any' }],
  ])('looks at no more than in one of a single service: %s', (_, found) => {
    const [one, all] = [registerOf(1), registerOf(5_000)]
    for (const row of endpoints) {
      for (const open of [true, false]) {
        const [few, many] = [readsFor(one, row, found, open), readsFor(all, row, found, open)]
        expect([row.id, open, many]).toEqual([row.id, open, few])
      }
    }
  })

  it('would be caught at looking through them', () => {
    const reads = { count: 0 }
    const register = counting(registerOf(5_000), reads)
    expect([...register.services.keys()]).toHaveLength(5_000)
    expect(reads.count).toBeGreaterThanOrEqual(5_000)
    reads.count = 0
    expect(register.targets.get('broker')?.find(({ moved }) => moved.to === 'app')).toBeUndefined()
    expect(reads.count).toBeGreaterThanOrEqual(5_000)
  })
})
