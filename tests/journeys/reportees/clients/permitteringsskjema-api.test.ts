import { afterEach, describe, expect, it } from 'vitest'
import { people, unknownPerson } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import type { HttpAnswer } from '../../../support/network/http.ts'
import { createProxy, type Proxy } from './altinn-rettigheter-proxy.ts'
import {
  active,
  activeWithService,
  addClients,
  callsTo,
  createLine,
  moved,
  namesOf,
  needRows,
  ownerToken,
  sides,
  startSide,
  type Row,
  type Side,
} from './shared.ts'

const leader = people.leader.number
const pageSize = 500

let gateway: TestGateway
afterEach(() => gateway.close())

const organization = {
  mandatory: [],
  optional: [
    'Name',
    'Type',
    'ParentOrganizationNumber',
    'OrganizationNumber',
    'OrganizationForm',
    'Status',
  ],
  strangers: 'skipped',
} as const

async function eachPage(page: (skip: number) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let number = 0; ; number += 1) {
    const read = await page(number * pageSize)
    rows.push(...read)
    if (read.length < pageSize) return rows
  }
}

function needPage({ status, body }: HttpAnswer): readonly Row[] {
  if (status >= 300) throw new Error(`Feil fra Altinn: ${status}`)
  return needRows(body, organization)
}

/** navikt/permitteringsskjema-api AltinnService.java, 2020: Altinn 2 itself, types in two languages. */
async function listFirst(side: Side, subject: string): Promise<readonly Row[]> {
  const { get } = createLine(gateway, {
    accept: 'application/json, application/*+json',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    'X-NAV-APIKEY': 'other',
    APIKEY: 'key',
  })
  const types = ['Bedrift', 'Business', 'Enterprise', 'Foretak'].map((type) => `Type+eq+'${type}'`)
  const filter = `(${types.join('+or+')})+and+Status+eq+'Active'`
  const asked = `?ForceEIAuthentication&subject=${subject}&$filter=${filter}`
  return eachPage(async (skip) =>
    needPage(await get(`/api/serviceowner/reportees/${asked}&$top=${pageSize}&$skip=${skip}`)),
  )
}

/** The same in Kotlin, until 2024: through the proxy, and without rows that lack number or form. */
async function listLast({ external }: Proxy, subject: string): Promise<readonly Row[]> {
  const rows = await eachPage((skip) =>
    external(subject, {
      ForceEIAuthentication: '',
      $filter: "Type ne 'Person' and Status eq 'Active'",
      serviceCode: moved.code,
      serviceEdition: moved.edition,
      $top: String(pageSize),
      $skip: String(skip),
    }),
  )
  return rows.filter(({ OrganizationNumber, OrganizationForm, Name }) => {
    if (Name === undefined) throw new Error('NullPointerException')
    return (OrganizationNumber ?? null) !== null && (OrganizationForm ?? null) !== null
  })
}

/** navikt/helsearbeidsgiver-altinn-client AltinnClient.kt: a set of what it reads, page by page. */
async function listForHealth(side: Side, subject: string): Promise<ReadonlySet<string>> {
  const { get } = createLine(gateway, {
    accept: 'application/json',
    'accept-charset': 'UTF-8',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    APIKEY: 'key',
  })
  const filter = "$filter=Type+ne+'Person'+and+Status+eq+'Active'"
  const service = `serviceCode=${moved.code}&serviceEdition=1`
  const model = { ...organization, mandatory: ['Name', 'Type'] }
  const all = new Set<string>()
  for (let page = 0; ; page += 1) {
    const paging = `$top=${pageSize}&$skip=${page * pageSize}`
    const asked = `?ForceEIAuthentication&${filter}&${service}&subject=${subject}&${paging}`
    const { status, body } = await get(`/api/serviceowner/reportees/${asked}`)
    if (status >= 300) throw new Error(String(status))
    const read = new Set(needRows(body, model).map((row) => JSON.stringify(row)))
    for (const row of read) all.add(row)
    if (read.size < pageSize) return all
  }
}

describe.each(sides)('NAV’s lay-off form and health clients, answered by %s', (side) => {
  it('end with the organisations that live, as the first of them asked', async () => {
    gateway = await startSide(side)
    expect(namesOf(await listFirst(side, leader))).toEqual(active[side])
  })

  it('end with those for which the person has the service, as the others ask', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    const names = activeWithService[side]
    expect(namesOf(await listLast(proxy, leader))).toEqual(names)
    expect((await listForHealth(side, leader)).size).toBe(names.length)
  })

  it('page through more than a thousand to the end', async () => {
    gateway = await startSide(side)
    const added = addClients(gateway, 1_100)
    const proxy = await createProxy(gateway, side)
    const names = [...activeWithService[side], ...added.map(({ name }) => name)].sort()
    expect(namesOf(await listLast(proxy, leader))).toEqual(names)
    expect((await listForHealth(side, leader)).size).toBe(names.length)
    // Two tokens, and of each those with the service and the person's own row.
    expect(callsTo(gateway).altinn3).toBe(side === 'altinn2' ? 0 : 4)
  })
})

describe('NAV’s lay-off form', () => {
  it('ends with nobody for a person of whom Altinn 3 knows nothing', async () => {
    gateway = await startSide('altinn3')
    expect(await listFirst('altinn3', unknownPerson)).toEqual([])
  })

  it('fails for somebody without a profile in Altinn 2, as it always did', async () => {
    gateway = await startSide('altinn2')
    await expect(listFirst('altinn2', unknownPerson)).rejects.toThrow('400')
  })
})
