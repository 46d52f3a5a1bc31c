import {
  nothing,
  organization,
  selfIdentified,
} from '../../../sandbox/altinn3/access-management/parties.ts'
import { findParty, type Party } from '../../../sandbox/altinn3/access-management/state.ts'
import type { Reportee } from '../../../sandbox/altinn2/reportees/state.ts'
import { organizations, systemUserIds } from '../../../sandbox/organizations.ts'
import { people, unknownPerson } from '../../../sandbox/people.ts'
import type { Sandbox } from '../../../sandbox/start.ts'
import { organizationNumbersFrom, uuidOf } from '../../../sandbox/synthetic-numbers.ts'

/** Somebody whom one platform or both have on their list, each by its own name. */
export interface TestParty {
  readonly partyId: number
  readonly type: Reportee['type']
  readonly organizationNumber?: string
  readonly parentOrganizationNumber?: string
  readonly organizationForm?: string
  readonly socialSecurityNumber?: string
  readonly isActive: boolean
  readonly altinn2?: string
  readonly altinn3?: string
}

type On = 'altinn2' | 'altinn3' | 'both'

const words = 'ÅS ÆRFUGL ØYE aker AALESUND Bø zeta Été O ÖSTMAN d’Or A-B ab'.split(' ')

/** Both know it, by different names: the one that is shown tells whose row it is. */
function named(name: string, on: On): Pick<TestParty, 'altinn2' | 'altinn3'> {
  return {
    ...(on === 'altinn3' ? {} : { altinn2: on === 'both' ? `${name} FØR` : name }),
    ...(on === 'altinn2' ? {} : { altinn3: name }),
  }
}

// Each place has its own, once and for all, so that a stand-in need never forget one.
const numbers: string[] = []
const source = organizationNumbersFrom(330_000_000)

function numberAt(place: number): string {
  while (numbers.length <= place) numbers.push(source.next().value)
  return numbers[place] ?? ''
}

/** Of five in a row the fourth is a sub-unit of the third. */
function organizationAt(place: number, on: On): TestParty {
  const isSubunit = place % 5 === 3
  const word = words[place % words.length] ?? ''
  return {
    partyId: 52_000_000 + place,
    type: isSubunit ? 'Business' : 'Enterprise',
    organizationNumber: numberAt(place),
    ...(isSubunit ? { parentOrganizationNumber: numberAt(place - 1) } : {}),
    organizationForm: isSubunit ? 'BEDR' : 'AS',
    isActive: true,
    ...named(`${word} ${(place * 7_919) % 100_003}`, on),
  }
}

/** So many on Altinn 2’s list, a third of them on Altinn 3’s too; and so many on that alone. */
export function createOrganizations(ofAltinn2: number, ofAltinn3Alone = 20): readonly TestParty[] {
  const first = Array.from({ length: ofAltinn2 }, (_, place) =>
    organizationAt(place, Math.floor(place / 5) % 3 === 1 ? 'both' : 'altinn2'),
  )
  const rest = Array.from({ length: ofAltinn3Alone }, (_, place) =>
    organizationAt(10_000 + place, 'altinn3'),
  )
  return [...first, ...rest]
}

const sides: readonly On[] = ['altinn2', 'altinn3', 'both']

/** What is closed, on either side and on both. */
export const closedOnes: readonly TestParty[] = sides.map((on, place) => ({
  ...organizationAt(20_000 + place, on),
  isActive: false,
  ...named(`STENGT ${on}`, on),
}))

function personOf(
  { number, name }: { readonly number: string; readonly name: string },
  partyId: number,
  on: On,
): TestParty {
  return {
    partyId,
    type: 'Person',
    socialSecurityNumber: number,
    isActive: true,
    ...named(name, on),
  }
}

/** The first is the subject that service owners ask about. */
export const persons: readonly TestParty[] = [
  personOf(people.leader, 50_300_011, 'both'),
  personOf(people.newcomer, 50_300_013, 'altinn3'),
  personOf(people.giver, 50_300_014, 'both'),
  personOf({ number: unknownPerson, name: 'TESTPERSON UKJENT' }, 52_030_000, 'altinn2'),
]

/** Without any number but the reportee’s. */
export const numberless: readonly TestParty[] = sides.map((on, place) => ({
  partyId: 52_040_000 + place,
  type: 'Person',
  isActive: true,
  ...named(`testbruker-${on}@example.com`, on),
}))

/** Gives both platforms exactly these to tell, Altinn 2 in this order. */
export function tell({ altinn2, altinn3 }: Sandbox, parties: readonly TestParty[]): void {
  const ofAltinn2 = parties.flatMap(toReportee)
  const ofAltinn3 = parties.flatMap(toParty)
  const { access } = altinn3
  const added = ofAltinn3.filter((one) => !findParty(access, 'partyUuid', one.partyUuid))
  access.parties.push(...added)
  const grants = ofAltinn3.map(({ partyUuid: from, organizationNumber: number }) => {
    return { ...nothing, from, resources: number === null ? [] : given }
  })
  const { number } = organizations.customer
  for (const holder of [systemUserIds[number] ?? '', people.leader.number]) {
    access.grants[holder] = grants
  }
  for (const holder of [number, people.leader.number]) altinn2.reportees.of[holder] = ofAltinn2
}

/** What belongs to the service that has moved; organisations alone give it. */
const given = ['app_ttd_prove-skjema']

/** A number joins what both have, even under two ids. */
export function idInAltinn2(party: TestParty): number {
  const number = party.organizationNumber ?? party.socialSecurityNumber
  const isOnBoth = party.altinn2 !== undefined && party.altinn3 !== undefined
  return party.partyId + (number !== undefined && isOnBoth ? 1_000_000 : 0)
}

function toReportee(party: TestParty): readonly Reportee[] {
  const { altinn2: name, isActive, ...same } = party
  if (name === undefined) return []
  const status = isActive ? ('Active' as const) : ('Inactive' as const)
  const isOrganization = party.organizationNumber !== undefined
  return [{ ...same, partyId: idInAltinn2(party), name, ...(isOrganization ? { status } : {}) }]
}

function toParty(party: TestParty): readonly Party[] {
  const { altinn3: name, partyId, organizationNumber: number } = party
  if (name === undefined) return []
  if (number === undefined) return [{ ...selfIdentified(name, partyId), ...identity(party) }]
  const { parentOrganizationNumber: parent, organizationForm: unitType = null } = party
  const parentUuid = parent === undefined ? null : uuidOf(`party ${parent}`)
  const isDeleted = !party.isActive
  return [organization({ number, name }, partyId, { unitType, parentUuid, isDeleted })]
}

function identity({ socialSecurityNumber: personId }: TestParty): Partial<Party> {
  if (personId === undefined) return {}
  return { partyUuid: uuidOf(`party ${personId}`), type: 'Person', personId, emailId: null }
}
