import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Principal } from '../../src/authenticate/principal.ts'
import type { ServiceEntry } from '../../src/decide/register.ts'
import {
  createRefusedCallers,
  type Forwarded,
  type TurnedDown,
} from '../../src/operate/refused-callers.ts'
import { organizations } from '../../sandbox/organizations.ts'

const now = Date.parse('2026-11-22T12:00:00Z')
const ahead = Date.parse('2027-03-01T00:00:00Z')
const listInbox = rowOf('end-user/broker-inbox/list-inbox-files')

function rowOf(id: string): Forwarded['row'] {
  const row = endpoints.find((one) => one.id === id)
  if (row === undefined) throw new Error(id)
  return row
}

function caller(client: string, organization = organizations.customer.number): Principal {
  return {
    kind: 'organisation',
    organization,
    owner: organization,
    client,
    issuedBy: 'maskinporten',
    scopes: new Set(['altinn:brokerservice.read']),
    namesPerson: false,
    expires: now + 60_000,
    token: 'a.b.c',
  }
}

function entry(more: Partial<ServiceEntry> = {}): ServiceEntry {
  const service = { code: '5997', edition: 1 }
  return { service, moved: [{ to: 'broker', resource: 'ttd-broker-prove' }], ...more }
}

/** A call to a service that has an entry, and wants for Altinn 3's scope. */
function call(more: Partial<Forwarded> = {}): Forwarded {
  return {
    row: listInbox,
    plan: { do: 'forward' },
    principal: caller('one'),
    service: '5997/1',
    entries: [entry({ owner: 'ttd', since: ahead })],
    now,
    ...more,
  }
}

it('tells clients of one organisation apart, and organisations of one client', () => {
  const refused = createRefusedCallers()
  const callers = [
    caller('one'),
    caller('other'),
    caller('one', organizations.vendor.number),
    caller('one'),
  ]
  for (const principal of callers) refused.note(call({ principal }))
  const counted = refused
    .list()
    .map(({ client, organisation, requests }) => [client, organisation, requests].join(' '))
  expect(counted.sort()).toEqual([
    `one ${organizations.vendor.number} 1`,
    `one ${organizations.customer.number} 2`,
    `other ${organizations.customer.number} 1`,
  ])
})

it('has the busiest first, whoever called last', () => {
  const refused = createRefusedCallers()
  for (const client of [
    'busy',
    'busy',
    'busy',
    'idle',
    'usual',
    'usual',
    'idle',
    'usual',
    'busy',
  ]) {
    refused.note(call({ principal: caller(client) }))
  }
  expect(refused.list().map(({ client, requests }) => [client, requests])).toEqual([
    ['busy', 4],
    ['usual', 3],
    ['idle', 2],
  ])
})

it('counts those that there was no more room for', () => {
  const refused = createRefusedCallers()
  for (let place = 0; place < 10_003; place += 1) {
    refused.note(call({ principal: caller(`client-${place}`) }))
  }
  expect([refused.list().length, refused.dropped()]).toEqual([10_000, 3])
  refused.note(call({ principal: caller('client-10002') }))
  expect([refused.list().length, refused.dropped()]).toEqual([10_000, 3])
})

it('is not filled by services that the services file does not have', () => {
  const refused = createRefusedCallers()
  for (let code = 0; code < 50; code += 1) {
    refused.note(call({ service: `${code}/1`, entries: [] }))
  }
  expect(refused.list()).toHaveLength(1)
  expect(refused.list()).toMatchObject([{ requests: 50 }])
  expect(refused.list()[0]).not.toHaveProperty('service')
  refused.note(call())
  expect(refused.list().map(({ service }) => service)).toEqual([undefined, '5997/1'])
})

it.each([
  ['that is ahead', [entry({ since: ahead })], '2027-03-01T00:00:00.000Z'],
  [
    'that comes first',
    [entry({ since: ahead + 1 }), entry({ since: ahead })],
    '2027-03-01T00:00:00.000Z',
  ],
  [
    'that is not the past one',
    [entry({ since: now - 1 }), entry({ since: ahead })],
    '2027-03-01T00:00:00.000Z',
  ],
  ['but none that is over', [entry({ since: now - 1 })], undefined],
  ['but none that is now', [entry({ since: now })], undefined],
  ['but none where there is none', [entry()], undefined],
])('names the date of the move %s', (_, entries, moves) => {
  const refused = createRefusedCallers()
  refused.note(call({ entries }))
  expect(refused.list().map((one) => one.moves)).toEqual([moves])
})

it.each<[string, Partial<Forwarded>]>([
  ['Altinn 3 answers', { plan: { do: 'translate', targets: [] } }],
  ['nobody made', { principal: undefined }],
  [
    'has all its scopes',
    { principal: { ...caller('one'), scopes: new Set(['altinn:broker.read']) } },
  ],
])('has no room for a call that %s', (_, more) => {
  const refused = createRefusedCallers()
  expect(refused.note(call(more))).toEqual([])
  expect(refused.list()).toEqual([])
})

describe('a call that was turned down', () => {
  const down = (more: Partial<TurnedDown> = {}): TurnedDown => ({
    row: listInbox,
    entry: { organisation: organizations.customer.number, client: 'one', service: '5997/1' },
    entries: [entry({ owner: 'ttd' })],
    code: 'SERVICE_ENDED',
    now,
    ...more,
  })

  it('is listed with what turned it down, apart from what will', () => {
    const refused = createRefusedCallers()
    refused.note(call())
    refused.noteRefusal(down({ code: 'SCOPE_MISSING' }))
    refused.noteRefusal(down())
    // Of equals, who called last comes first.
    expect(refused.list()).toMatchObject([
      { code: 'SERVICE_ENDED', refused: true, owner: 'ttd', service: '5997/1' },
      { code: 'SCOPE_MISSING', refused: true },
      { code: 'SCOPE_MISSING', refused: false },
    ])
  })

  it.each<[string, Partial<TurnedDown>]>([
    ['nobody is known to have made', { entry: {} }],
    ['is malformed', { code: 'PARAMETER_MALFORMED' }],
    ['a platform failed', { code: 'ALTINN3_SILENT' }],
  ])('is not counted where it %s', (_, more) => {
    const refused = createRefusedCallers()
    refused.noteRefusal(down(more))
    expect(refused.list()).toEqual([])
  })
})
