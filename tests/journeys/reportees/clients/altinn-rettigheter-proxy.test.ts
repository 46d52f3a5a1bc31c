import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { people, unknownPerson } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { createProxy, type Proxy } from './altinn-rettigheter-proxy.ts'
import {
  active,
  activeByRole,
  activeWithService,
  addClients,
  callsTo,
  createLine,
  moved,
  namesOf,
  needRows,
  noProfile,
  ownerToken,
  sides,
  startSide,
  type Row,
  type Side,
} from './shared.ts'

const leader = people.leader.number

let gateway: TestGateway
afterEach(() => gateway.close())

interface Service {
  readonly code: string
  readonly edition: string
}

/** navikt/altinn-rettigheter-proxy-klient AltinnrettigheterProxyKlient.kt, through its proxy. */
async function listThroughProxy(
  { second }: Proxy,
  subject: string,
  service?: Service,
): Promise<readonly Row[]> {
  const top = 500
  const rows: Row[] = []
  for (;;) {
    const page = await second(subject, {
      top,
      skip: rows.length,
      ...(service === undefined ? {} : { service }),
    })
    rows.push(...page)
    if (page.length !== top) return rows
  }
}

/** Api.kt of the client: Jackson’s own rules, by which a member that the class lacks is an error. */
const reportee = {
  mandatory: ['Name', 'Type'],
  optional: [
    'ParentOrganizationNumber',
    'OrganizationNumber',
    'OrganizationForm',
    'Status',
    'SocialSecurityNumber',
  ],
  strangers: 'refused',
} as const

/** The same client past its proxy, which it does when that fails; Ktor writes the address. */
async function listDirectly(
  side: Side,
  subject: string,
  filter?: string,
  service = `&serviceCode=${moved.code}&serviceEdition=${moved.edition}`,
): Promise<readonly Row[]> {
  const { get } = createLine(gateway, {
    accept: 'application/json',
    'accept-charset': 'UTF-8',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    'X-Correlation-ID': 'c0ffee',
    'X-NAV-APIKEY': 'other',
    APIKEY: 'key',
  })
  const filtered = filter === undefined ? '' : `&%24filter=${filter}`
  const rows: Row[] = []
  for (;;) {
    const page = `%24top=500&%24skip=${rows.length}&subject=${subject}`
    const answer = await get(
      `/api/serviceowner/reportees?ForceEIAuthentication=&${page}${service}${filtered}`,
    )
    if (answer.status === 400 && answer.reason.includes('User profile')) return rows
    if (answer.status >= 300) throw new Error(`${answer.status} '${answer.reason}'`)
    const read = needRows(answer.body, reportee)
    rows.push(...read)
    if (read.length !== 500) return rows
  }
}

const activeOnes = 'Type+ne+%27Person%27+and+Status+eq+%27Active%27'

describe.each(sides)('NAV’s proxy and its client, answered by %s', (side) => {
  it('list the organisations that live', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    expect(namesOf(await listThroughProxy(proxy, leader))).toEqual(active[side])
    expect(proxy.calls()).toBe(1)
    expect(callsTo(gateway)).toEqual({
      altinn2: side === 'altinn3' ? 0 : 1,
      altinn3: side === 'altinn2' ? 0 : 1,
    })
  })

  it('list those with a service, in each of the ways that they ask', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    const service = activeWithService[side]
    expect(namesOf(await proxy.first(leader, moved))).toEqual(service)
    expect(namesOf(await listThroughProxy(proxy, leader, moved))).toEqual(service)
    expect(namesOf(await listDirectly(side, leader, activeOnes))).toEqual(service)
  })

  it('read who is no organisation, too', async () => {
    gateway = await startSide(side)
    const rows = await listDirectly(side, leader)
    const self = { Name: people.leader.name, Type: 'Person', SocialSecurityNumber: leader }
    expect(rows).toContainEqual({ ...emptyRow, ...self })
    expect(rows.map(({ Status }) => Status)).toContain('Inactive')
  })

  it('page through more than a thousand to the end, each of them once', async () => {
    gateway = await startSide(side)
    const added = addClients(gateway, 1_100)
    const proxy = await createProxy(gateway, side)
    const rows = await listThroughProxy(proxy, leader)
    const all = [...active[side], ...added.map(({ name }) => name)].sort()
    expect(namesOf(rows)).toEqual(all)
    expect(proxy.calls()).toBe(3)
    // To be joined with Altinn 3's, Altinn 2's list is read whole once, in four calls.
    expect(callsTo(gateway)).toEqual({
      altinn2: { altinn3: 0, altinn2: 3, both: 4 }[side],
      altinn3: side === 'altinn2' ? 0 : 1,
    })
  })

  it('end with nobody for a person of whom nobody knows', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    expect(await listThroughProxy(proxy, unknownPerson)).toEqual([])
    expect(await listDirectly(side, unknownPerson)).toEqual([])
  })

  it('find Altinn 2’s phrase in the status line when that is wanted', async () => {
    gateway = await startSide(side, { environment: { EMPTY_REPORTEES_AS: 'phrase' } })
    const authorization = `Bearer ${await ownerToken(gateway, side)}`
    const { get } = createLine(gateway, { authorization, APIKEY: 'key' })
    const answer = await get(`/api/serviceowner/reportees?subject=${unknownPerson}`)
    expect([answer.status, answer.reason]).toEqual([400, noProfile])
    const proxy = await createProxy(gateway, side)
    expect(await listThroughProxy(proxy, unknownPerson)).toEqual([])
  })
})

const emptyRow = Object.fromEntries(
  [...reportee.mandatory, ...reportee.optional].map((name) => [name, undefined]),
)

describe('rows in which Altinn 2 writes what it lacks as null', () => {
  it('are joined with Altinn 3’s like others', async () => {
    gateway = await startSide('both')
    gateway.sandbox.altinn2.reportees.modes.missing = 'null'
    expect(namesOf(await listDirectly('both', leader, activeOnes, ''))).toEqual(active.both)
  })
})

describe('somebody who never logged in to Altinn 2', () => {
  it('has what Altinn 3 knows all the same while the list is on both', async () => {
    gateway = await startSide('both')
    const { altinn3 } = gateway.sandbox
    const { number } = people.newcomer
    const { partyUuid: from } = kinds.house
    const nothing = { packages: [], resources: [], instances: [] }
    altinn3.access.grants[number]?.push({ ...nothing, from, roles: ['daglig-leder', 'dagl'] })
    const proxy = await createProxy(gateway, 'both')
    const rows = await listThroughProxy(proxy, number)
    expect(namesOf(rows)).toEqual(activeByRole.altinn3)
    expect(callsTo(gateway)).toEqual({ altinn2: 1, altinn3: 1 })
  })
})

describe('Altinn 2’s own phrase', () => {
  it('arrives as it is while nothing has moved', async () => {
    gateway = await startSide('altinn2')
    const authorization = `Bearer ${await ownerToken(gateway, 'altinn2')}`
    const { get } = createLine(gateway, { authorization, APIKEY: 'key' })
    const answer = await get(`/api/serviceowner/reportees?subject=${people.newcomer.number}`)
    expect([answer.status, answer.reason]).toEqual([400, noProfile])
  })
})
