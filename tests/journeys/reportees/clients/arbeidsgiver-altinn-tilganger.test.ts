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
  namesOf,
  needRows,
  ownerToken,
  sides,
  startSide,
  unmoved,
  type Row,
  type Side,
} from './shared.ts'

const leader = people.leader.number

let gateway: TestGateway
afterEach(() => gateway.close())

/** Altinn2Client.kt: kotlinx.serialization, with unknown members let through. */
const reportee = {
  mandatory: ['Name', 'Type'],
  optional: ['ParentOrganizationNumber', 'OrganizationNumber', 'OrganizationForm', 'Status'],
  strangers: 'skipped',
} as const

interface Result {
  readonly rows: readonly Row[]
  readonly isError: boolean
  readonly calls: number
}

/**
 * navikt/arbeidsgiver-altinn-tilganger Altinn2Client.kt: skips as many as it kept, until a page is
 * empty. A row that the server lets through and the client drops would come again for ever.
 */
async function listAccess(
  side: Side,
  subject: string,
  { code, edition }: typeof moved | typeof unmoved = moved,
): Promise<Result> {
  const { get, calls } = createLine(gateway, {
    accept: 'application/json',
    'content-type': 'application/json',
    'accept-charset': 'UTF-8',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    ApiKey: 'key',
  })
  const asked = `subject=${subject}&serviceCode=${code}&serviceEdition=${edition}`
  const kept: Row[] = []
  for (;;) {
    const page = `%24top=500&%24skip=${kept.length}&%24filter=Type+ne+%27Person%27`
    const answer = await get(`/api/serviceowner/reportees?${asked}&${page}`)
    if (answer.status === 400 && answer.reason.includes('User profile')) {
      return { rows: [], isError: false, calls: calls() }
    }
    if (answer.status >= 300) return { rows: kept, isError: true, calls: calls() }
    const rows = needRows(answer.body, reportee)
    if (rows.length === 0) return { rows: kept, isError: false, calls: calls() }
    kept.push(
      ...rows.filter(
        ({ OrganizationNumber, Type }) =>
          (OrganizationNumber ?? null) !== null && Type !== 'Person',
      ),
    )
  }
}

describe.each(sides)('NAV’s access service, answered by %s', (side) => {
  const withInactive = [...activeWithService[side], kinds.closed.name].sort()

  it('ends with every organisation, inactive ones too, and one empty page', async () => {
    gateway = await startSide(side)
    const { rows, isError, calls } = await listAccess(side, leader)
    expect([namesOf(rows), isError, calls]).toEqual([withInactive, false, 2])
    // Altinn 3 is asked for those with the service, and for the person's own row.
    const asked = { altinn2: { altinn2: 2, altinn3: 0 }, others: { altinn2: 0, altinn3: 2 } }
    expect(callsTo(gateway)).toEqual(side === 'altinn2' ? asked.altinn2 : asked.others)
  })

  it('pages through more than a thousand to the end', async () => {
    gateway = await startSide(side)
    const added = addClients(gateway, 1_100)
    const { rows, isError, calls } = await listAccess(side, leader)
    const all = [...withInactive, ...added.map(({ name }) => name)].sort()
    expect([namesOf(rows), isError, calls]).toEqual([all, false, 4])
    expect(callsTo(gateway).altinn3).toBe(side === 'altinn2' ? 0 : 2)
  })

  it('ends with nobody, and no error, for somebody unknown', async () => {
    gateway = await startSide(side)
    expect(await listAccess(side, unknownPerson)).toEqual({ rows: [], isError: false, calls: 1 })
  })

  it('ends with nobody when Altinn 2’s phrase is wanted', async () => {
    gateway = await startSide(side, { environment: { EMPTY_REPORTEES_AS: 'phrase' } })
    expect(await listAccess(side, unknownPerson)).toEqual({ rows: [], isError: false, calls: 1 })
    // Known, but without a row of any organisation: no phrase, and no row either.
    const loner = await listAccess(side, people.loner.number)
    expect(loner).toEqual({ rows: [], isError: false, calls: 1 })
  })
})

describe('NAV’s access service', () => {
  it('is answered by both platforms in turn while its services are on both', async () => {
    gateway = await startSide('both')
    const [ours, theirs] = [
      await listAccess('both', leader, moved),
      await listAccess('both', leader, unmoved),
    ]
    expect([ours.isError, theirs.isError]).toEqual([false, false])
    expect(namesOf(theirs.rows)).toContain('STORLI HYTTELAG')
    expect(namesOf(ours.rows)).not.toContain('STORLI HYTTELAG')
  })

  it('reads what Altinn 2 writes as null', async () => {
    gateway = await startSide('altinn2')
    gateway.sandbox.altinn2.reportees.modes.missing = 'null'
    const { rows, isError } = await listAccess('altinn2', leader)
    expect([namesOf(rows), isError]).toEqual([
      [...activeWithService.altinn2, kinds.closed.name].sort(),
      false,
    ])
  })

  it('hears of an error, and keeps what it has, once a service is nowhere any more', async () => {
    gateway = await startSide('altinn3')
    const found = await listAccess('altinn3', leader, unmoved)
    expect(found).toEqual({ rows: [], isError: true, calls: 1 })
  })
})
