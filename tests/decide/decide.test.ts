import fastCheck from 'fast-check'
import { stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { readRegister } from '../../src/config/register/services.ts'
import { decide, turnsOnService } from '../../src/decide/decide.ts'
import { refusalOfOperation } from '../../src/decide/operation.ts'
import type { Plan } from '../../src/decide/plan.ts'
import { bucketOf, isRolledOut, type Register } from '../../src/decide/register.ts'
import { needsConfiguration, notAnswered, type Endpoint } from '../../src/endpoint.ts'
import type { Found } from '../../src/identify/identify-service.ts'

const noon = Date.parse('2026-11-22T12:00:00+01:00')
const broker = { to: 'broker', resource: 'ttd-broker-prove' }
const other = { to: 'broker', resource: 'ttd-broker-annen' }
const open = true
const closed = false

function row(id: string): Endpoint {
  const found = endpoints.find((endpoint) => endpoint.id === id)
  if (found === undefined) throw new Error(id)
  return found
}
const list = row('end-user/broker-inbox/list-inbox-files')
const file = row('end-user/broker-inbox/get-inbox-file')
const lookup = row('end-user/lookup/execute-lookup')
const messages = row('end-user/messages/list-messages')
const consents = row('enterprise/consent-requests/list-consent-requests')
const message = row('end-user/messages/get-message')
const codeLists = row('metadata/code-lists/list-code-lists')
const formTask = row('metadata/services/get-form-task')
const appRights = row('end-user/app-rights/list-app-rights')

function register(services: object[], groups: object = {}): Register {
  return readRegister(stringify({ services, groups }), endpoints)
}

function plan(
  endpoint: Endpoint,
  found: Found,
  services: object[],
  altinn2IsOpen: boolean,
  more: { groups?: object; now?: number; organization?: string } = {},
): Plan {
  return decide(endpoint, found, {
    register: register(services, more.groups),
    altinn2IsOpen,
    altinn2Dates: {},
    now: more.now ?? noon,
    organization: more.organization ?? '313876144',
  })
}

const service: Found = { kind: 'service', code: '5997', edition: 1 }
const group: Found = { kind: 'group' }
const any: Found = { kind: 'any' }
const moved = { service: '5997/1', moved: broker }
const ahead = { ...moved, since: '2027-01-01T00:00:00+01:00' }

describe('a service that is named', () => {
  it('is translated once it has moved, open or closed', () => {
    for (const altinn2 of [open, closed]) {
      expect(plan(list, service, [moved], altinn2)).toMatchObject({
        do: 'translate',
        targets: [{ service: { code: '5997', edition: 1 }, moved: broker }],
      })
    }
  })

  it('is matched without regard to letter case, and keeps the register’s', () => {
    const found: Found = { kind: 'service', code: 'skberg', edition: 1 }
    expect(plan(list, found, [{ service: 'SKBERG/1', moved: broker }], open)).toMatchObject({
      do: 'translate',
      targets: [{ service: { code: 'SKBERG' } }],
    })
  })

  it('is forwarded without an entry, before its date, and outside the rollout', () => {
    const outside = { ...moved, rollout: { organisations: ['310385980'] } }
    for (const services of [[], [ahead], [outside], [{ ...moved, service: '5997/2' }]]) {
      expect(plan(list, service, services, open)).toEqual({ do: 'forward' })
    }
  })

  it('is refused in the same cases once Altinn 2 is closed, with the date if there is one', () => {
    const refused = (services: object[]): Plan => plan(list, service, services, closed)
    expect(refused([])).toMatchObject({ do: 'refuse', because: { code: 'SERVICE_NOT_MOVED' } })
    expect(refused([])).not.toHaveProperty('because.from')
    expect(refused([ahead])).toMatchObject({
      do: 'refuse',
      because: { code: 'SERVICE_NOT_MOVED', from: '2026-12-31T23:00:00.000Z' },
    })
    expect(refused([{ ...moved, rollout: { percent: 0 } }])).toMatchObject({ do: 'refuse' })
  })

  it('moves at the millisecond of its date, without a reload', () => {
    const since = Date.parse(ahead.since)
    expect(plan(list, service, [ahead], open, { now: since - 1 }).do).toBe('forward')
    expect(plan(list, service, [ahead], open, { now: since }).do).toBe('translate')
  })

  it('is refused after its last date, and when it went nowhere', () => {
    const until = { ...moved, until: '2026-11-01T00:00:00+01:00' }
    expect(plan(list, service, [until], open)).toMatchObject({ because: { code: 'SERVICE_ENDED' } })
    const nowhere = { ...moved, moved: { to: 'nowhere', useInstead: 'https://owner.example/api' } }
    expect(plan(list, service, [nowhere], open)).toMatchObject({
      do: 'refuse',
      because: { code: 'SERVICE_ENDED', pointer: { successor: 'https://owner.example/api' } },
    })
  })

  it('beats its group, either way', () => {
    const onAltinn3 = { groups: { 'end-user/broker-inbox': { on: 'altinn3' } } }
    expect(plan(list, service, [], open, onAltinn3)).toEqual({ do: 'forward' })
    const onAltinn2 = { groups: { 'end-user/broker-inbox': { on: 'altinn2' } } }
    expect(plan(list, service, [moved], open, onAltinn2).do).toBe('translate')
  })

  it('without an edition is every edition of it, and those not listed are on Altinn 2', () => {
    const found: Found = { kind: 'service', code: '5997' }
    const two = [moved, { service: '5997/2', moved: other }]
    expect(plan(list, found, two, open)).toMatchObject({ do: 'merge', targets: [{}, {}] })
    expect(plan(list, found, two, closed)).toMatchObject({ do: 'translate', targets: [{}, {}] })
    const mixed = [moved, { ...ahead, service: '5997/2', moved: other }]
    expect(plan(list, found, mixed, open)).toMatchObject({ do: 'merge', targets: [{}] })
    expect(plan(list, found, mixed, closed)).toMatchObject({ do: 'translate', targets: [{}] })
    expect(plan(file, found, mixed, open)).toMatchObject({ because: { code: 'EDITION_MISSING' } })
    // Altinn 2 asked for no edition of a delegation scheme.
    const scheme = [{ service: 'AppId:85/1', moved: other }]
    const named: Found = { kind: 'service', code: 'appid:85' }
    expect(plan(file, named, scheme, open)).toMatchObject({ do: 'translate', targets: [{}] })
    expect(plan(lookup, found, mixed, open)).toEqual({ do: 'forward' })
    expect(plan(list, found, [ahead], open)).toEqual({ do: 'forward' })
  })

  it('that moved to a place of another kind is Altinn 2’s to answer, while it is open', () => {
    const app = { ...moved, moved: { to: 'app', app: 'ttd/prove-skjema' } }
    expect(plan(list, service, [app], open)).toEqual({ do: 'forward' })
    expect(plan(list, service, [app], closed)).toMatchObject({
      because: { code: 'SERVICE_NOT_MOVED' },
    })
  })

  it('is Altinn 2’s to answer on a row that is not translated, while it is open', () => {
    expect(plan(lookup, service, [moved], open)).toEqual({ do: 'forward' })
    expect(plan(lookup, service, [moved], closed)).toMatchObject({
      because: { code: 'NOT_ANSWERED' },
    })
  })
})

describe('no service named', () => {
  it('is Altinn 2’s while it is open, and Altinn 3’s once it is closed, unless the group says more', () => {
    expect(plan(list, group, [moved], open)).toEqual({ do: 'forward' })
    expect(plan(list, group, [moved], closed).do).toBe('translate')
  })

  it('goes where the group says, from its date to its last', () => {
    const on = (entry: object, now = noon): Plan['do'] =>
      plan(list, group, [moved], open, { now, groups: { 'end-user/broker-inbox': entry } }).do
    expect(on({ on: 'altinn3' })).toBe('translate')
    expect(on({ on: 'both' })).toBe('merge')
    expect(on({ on: 'altinn2' })).toBe('forward')
    expect(on({ on: 'altinn3', since: '2026-12-01' })).toBe('forward')
    expect(on({ on: 'altinn3', until: '2026-11-01' })).toBe('forward')
  })

  it('is translated when the group says both or altinn2 and Altinn 2 has closed', () => {
    for (const on of ['both', 'altinn2']) {
      const groups = { 'end-user/broker-inbox': { on } }
      expect(plan(list, group, [moved], closed, { groups }).do).toBe('translate')
    }
  })

  it('reads every place where elements can be, whatever date or rollout say', () => {
    const places = [
      ahead,
      {
        service: '5998/1',
        moved: other,
        rollout: { percent: 0 },
      },
    ]
    expect(plan(list, group, places, closed)).toMatchObject({ do: 'translate', targets: [{}, {}] })
  })
})

describe('a reference that both sides may know', () => {
  it('is asked of Altinn 2 first, then of Altinn 3', () => {
    expect(plan(file, any, [moved], open)).toMatchObject({
      do: 'firstHit',
      order: ['altinn2', 'altinn3'],
    })
  })

  it('is asked of one side when the other cannot know it', () => {
    expect(plan(file, any, [], open)).toEqual({ do: 'forward' })
    expect(plan(file, any, [moved], closed).do).toBe('translate')
    expect(plan(file, any, [], closed)).toMatchObject({ do: 'refuse' })
  })
})

describe('a list that a filter narrows to services', () => {
  const app = { service: '5998/160101', moved: { to: 'app', app: 'ttd/prove-skjema' } }
  const ahead = { ...app, since: '2027-01-01T00:00:00+01:00' }
  const services = { kind: 'services', codes: ['5998', '1'] } as const
  const others = { kind: 'services', codes: ['1'] } as const

  it('is of both sides as soon as one of them has begun to move', () => {
    expect(plan(messages, services, [app], open).do).toBe('merge')
    const rollout = { ...app, rollout: { percent: 0 } }
    expect(plan(messages, services, [rollout], open).do).toBe('merge')
    expect(plan(messages, services, [{ ...app, service: '5998/2' }], open).do).toBe('merge')
  })

  it('is left to its group when none has', () => {
    const both = { groups: { 'end-user/messages': { on: 'both' } } }
    expect(plan(messages, services, [ahead], open)).toEqual({ do: 'forward' })
    expect(plan(messages, others, [app], open)).toEqual({ do: 'forward' })
    expect(plan(messages, others, [app], open, both).do).toBe('merge')
  })

  it('is Altinn 3’s once Altinn 2 is closed, whatever the services file has', () => {
    expect(plan(messages, services, [], closed)).toEqual({ do: 'translate', targets: [] })
    expect(plan(messages, others, [ahead], closed).do).toBe('translate')
  })
})

describe('an element', () => {
  it('is looked for in Altinn 2 alone while nothing has moved', () => {
    expect(plan(message, { kind: 'altinn2Id' }, [], open)).toEqual({ do: 'forward' })
  })

  it('is looked for in Altinn 3 without any services file', () => {
    const translate = { do: 'translate', targets: [] }
    expect(plan(message, { kind: 'altinn2Id' }, [], closed)).toEqual(translate)
    expect(plan(message, { kind: 'nativeId' }, [], open)).toEqual(translate)
  })
})

describe('an operation without a translation', () => {
  it('is forwarded while Altinn 2 is open', () => {
    expect(plan(consents, group, [], open)).toEqual({ do: 'forward' })
    expect(plan(codeLists, group, [], open)).toEqual({ do: 'forward' })
  })

  it('is refused once it is closed: 501 where Altinn 3 could answer, 410 where it could not', () => {
    expect(plan(consents, group, [], closed)).toMatchObject({ because: { code: 'NOT_ANSWERED' } })
    expect(plan(codeLists, group, [], closed)).toMatchObject({
      because: {
        code: 'NOT_CONTINUED',
        pointer: { guide: expect.stringContaining('https://') as string },
      },
    })
  })

  it('names the setting where one would make it possible', () => {
    const pointer = { advice: 'Ask the operator' }
    const waiting = { ...consents, whenMoved: needsConfiguration('redis.url', pointer) }
    const given = { altinn2IsOpen: false, altinn2Dates: {}, now: noon }
    expect(refusalOfOperation(waiting, given)).toEqual({
      code: 'NEEDS_CONFIGURATION',
      pointer,
      setting: 'redis.url',
    })
    expect(refusalOfOperation(waiting, { ...given, altinn2IsOpen: true })).toBeUndefined()
  })

  it('is gone, open or closed, where Altinn removed it', () => {
    for (const altinn2 of [open, closed]) {
      expect(plan(appRights, group, [], altinn2)).toMatchObject({ because: { code: 'REMOVED' } })
    }
  })
})

describe('a rollout', () => {
  const organizations = Array.from({ length: 2_000 }, (_, place) => String(310_000_000 + place))
  const entry = (percent: number) => ({
    service: { code: '5997', edition: 1 },
    moved: [],
    rollout: { percent },
  })

  it('only ever adds organisations when it is raised', () => {
    fastCheck.assert(
      fastCheck.property(
        fastCheck.nat(100),
        fastCheck.nat(100),
        fastCheck.constantFrom(...organizations),
        (one, other, organization) => {
          const [low, high] = [Math.min(one, other), Math.max(one, other)]
          return !isRolledOut(entry(low), organization) || isRolledOut(entry(high), organization)
        },
      ),
    )
  })

  it('includes about its share, nobody at 0 and everybody at 100', () => {
    const share = (percent: number): number =>
      organizations.filter((one) => isRolledOut(entry(percent), one)).length / organizations.length
    expect(share(0)).toBe(0)
    expect(share(100)).toBe(1)
    expect(share(25)).toBeGreaterThan(0.2)
    expect(share(25)).toBeLessThan(0.3)
  })

  it('includes every caller of a public operation once Altinn 2 is closed, and none before', () => {
    const given = { register: register([{ ...moved, rollout: { percent: 1 } }]), now: noon }
    const planned = [open, closed].map((altinn2IsOpen) => {
      const more = { altinn2IsOpen, altinn2Dates: {}, organization: undefined }
      return decide(formTask, service, { ...given, ...more }).do
    })
    expect(planned).toEqual(['forward', 'translate'])
  })

  it('puts an organisation in the same place in every process', () => {
    // printf 5997/1/313876144 | sha256sum: the first four bytes, modulo 10 000.
    expect(bucketOf({ code: '5997', edition: 1 }, '313876144')).toBe(90.31)
    expect(bucketOf({ code: '5997', edition: 2 }, '313876144')).not.toBe(90.31)
  })

  it('includes those who are listed, and no caller without an organisation', () => {
    const listed = { ...entry(0), rollout: { organisations: ['313876144'] } }
    expect(isRolledOut(listed, '313876144')).toBe(true)
    expect(isRolledOut(listed, '310385980')).toBe(false)
    expect(isRolledOut(entry(100), undefined)).toBe(false)
  })
})

it('gives a plan for everything', () => {
  const found = fastCheck.oneof(
    fastCheck.constant(group),
    fastCheck.constant(any),
    fastCheck.record({
      kind: fastCheck.constant('service' as const),
      code: fastCheck.constantFrom('5997', '1', 'x'),
      edition: fastCheck.nat(3),
    }),
  )
  const both = register([moved, { ...ahead, service: '5997/2', moved: other }])
  fastCheck.assert(
    fastCheck.property(
      fastCheck.constantFrom(...endpoints),
      found,
      fastCheck.boolean(),
      fastCheck.nat(),
      (endpoint, what, altinn2IsOpen, now) => {
        const given = {
          register: both,
          altinn2IsOpen,
          altinn2Dates: {},
          now,
          organization: undefined,
        }
        const decided = decide(endpoint, what, given)
        expect(decide(endpoint, what, given)).toEqual(decided)
        if (!altinn2IsOpen) expect(['translate', 'refuse']).toContain(decided.do)
      },
    ),
  )
})

describe('a form for a service that has moved', () => {
  const create = row('end-user/messages/create-message')
  const letters = { service: '5997/1', moved: { to: 'correspondence', resource: 'ttd-brev' } }

  it('is refused where the service takes none, and is for an open Altinn 2 to judge', () => {
    expect(plan(create, service, [letters], closed)).toEqual({
      do: 'refuse',
      because: { code: 'TAKES_NO_FORMS' },
    })
    expect(plan(create, service, [letters], open)).toEqual({ do: 'forward' })
  })
})

describe('looking for the service in a body', () => {
  const create = row('end-user/messages/create-message')
  const unanswered = { ...create, whenMoved: notAnswered({ advice: 'Use another' }) }
  const some = register([moved])
  const at = (register: Register, altinn2IsOpen: boolean, submissionsClose?: number) => ({
    register,
    altinn2IsOpen,
    altinn2Dates: { submissionsClose },
    now: noon,
  })

  it('is worth it when something has moved and somebody can answer', () => {
    expect(turnsOnService(create, at(some, open))).toBe(true)
    expect(turnsOnService(create, at(some, closed))).toBe(true)
    expect(turnsOnService(list, at(some, closed))).toBe(true)
  })

  it('is not when nothing has moved, or when nobody could answer anyway', () => {
    expect(turnsOnService(create, at(register([]), open))).toBe(false)
    expect(turnsOnService(unanswered, at(some, closed))).toBe(false)
    expect(turnsOnService(unanswered, at(some, open, noon))).toBe(false)
    expect(turnsOnService(unanswered, at(some, open, noon + 1))).toBe(true)
  })
})
