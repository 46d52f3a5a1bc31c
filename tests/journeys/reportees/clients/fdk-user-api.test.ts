import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../../sandbox/altinn3/access-management/kinds.ts'
import { people, unknownPerson } from '../../../../sandbox/people.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import {
  addClients,
  activeWithService,
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

const { leader, loner } = people

let gateway: TestGateway
afterEach(() => gateway.close())

const subjectModel = {
  mandatory: [],
  optional: [
    'Name',
    'Type',
    'OrganizationNumber',
    'OrganizationForm',
    'Status',
    'SocialSecurityNumber',
  ],
  strangers: 'skipped',
} as const

interface User {
  readonly firstName: string
  readonly lastName: string
  readonly organizations: readonly Row[]
}

/** Informasjonsforvaltning/fdk-user-api AltinnAdapter.kt and AltinnMappers.kt: one page, no Accept. */
async function findUser(side: Side, number: string): Promise<User | undefined> {
  const { get } = createLine(gateway, {
    accept: '*/*',
    authorization: `Bearer ${await ownerToken(gateway, side)}`,
    apikey: 'key',
  })
  const asked = `subject=${number}&servicecode=${moved.code}&serviceedition=1&$top=1000`
  const answer = await get(`/api/serviceowner/reportees?ForceEIAuthentication&${asked}`)
  // Whatever goes wrong, it goes on with nobody.
  const rows = answer.status >= 400 ? [] : needRows(answer.body, subjectModel)
  const self = rows.find(
    ({ Type, SocialSecurityNumber }) => Type === 'Person' && SocialSecurityNumber === number,
  )
  if (self === undefined) return undefined
  const names = (self.Name ?? '').split(/\s+/)
  return {
    firstName: names.slice(0, -1).join(' '),
    lastName: names.at(-1) ?? '',
    organizations: rows.filter(({ Type }) => Type === 'Enterprise' || Type === 'Business'),
  }
}

describe.each(sides)('the data catalogue’s user service, answered by %s', (side) => {
  it('finds the person among the rows of a service, and the organisations', async () => {
    gateway = await startSide(side)
    const user = await findUser(side, leader.number)
    const { organizations = [], ...name } = user ?? {}
    expect(name).toEqual({ firstName: 'TESTPERSON', lastName: 'LEDER' })
    expect(namesOf(organizations)).toEqual([...activeWithService[side], kinds.closed.name].sort())
    expect(callsTo(gateway)).toEqual(
      side === 'altinn2' ? { altinn2: 1, altinn3: 0 } : { altinn2: 0, altinn3: 2 },
    )
  })

  it('finds the person who has the service for nobody', async () => {
    gateway = await startSide(side)
    const user = await findUser(side, loner.number)
    expect(user).toEqual({ firstName: 'TESTPERSON', lastName: 'ALENE', organizations: [] })
  })

  it('finds the person also when there is more than its one page holds', async () => {
    gateway = await startSide(side)
    addClients(gateway, 1_100)
    const user = await findUser(side, leader.number)
    expect(user?.lastName).toBe('LEDER')
  })

  it.each(['list', 'phrase'])('finds nobody where nobody is known: as %s', async (manner) => {
    gateway = await startSide(side, { environment: { EMPTY_REPORTEES_AS: manner } })
    expect(await findUser(side, unknownPerson)).toBeUndefined()
  })
})
