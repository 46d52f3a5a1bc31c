import { afterEach, describe, expect, it } from 'vitest'
import {
  accountantsClients,
  clientSubunit,
} from '../../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../../sandbox/organizations.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import {
  callsTo,
  createLine,
  endUserToken,
  namesOf,
  needMembers,
  needRow,
  sides,
  startSide,
  type Row,
  type Side,
} from './shared.ts'

const { accountant } = organizations
const pageSize = 50

let gateway: TestGateway
afterEach(() => gateway.close())

const organization = {
  mandatory: [],
  optional: ['OrganizationNumber', 'Name', 'Type'],
  strangers: 'skipped',
} as const

interface App {
  readonly list: () => Promise<readonly Row[]>
  /** As its user scrolls: glued on, and without what was searched for. */
  readonly listFrom: (skip: number) => Promise<readonly Row[]>
  readonly search: (text: string) => Promise<readonly Row[]>
}

/** Altinn/AltinnApp Data.cs, Service.cs and Serializer.cs, 2014. */
async function openApp(side: Side): Promise<App> {
  const { get } = createLine(gateway, {
    ApiKey: 'key',
    Accept: 'application/hal+json',
    // In place of the cookies that it had from its log-in.
    authorization: `Bearer ${await endUserToken(gateway, side, accountant.number)}`,
  })
  const list = async (address: string): Promise<readonly Row[]> => {
    const { body } = await get(`${address}&language=1044`)
    // Whatever the status: an answer without a body is an empty list.
    return body === '' ? [] : needOrganizations(body)
  }
  return {
    list: () => list('/api/organizations'),
    listFrom: (skip) => list(`/api/organizations&$skip=${skip}`),
    search: (text) => {
      const filter = `substringof('${text}', tolower(Name)) or substringof('${text}', OrganizationNumber)`
      return list(`/api/organizations?$filter=${encodeURI(filter)}`)
    },
  }
}

/** Json.NET: objects where it wants objects; a member called Links would have to be a list of text. */
function needOrganizations(body: string): readonly Row[] {
  const { _embedded, _links } = needMembers(JSON.parse(body))
  needMembers(_links)
  const { organizations: rows } = needMembers(_embedded)
  if (!Array.isArray(rows)) throw new Error('no list')
  return rows.map((row: unknown) => {
    const members = needMembers(row)
    if (Object.keys(members).some((name) => /^links$/i.test(name))) throw new Error('Links')
    return needRow(row, organization)
  })
}

const oneNumber = accountantsClients[59]?.organizationNumber ?? ''

describe.each(sides)('Altinn’s app of 2014, answered by %s', (side) => {
  it('shows fifty of its user’s organisations', async () => {
    gateway = await startSide(side)
    const app = await openApp(side)
    const rows = await app.list()
    expect(rows).toHaveLength(pageSize)
    for (const { OrganizationNumber, Type } of rows) {
      expect(OrganizationNumber).toMatch(/^\d{9}$/)
      expect(Type).not.toBe('Person')
    }
  })

  it('scrolls to the end of them, each of them once', async () => {
    gateway = await startSide(side)
    const app = await openApp(side)
    const rows = [...(await app.list())]
    while (rows.length % pageSize === 0) {
      rows.push(...(await app.listFrom(rows.length)))
    }
    const { of } = gateway.sandbox.altinn2.reportees
    const inAltinn2 = (of[accountant.number] ?? []).map(({ name }) => name)
    const inAltinn3 = [...accountantsClients, clientSubunit].map(({ name }) => name)
    const all = {
      altinn2: inAltinn2,
      altinn3: [accountant.name, ...inAltinn3],
      both: [...new Set([...inAltinn2, ...inAltinn3])],
    }
    expect(namesOf(rows)).toEqual(all[side].toSorted())
    expect(callsTo(gateway).altinn3).toBe(side === 'altinn2' ? 0 : 1)
  })

  it('finds them by a part of the name, with letters of its own, or of the number', async () => {
    gateway = await startSide(side)
    const app = await openApp(side)
    const named = namesOf(await app.search('haugen'))
    // Altinn 2 has sixty of the three hundred.
    const expected = accountantsClients
      .slice(0, side === 'altinn2' ? 60 : undefined)
      .filter(({ name }) => name.includes('HAUGEN'))
    expect(named).toEqual(expected.map(({ name }) => name).sort())
    expect(namesOf(await app.search('røyset')).length).toBe(side === 'altinn2' ? 0 : 15)
    expect(namesOf(await app.search(oneNumber))).toEqual([accountantsClients[59]?.name])
    expect(await app.search('finnes ikke')).toEqual([])
  })
})
