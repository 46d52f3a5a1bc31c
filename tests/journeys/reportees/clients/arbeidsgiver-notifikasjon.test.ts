import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { people, unknownPerson } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { createProxy, type Proxy } from './altinn-rettigheter-proxy.ts'
import { activeByRole, callsTo, moved, namesOf, sides, startSide, type Row } from './shared.ts'

const leader = people.leader.number
/** DAGL in Altinn 2’s test environment. */
const role = '195'

let gateway: TestGateway
afterEach(() => gateway.close())

/**
 * navikt/arbeidsgiver-notifikasjon-produsent-api SuspendingAltinnClient.kt and Altinn.kt, until 2023:
 * one page, every row of which must have an organisation number.
 */
async function listByRole({ external }: Proxy, subject: string): Promise<readonly Row[]> {
  const rows = await external(subject, { ForceEIAuthentication: '', roleDefinitionId: role })
  if (rows.some(({ OrganizationNumber }) => (OrganizationNumber ?? null) === null)) {
    throw new Error('NullPointerException')
  }
  return rows
}

/** The same by service, later: sub-units alone. */
async function listUnits({ second }: Proxy, subject: string): Promise<readonly Row[]> {
  const rows = await second(subject, { top: 500, skip: 0, service: moved })
  return rows.filter(
    ({ Type, OrganizationNumber }) =>
      Type !== 'Enterprise' && Type !== 'Person' && (OrganizationNumber ?? null) !== null,
  )
}

describe.each(sides)('NAV’s notifications for employers, answered by %s', (side) => {
  it('end with the organisations that the person leads, not with the person', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    expect(namesOf(await listByRole(proxy, leader))).toEqual(activeByRole[side])
    expect(callsTo(gateway)).toEqual({
      altinn2: side === 'altinn3' ? 0 : 1,
      altinn3: side === 'altinn2' ? 0 : 1,
    })
  })

  it('end with the sub-units for which the person has a service', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    const { division, housesUnits } = kinds
    const names = [division, ...housesUnits].map(({ name }) => name).sort()
    expect(namesOf(await listUnits(proxy, leader))).toEqual(names)
  })

  it('end with nobody for somebody who leads nothing, and for somebody unknown', async () => {
    gateway = await startSide(side)
    const proxy = await createProxy(gateway, side)
    expect(await listByRole(proxy, people.loner.number)).toEqual([])
    expect(await listByRole(proxy, unknownPerson)).toEqual([])
    expect(await listUnits(proxy, unknownPerson)).toEqual([])
  })
})
