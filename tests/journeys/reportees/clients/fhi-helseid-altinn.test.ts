import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { people } from '../../../../sandbox/people.ts'
import { http } from '../../../support/network/http.ts'
import { syntheticNumbers } from '../../../support/identity-numbers.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import {
  activeWithService,
  createLine,
  moved,
  namesOf,
  needRows,
  ownerToken,
  sides,
  startSide,
  type Row,
} from './shared.ts'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { runs } from '../../../support/long-run.ts'

const { leader } = people
/** With a wrong check digit. */
const impossible = '26899299345'

let gateway: TestGateway
afterEach(() => gateway.close())

const reportee = {
  mandatory: [],
  optional: ['Name', 'Type', 'SocialSecurityNumber', 'OrganizationNumber', 'OrganizationForm'],
  strangers: 'skipped',
} as const

describe.each(sides)('FHI’s client Fhi.HelseId.Altinn, answered by %s', (side) => {
  /** AltinnServiceOwnerClient.cs: pages until one is empty; nobody for one phrase, throws for any other. */
  async function listReportees(subject: string): Promise<readonly Row[]> {
    const authorization = `Bearer ${await ownerToken(gateway, side)}`
    const { get } = createLine(gateway, { authorization, apikey: 'key' })
    const all: Row[] = []
    for (;;) {
      const service = `serviceCode=${moved.code}&serviceEdition=1`
      const page = `$skip=${all.length}&$top=1000`
      const answer = await get(
        `/api/serviceowner/reportees?ForceEIAuthentication&subject=${subject}&${service}&${page}`,
      )
      const { status, reason } = answer
      if (status === 400 && reason === `Invalid social security number: ${subject}`) return []
      if (status >= 300) throw new Error(`${status} ${reason}`)
      const rows = needRows(answer.body, reportee)
      if (rows.length === 0) return all
      all.push(...rows)
    }
  }

  it('finds whom a person may act for', async () => {
    gateway = await startSide(side)
    const organizations = (await listReportees(leader.number)).filter(
      ({ OrganizationNumber: number }) => number !== undefined && number !== null,
    )
    expect(namesOf(organizations)).toEqual([...activeWithService[side], kinds.closed.name].sort())
  })

  it('takes a number that cannot be one for a person who may act for nobody', async () => {
    gateway = await startSide(side)
    expect(await listReportees(impossible)).toEqual([])
  })
})

describe('a number that a caller has sent', () => {
  /** The first that has the shape of the given one, and a wrong check digit. */
  const impossibleNumbers = syntheticNumbers.map(
    (number) => number.slice(0, 10) + String((Number(number[10]) + 1) % 10),
  )

  it('comes back to that caller in the reason phrase, and goes nowhere else', async () => {
    gateway = await startSide('altinn3')
    const authorization = `Bearer ${await ownerToken(gateway, 'altinn3')}`
    const asked = gateway.sandbox.altinn3.asked.length
    const sent: string[] = []
    await fc.assert(
      fc.asyncProperty(impossibleNumbers, async (number) => {
        sent.push(number)
        const target = `/api/serviceowner/reportees?subject=${number}`
        const answer = await http(gateway.url, target, { headers: { authorization } })
        expect([answer.status, answer.reason]).toEqual([
          400,
          `Invalid social security number: ${number}`,
        ])
        expect([...answer.rawHeaders, answer.body].join('\n')).not.toContain(number)
      }),
      runs(20),
    )
    const pages = ['/metrics', '/unready-callers', '/refused-callers', '/register', '/']
    const shown = await Promise.all(pages.map((page) => http(gateway.adminUrl, page)))
    const written = [gateway.log(), ...shown.map(({ body }) => body)].join('\n')
    for (const number of sent) expect(written).not.toContain(number)
    expect(gateway.log()).toContain('SUBJECT_INVALID')
    expect(gateway.sandbox.altinn3.asked.slice(asked).join()).not.toMatch(/\d{11}/)
  })
})
