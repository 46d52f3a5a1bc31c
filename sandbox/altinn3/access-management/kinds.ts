import { nothing, organization, person, selfIdentified } from './parties.ts'
import type { Grant, Party } from './state.ts'
import { organizations, systemUserIds } from '../../organizations.ts'
import { people } from '../../people.ts'
import { organizationNumbersFrom } from '../../synthetic-numbers.ts'

const numbers = organizationNumbersFrom(313_300_000)

function newOrganization(name: string, partyId: number, more: Partial<Party> = {}): Party {
  return organization({ number: numbers.next().value, name }, partyId, more)
}

function subunitOf({ partyUuid }: Party, unitType: string, name: string, partyId: number): Party {
  return newOrganization(name, partyId, { unitType, parentUuid: partyUuid })
}

const house = organization(organizations.caretaker, 50_300_001)
const housesUnits = [
  subunitOf(house, 'BEDR', 'TUNDAL FORVALTNING AVD BERGEN', 50_300_002),
  subunitOf(house, 'AAFY', 'TUNDAL FORVALTNING AVD VOSS', 50_300_003),
] as const
const division = newOrganization('TUNDAL KOMMUNE PLAN OG BYGG', 50_300_004, { unitType: 'ORGL' })
const closed = newOrganization('STENGT FORRETNING AS', 50_300_005, { isDeleted: true })
const shell = newOrganization('HOLDAL KONSERN ASA', 50_300_006, { unitType: 'ASA' })
const shellsUnit = subunitOf(shell, 'BEDR', 'HOLDAL KONSERN AVD MOSS', 50_300_007)
const viaKeyRole = newOrganization('KUNDEFORHOLD AS', 50_300_008)
const leader = person(people.leader, 50_300_011)
const loner = person(people.loner, 50_300_012)
const newcomer = person(people.newcomer, 50_300_013)
const giver = person(people.giver, 50_300_014)
const emailUser = selfIdentified('testbruker@example.com', 50_300_015)

/** One of every kind that a list can hold. */
export const kinds = {
  house,
  housesUnits,
  division,
  closed,
  /** There only for the sake of its unit. */
  shell,
  shellsUnit,
  viaKeyRole,
  ...{ leader, loner, newcomer, giver },
  emailUser,
} as const

export const partiesOfKinds: readonly Party[] = Object.values(kinds).flat()

export const appResource = 'app_ttd_prove-skjema'
/** The one instance that the leader was given by itself. */
export const givenInstance = '5a2c1f70-6f0b-4d4e-9c55-0f5a7d1b2e3c'
const instanceId = `${division.partyId}/${givenInstance}`

/** PartySyncService.cs: everybody who lives has one role, for himself. */
const own = ({ partyUuid: from }: Party): Grant => ({
  ...nothing,
  from,
  roles: ['privatperson', 'priv'],
})

/** What the caretaker's system user and the people have. */
export const grantsOfKinds: Readonly<Record<string, readonly Grant[]>> = {
  [systemUserIds[organizations.caretaker.number] ?? '']: [
    {
      ...nothing,
      from: house.partyUuid,
      resources: ['acn-broker-02', appResource, 'app_ttd_a2-5998-160101'],
    },
    { ...nothing, from: division.partyUuid, packages: ['posttjenester'] },
    { ...nothing, from: closed.partyUuid, resources: ['acn-broker-02'] },
    { ...nothing, from: shellsUnit.partyUuid, resources: [appResource] },
    { ...nothing, from: giver.partyUuid, resources: [appResource] },
    { ...nothing, from: emailUser.partyUuid, roles: ['selvregistrert', 'seln'] },
  ],
  [people.leader.number]: [
    own(leader),
    { ...nothing, from: house.partyUuid, roles: ['daglig-leder', 'dagl'] },
    {
      ...nothing,
      from: division.partyUuid,
      resources: [appResource],
      instances: [
        {
          resourceId: appResource,
          instanceId,
          instanceRef: `urn:altinn:instance-id:${instanceId}`,
        },
      ],
    },
    { ...nothing, from: closed.partyUuid, packages: ['posttjenester'] },
    { ...nothing, from: shellsUnit.partyUuid, resources: ['acn-broker-02'] },
    { ...nothing, from: giver.partyUuid, resources: [appResource] },
    { ...nothing, from: emailUser.partyUuid, roles: ['selvregistrert', 'seln'] },
    { ...nothing, from: viaKeyRole.partyUuid, packages: ['posttjenester'], viaKeyRole: true },
  ],
  [people.loner.number]: [own(loner)],
  [people.newcomer.number]: [own(newcomer)],
  [people.giver.number]: [own(giver)],
}
