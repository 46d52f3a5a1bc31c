import { expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import type { Principal } from '../../src/authenticate/principal.ts'
import type { ServiceEntry } from '../../src/decide/register.ts'
import { createRefusedCallers, type Forwarded } from '../../src/operate/refused-callers.ts'
import { organizations } from '../../src/sandbox/organizations.ts'

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
  const unready = createRefusedCallers()
  const callers = [
    caller('one'),
    caller('other'),
    caller('one', organizations.vendor.number),
    caller('one'),
  ]
  for (const principal of callers) unready.note(call({ principal }))
  const counted = unready
    .list()
    .map(({ client, organisation, requests }) => [client, organisation, requests].join(' '))
  expect(counted.sort()).toEqual([
    `one ${organizations.vendor.number} 1`,
    `one ${organizations.customer.number} 2`,
    `other ${organizations.customer.number} 1`,
  ])
})

it('has the busiest first, whoever called last', () => {
  const unready = createRefusedCallers()
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
    unready.note(call({ principal: caller(client) }))
  }
  expect(unready.list().map(({ client, requests }) => [client, requests])).toEqual([
    ['busy', 4],
    ['usual', 3],
    ['idle', 2],
  ])
})

it('counts those that there was no more room for', () => {
  const unready = createRefusedCallers()
  for (let place = 0; place < 10_003; place += 1) {
    unready.note(call({ principal: caller(`client-${place}`) }))
  }
  expect([unready.list().length, unready.dropped()]).toEqual([10_000, 3])
  unready.note(call({ principal: caller('client-10002') }))
  expect([unready.list().length, unready.dropped()]).toEqual([10_000, 3])
})

it('is not filled by services that the services file does not have', () => {
  const unready = createRefusedCallers()
  for (let code = 0; code < 50; code += 1) {
    unready.note(call({ service: `${code}/1`, entries: [] }))
  }
  expect(unready.list()).toHaveLength(1)
  expect(unready.list()).toMatchObject([{ requests: 50 }])
  expect(unready.list()[0]).not.toHaveProperty('service')
  unready.note(call())
  expect(unready.list().map(({ service }) => service)).toEqual([undefined, '5997/1'])
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
  const unready = createRefusedCallers()
  unready.note(call({ entries }))
  expect(unready.list().map((one) => one.moves)).toEqual([moves])
})

it.each<[string, Partial<Forwarded>]>([
  ['Altinn 3 answers', { plan: { do: 'translate', targets: [] } }],
  ['nobody made', { principal: undefined }],
  [
    'has all its scopes',
    { principal: { ...caller('one'), scopes: new Set(['altinn:broker.read']) } },
  ],
])('has no room for a call that %s', (_, more) => {
  const unready = createRefusedCallers()
  expect(unready.note(call(more))).toEqual([])
  expect(unready.list()).toEqual([])
})
