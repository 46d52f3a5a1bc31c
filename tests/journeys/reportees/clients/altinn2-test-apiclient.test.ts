import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { organizations } from '../../../../sandbox/organizations.ts'
import { people } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { http } from '../../../support/network/http.ts'
import { callsTo, endUserToken, needRow, sides, startSide, type Row, type Side } from './shared.ts'

const { giver, leader, loner } = people

let gateway: TestGateway
afterEach(() => gateway.close())

/** Reportee.cs: System.Text.Json matches letter case, wants text and skips what it does not know. */
const reportee = {
  mandatory: [],
  optional: [
    'ReporteeId',
    'Name',
    'Type',
    'SocialSecurityNumber',
    'OrganizationNumber',
    'ParentOrganizationNumber',
    'OrganizationForm',
    'Status',
  ],
  strangers: 'skipped',
} as const

/** Altinn/altinn2-test-apiclient ReporteeHandler.cs, with Flurl: whatever fails is nobody. */
async function findReportee(
  side: Side,
  { number, lastName }: { readonly number: string; readonly lastName: string },
): Promise<Row | undefined> {
  const { status, body } = await http(gateway.url, '/api/reportees/ReporteeConversion', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await endUserToken(gateway, side, organizations.caretaker.number)}`,
      ApiKey: 'key',
      Accept: 'application/json',
      'Content-Type': 'application/json; charset=UTF-8',
    },
    body: JSON.stringify({ SocialSecurityNumber: number, LastName: lastName }),
  })
  return status >= 300 ? undefined : needRow(JSON.parse(body), reportee)
}

const own = { number: giver.number, lastName: 'Testperson' }

describe.each(sides)('Altinn’s own sample client, answered by %s', (side) => {
  it('finds a person of its own by number and last name', async () => {
    gateway = await startSide(side)
    const found = await findReportee(side, own)
    expect(found).toMatchObject({
      ReporteeId: `r${kinds.giver.partyId}`,
      Name: giver.name,
      Type: 'Person',
      SocialSecurityNumber: giver.number,
    })
    // One conversion is nothing to join: on both sides it is Altinn 2's as long as that is open.
    expect(callsTo(gateway)).toEqual(
      side === 'altinn3' ? { altinn2: 0, altinn3: 1 } : { altinn2: 1, altinn3: 0 },
    )
  })

  it('finds nobody by another name', async () => {
    gateway = await startSide(side)
    expect(await findReportee(side, { ...own, lastName: 'Andre' })).toBeUndefined()
  })
})

describe('Altinn’s own sample client', () => {
  it('finds those that are not its own in Altinn 2 alone', async () => {
    const strangers = [leader, loner].map(({ number }) => ({ number, lastName: 'Testperson' }))
    gateway = await startSide('altinn2')
    for (const stranger of strangers) expect(await findReportee('altinn2', stranger)).toBeDefined()
    await gateway.close()
    gateway = await startSide('altinn3')
    for (const stranger of strangers) {
      expect(await findReportee('altinn3', stranger)).toBeUndefined()
    }
  })
})
