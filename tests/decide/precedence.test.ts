import { stringify } from 'yaml'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { readRegister } from '../../src/config/register/services.ts'
import { decide } from '../../src/decide/decide.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { Found } from '../../src/identify/identify-service.ts'

const now = Date.parse('2026-11-22T12:00:00+01:00')
const [insider, outsider] = ['313876144', '310385980']
const place = (resource: string): object => ({ to: 'broker', resource })
const moved = { service: '5997/1', moved: place('resource-one') }
const ahead = { ...moved, since: '2027-01-01' }
const partly = { ...moved, rollout: { organisations: [insider] } }
const second = { service: '5997/2', moved: place('resource-two') }

const list = 'end-user/broker-inbox/list-inbox-files'
const send = 'end-user/broker-outbox/send-file'
const file = 'end-user/broker-inbox/get-inbox-file'
const one: Found = { kind: 'service', code: '5997', edition: 1 }
const allEditions: Found = { kind: 'service', code: '5997' }
const nothing: Found = { kind: 'group' }
const reference: Found = { kind: 'any' }

interface Given {
  readonly services?: readonly object[]
  readonly inbox?: 'altinn2' | 'altinn3' | 'both'
  readonly closed?: true
  readonly organization?: string
}

function plan(id: string, found: Found, given: Given = {}): Plan {
  const row = endpoints.find((endpoint) => endpoint.id === id)
  if (row === undefined) throw new Error(id)
  const { services = [], inbox, closed, organization = insider } = given
  const groups = inbox === undefined ? {} : { 'end-user/broker-inbox': { on: inbox } }
  return decide(row, found, {
    register: readRegister(stringify({ services, groups }), endpoints),
    altinn2IsOpen: closed !== true,
    altinn2Dates: {},
    now,
    organization,
  })
}

/** What is done, and the resources that are asked. */
function brief(decided: Plan): string {
  if (decided.do === 'refuse') return decided.because.code
  const resources =
    'targets' in decided ? decided.targets.map(({ moved }) => resourceOf(moved)) : []
  return [decided.do, ...resources].join(' ')
}

function resourceOf(moved: object): string {
  return 'resource' in moved ? String(moved.resource) : ''
}

describe('a service is named and its entry has moved', () => {
  it.each([
    ['its date has been reached', { ...moved, since: '2026-11-22' }],
    ['it has no date', moved],
    ['the rollout includes the organisation', partly],
  ])('translate: %s', (_, entry) => {
    for (const closed of [{}, { closed: true } as const]) {
      expect(brief(plan(list, one, { services: [entry], ...closed }))).toBe(
        'translate resource-one',
      )
      expect(brief(plan(send, one, { services: [entry], ...closed }))).toBe(
        'translate resource-one',
      )
    }
  })
})

describe('a service is named, with no entry, its date ahead, or outside the rollout', () => {
  const cases = [
    ['no entry', [second], insider],
    ['its date is ahead', [ahead], insider],
    ['outside the rollout', [partly], outsider],
  ] as const

  it.each(cases)('forward: %s', (_, services, organization) => {
    for (const id of [list, send]) {
      expect(brief(plan(id, one, { services, organization }))).toBe('forward')
    }
  })

  it.each(cases)('refuse 410 once Altinn 2 is closed: %s', (_, services, organization) => {
    const refused = plan(send, one, { services, organization, closed: true })
    expect(brief(refused)).toBe('SERVICE_NOT_MOVED')
  })

  it('with the date, if there is one', () => {
    expect(plan(list, one, { services: [ahead], closed: true })).toMatchObject({
      do: 'refuse',
      because: { code: 'SERVICE_NOT_MOVED', from: '2026-12-31T23:00:00.000Z' },
    })
  })
})

describe('no service is named: the group decides', () => {
  const services = [moved, second]

  it.each([
    ['altinn2', 'forward'],
    ['altinn3', 'translate resource-one resource-two'],
    ['both', 'merge resource-one resource-two'],
  ] as const)('%s: %s', (inbox, expected) => {
    expect(brief(plan(list, nothing, { services, inbox }))).toBe(expected)
  })

  it('both after the closing: translate', () => {
    expect(brief(plan(list, nothing, { services, inbox: 'both', closed: true }))).toBe(
      'translate resource-one resource-two',
    )
  })

  it('not named: altinn2 while Altinn 2 is open, altinn3 once it is closed', () => {
    expect(brief(plan(list, nothing, { services }))).toBe('forward')
    expect(brief(plan(list, nothing, { services, closed: true }))).toBe(
      'translate resource-one resource-two',
    )
  })

  it('both, where nothing has moved: forward', () => {
    expect(brief(plan(list, nothing, { inbox: 'both' }))).toBe('forward')
  })
})

describe('service entries beat groups', () => {
  it.each(['altinn2', 'altinn3', 'both'] as const)('whatever the group says: %s', (inbox) => {
    expect(brief(plan(list, one, { services: [moved], inbox }))).toBe('translate resource-one')
    expect(brief(plan(list, one, { services: [ahead], inbox }))).toBe('forward')
    expect(brief(plan(list, one, { inbox }))).toBe('forward')
  })
})

describe('a list that a filter narrows to services', () => {
  it('is of all editions when none is given, and of both sides while both are there: merge', () => {
    const both = { services: [moved, second] }
    expect(brief(plan(list, allEditions, both))).toBe('merge resource-one resource-two')
    expect(brief(plan(list, allEditions, { ...both, closed: true }))).toBe(
      'translate resource-one resource-two',
    )
  })

  it('of which one edition is still to move is merged, and of those that moved once closed', () => {
    const mixed = { services: [ahead, second] }
    expect(brief(plan(list, allEditions, mixed))).toBe('merge resource-two')
    expect(brief(plan(list, allEditions, { ...mixed, closed: true }))).toBe(
      'translate resource-two',
    )
  })

  it('leaves out an edition whose last date is past', () => {
    const until = { ...moved, since: '2026-01-01', until: '2026-11-01' }
    expect(brief(plan(list, allEditions, { services: [until, second] }))).toBe('merge resource-two')
    expect(brief(plan(list, allEditions, { services: [until] }))).toBe('forward')
  })

  it('is Altinn 2’s where no edition has moved', () => {
    expect(brief(plan(list, allEditions, { services: [ahead] }))).toBe('forward')
  })

  it('without an edition is refused where two answers cannot be joined', () => {
    expect(brief(plan(send, allEditions, { services: [moved] }))).toBe('EDITION_MISSING')
  })
})

describe('a reference that both sides may know', () => {
  it('is asked of Altinn 2 while it is open, then of Altinn 3', () => {
    expect(plan(file, reference, { services: [moved] })).toMatchObject({
      do: 'firstHit',
      order: ['altinn2', 'altinn3'],
    })
  })

  it('is asked of Altinn 3 alone once Altinn 2 is closed', () => {
    expect(brief(plan(file, reference, { services: [moved], closed: true }))).toBe(
      'translate resource-one',
    )
  })

  it('is asked wherever elements can live, whatever dates and rollouts say', () => {
    const services = [ahead, { ...second, rollout: { percent: 0 } }]
    expect(brief(plan(file, reference, { services, organization: outsider }))).toBe(
      'firstHit resource-one resource-two',
    )
  })
})

describe('rollout and lists', () => {
  const services = [partly, second]

  it('a list reads every place where elements can be, inside and outside the rollout alike', () => {
    for (const organization of [insider, outsider]) {
      const of = (found: Found, more: Given = {}): string =>
        brief(plan(list, found, { services, organization, ...more }))
      expect(of(allEditions)).toBe('merge resource-one resource-two')
      expect(of(allEditions, { closed: true })).toBe('translate resource-one resource-two')
      expect(of(nothing, { inbox: 'both' })).toBe('merge resource-one resource-two')
      expect(of(nothing, { closed: true })).toBe('translate resource-one resource-two')
    }
  })

  it('rollout governs calls about a single service, and what is written', () => {
    const of = (id: string, organization: string): string =>
      brief(plan(id, one, { services, organization }))
    expect([of(list, insider), of(list, outsider)]).toEqual(['translate resource-one', 'forward'])
    expect([of(send, insider), of(send, outsider)]).toEqual(['translate resource-one', 'forward'])
  })
})
