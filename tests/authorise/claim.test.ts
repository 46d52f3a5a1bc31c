import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Question } from '../../src/altinn3/authorization.ts'
import type { Principal } from '../../src/authenticate/principal.ts'
import { needPermits, toClaim, toQuestion } from '../../src/authorise/claim.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { Moved, Target } from '../../src/decide/register.ts'
import type { Endpoint } from '../../src/endpoint.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { mayAskOtherSide } from '../../src/decide/shadow-and-fallback.ts'
import { mostQuestions, placesOf, placesToPermit, type Place } from '../../src/decide/permits.ts'

const { accountant, customer } = organizations
const systemUser = 'a9e1c0de-3b52-4d0f-8a61-7c2f5e4d3b21'
const principal: Principal = {
  kind: 'systemuser',
  organization: accountant.number,
  owner: accountant.number,
  systemUser,
  scopes: new Set(['altinn:broker.read', 'altinn:authorization/authorize']),
  namesPerson: false,
  issuedBy: 'maskinporten',
  expires: 0,
  token: 'token',
}
const claim = { organization: customer.number, principal, systemUser }

function rowOf(id: string): Endpoint {
  const row = endpoints.find((endpoint) => endpoint.id === id)
  if (row === undefined) throw new Error(id)
  return row
}

const inboxFile = rowOf('end-user/broker-inbox/get-inbox-file')
const service = { code: '4947', edition: 1 }
const targetsTo = (...moved: readonly Moved[]): Target[] =>
  moved.map((one) => ({ service, moved: one }))
const broker = (resource: string): Moved => ({ to: 'broker', resource })

describe('a claim', () => {
  it('is a system user’s that names another organisation and may ask for decisions', () => {
    expect(toClaim(customer.number, principal)).toEqual(claim)
  })

  it.each<[string, string | undefined, Partial<Principal>]>([
    ['nobody', undefined, {}],
    ['itself as my', 'my', {}],
    ['itself by number', accountant.number, {}],
    ['a party id', 'r50200001', {}],
    ['a person', '26899299344', {}],
    ['a number with a wrong check digit', '313876145', {}],
    ['another, as an organisation', customer.number, { kind: 'organisation' }],
    ['another, without the scope', customer.number, { scopes: new Set() }],
    [
      'another, with a scope that lists whom it may act for',
      customer.number,
      {
        scopes: new Set([
          'altinn:authorization/authorize',
          'altinn:accessmanagement/authorizedparties',
        ]),
      },
    ],
    [
      'another, with a scope that only looks alike',
      customer.number,
      { scopes: new Set(['altinn:authorization/authorize.admin']) },
    ],
  ])('is none where somebody names %s', (_, who, changed) => {
    expect(toClaim(who, { ...principal, ...changed })).toBeUndefined()
  })
})

describe('the questions of a claim', () => {
  const placesOfAll = (...moved: readonly Moved[]): readonly object[] =>
    placesOf(targetsTo(...moved))

  it('name the system user, the party and each place once', () => {
    const targets = targetsTo(broker('one'), broker('two'), broker('one'))
    const shared = { subject: { systemUser }, party: customer.number, action: 'read' }
    expect(placesOf(targets).map((place) => toQuestion(claim, inboxFile, place))).toEqual([
      { ...shared, place: { resource: 'one' } },
      { ...shared, place: { resource: 'two' } },
    ])
  })

  it('are about a resource, or about an app by its two names', () => {
    expect(
      placesOfAll(
        { to: 'app', app: 'ttd/skjema' },
        { to: 'lookup', app: 'ttd/oppslag', dataType: 'svar' },
        { to: 'correspondence', resource: 'brev' },
        { to: 'consent', resource: 'samtykke' },
        { to: 'resource', resource: 'lenke' },
      ),
    ).toEqual([
      { org: 'ttd', app: 'skjema' },
      { org: 'ttd', app: 'oppslag' },
      { resource: 'brev' },
      { resource: 'samtykke' },
      { resource: 'lenke' },
    ])
  })

  it('are none when one place cannot be asked about', () => {
    expect(placesOfAll(broker('one'), { to: 'nowhere' })).toEqual([])
  })

  it.each<[string, Question['action']]>([
    ['end-user/broker-inbox/get-inbox-file', 'read'],
    ['end-user/broker-inbox/confirm-downloaded', 'read'],
    ['end-user/broker-outbox/get-outbox-file', 'write'],
    ['end-user/broker-outbox/send-file', 'write'],
    ['end-user/messages/list-messages', 'read'],
  ])('ask of %s whether it may %s', (id, action) => {
    const question = toQuestion(claim, rowOf(id), { resource: 'one' })
    expect(question.action).toBe(action)
  })

  it.each([
    ['delete-message', 'delete', 'read'],
    ['archive-message', 'read', 'read'],
    ['confirm-message', 'read', 'read'],
  ] as const)('ask of %s whether it may %s in an app, and %s elsewhere', (name, app, other) => {
    const row = rowOf(`end-user/messages/${name}`)
    const actionIn = (place: Place): string => toQuestion(claim, row, place).action
    expect(actionIn({ org: 'ttd', app: 'skjema' })).toBe(app)
    expect(actionIn({ resource: 'one' })).toBe(other)
  })

  it('take marking as read for reading', () => {
    const row = { group: 'end-user/messages', effect: 'marksAsRead' } as const
    const question = toQuestion(claim, row, { resource: 'one' })
    expect(question.action).toBe('read')
  })
})

describe('the party that was claimed', () => {
  /** Settles it; the decision point permits what is listed. */
  async function settle(
    plan: Plan,
    ...permitted: readonly string[]
  ): Promise<{ readonly outcome: string; readonly asked: readonly string[] }> {
    const asked: string[] = []
    const decisionsFor = () => (question: Question) => {
      const name = 'resource' in question.place ? question.place.resource : ''
      asked.push(name)
      return Promise.resolve(permitted.includes(name) ? ('permit' as const) : ('refused' as const))
    }
    const places = placesToPermit(plan)
    if (places === undefined) return { outcome: 'REPORTEE_REFUSED', asked }
    const outcome = await needPermits(claim, inboxFile, places, decisionsFor).then(
      (party) => party as string,
      (error: unknown) => (error as { code: string }).code,
    )
    return { outcome, asked }
  }
  const translate = (...resources: readonly string[]): Plan => ({
    do: 'translate',
    targets: targetsTo(...resources.map(broker)),
  })

  it('stands when every place is permitted', async () => {
    const asked = ['one', 'two']
    expect(await settle(translate('one', 'two'), 'one', 'two')).toEqual({
      outcome: customer.number,
      asked,
    })
  })

  it('falls with the first that is not, and nobody asks on', async () => {
    expect(await settle(translate('one', 'two', 'three'), 'one', 'three')).toEqual({
      outcome: 'REPORTEE_REFUSED',
      asked: ['one', 'two'],
    })
  })

  it.each<[string, Plan]>([
    ['Altinn 2', { do: 'forward' }],
    ['both sides', { do: 'merge', targets: targetsTo(broker('one')) }],
    [
      'one side after the other',
      { do: 'firstHit', order: ['altinn2', 'altinn3'], targets: targetsTo(broker('one')) },
    ],
    ['nobody', { do: 'refuse', because: { code: 'SERVICE_NOT_MOVED' } }],
    ['no place at all', { do: 'translate', targets: [] }],
    ['a place that is nowhere', { do: 'translate', targets: targetsTo({ to: 'nowhere' }) }],
  ])('falls unasked when the plan asks %s', async (_, plan) => {
    expect(await settle(plan, 'one')).toEqual({ outcome: 'REPORTEE_REFUSED', asked: [] })
  })

  it('falls unasked when there are more places than one request may ask about', async () => {
    const names = Array.from({ length: mostQuestions + 1 }, (_, place) => `resource-${place}`)
    expect(await settle(translate(...names), ...names)).toEqual({
      outcome: 'REPORTEE_REFUSED',
      asked: [],
    })
    const fewer = names.slice(1)
    expect((await settle(translate(...fewer), ...fewer)).outcome).toBe(customer.number)
  })
})

describe('beside the side that answers', () => {
  const both = new Set(['altinn:brokerservice.read', 'altinn:broker.read'])
  const sides = ['altinn2', 'altinn3'] as const

  it('each side may be asked whose scopes are there', () => {
    expect(sides.map(mayAskOtherSide(inboxFile, false, both))).toEqual([true, true])
    const one = new Set(['altinn:broker.read'])
    expect(sides.map(mayAskOtherSide(inboxFile, false, one))).toEqual([false, true])
    expect(sides.map(mayAskOtherSide(inboxFile, false, undefined))).toEqual([false, false])
  })

  it('Altinn 2 may not be asked for whom Altinn 3 alone has permitted', () => {
    expect(sides.map(mayAskOtherSide(inboxFile, true, both))).toEqual([false, true])
  })
})
