import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { people, unknownPerson } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import {
  activeWithService,
  addClients,
  callsTo,
  createLine,
  moved,
  needRows,
  ownerToken,
  sides,
  startSide,
  type Side,
} from './shared.ts'

const leader = people.leader.number
const pageSize = 500

let gateway: TestGateway
afterEach(() => gateway.close())

const reportee = {
  mandatory: ['Type'],
  optional: ['OrganizationNumber'],
  strangers: 'skipped',
} as const

interface Found {
  readonly numbers: readonly string[]
  readonly warnings: number
  readonly calls: number
}

/** navikt/amt-altinn-acl AltinnClientImpl.kt, until it was taken out in 2025. */
async function listOrganizations(side: Side, subject: string): Promise<Found> {
  const { get, calls } = createLine(gateway, {
    APIKEY: 'key',
    Authorization: `Bearer ${await ownerToken(gateway, side)}`,
    'Accept-Encoding': 'gzip',
    'User-Agent': 'okhttp/4.12.0',
  })
  const asked = `subject=${subject}&serviceCode=${moved.code}&serviceEdition=${moved.edition}`
  const numbers = new Set<string>()
  let warnings = 0
  for (let page = 0; ; page += 1) {
    const paging = `$top=${pageSize}&$skip=${page * pageSize}`
    const answer = await get(`/api/serviceowner/reportees?${asked}&${paging}`)
    if (answer.status >= 300) throw new Error(`code=${answer.status}`)
    if (answer.headers['x-warning-limitreached'] !== undefined) warnings += 1
    const kept = needRows(answer.body, reportee).flatMap(
      ({ OrganizationNumber }) => OrganizationNumber ?? [],
    )
    for (const number of kept) numbers.add(number)
    if (kept.length < pageSize) return { numbers: [...numbers].sort(), warnings, calls: calls() }
  }
}

/** With the one that is inactive, since nothing is filtered. */
function numbersOf(side: Side): readonly string[] {
  const inAltinn2 = gateway.sandbox.altinn2.reportees.of[leader] ?? []
  const known = [...Object.values(kinds).flat(), ...inAltinn2]
  const names = [...activeWithService[side], kinds.closed.name]
  return names
    .map((name) => known.find((one) => one.name === name)?.organizationNumber ?? '')
    .sort()
}

describe.each(sides)('NAV’s access control of measures, answered by %s', (side) => {
  it('ends with the numbers of all organisations, on one page', async () => {
    gateway = await startSide(side)
    const found = await listOrganizations(side, leader)
    expect(found).toEqual({ numbers: numbersOf(side), warnings: 0, calls: 1 })
  })

  it('has all four hundred on one page, and asks no more', async () => {
    gateway = await startSide(side)
    const added = addClients(gateway, 400).map(({ organizationNumber }) => organizationNumber ?? '')
    const found = await listOrganizations(side, leader)
    const numbers = [...numbersOf(side), ...added].sort()
    expect(found).toEqual({ numbers, warnings: 0, calls: 1 })
    expect(callsTo(gateway).altinn3).toBe(side === 'altinn2' ? 0 : 2)
  })

  it('ends with none for somebody of whom Altinn 3 knows only the person', async () => {
    gateway = await startSide(side)
    const found = await listOrganizations(side, people.loner.number)
    expect(found).toEqual({ numbers: [], warnings: 0, calls: 1 })
  })
})

describe('NAV’s access control of measures', () => {
  it('hears that Altinn 2 could not read everything', async () => {
    gateway = await startSide('altinn2')
    gateway.sandbox.altinn2.reportees.modes.limitReached = true
    const { warnings } = await listOrganizations('altinn2', leader)
    expect(warnings).toBe(1)
  })

  it('ends with none, not with an error, for somebody of whom nobody knows', async () => {
    gateway = await startSide('altinn3')
    const found = await listOrganizations('altinn3', unknownPerson)
    expect(found).toEqual({ numbers: [], warnings: 0, calls: 1 })
  })

  it('fails for somebody without a profile in Altinn 2, as it always did', async () => {
    gateway = await startSide('altinn2')
    await expect(listOrganizations('altinn2', unknownPerson)).rejects.toThrow('code=400')
  })
})
