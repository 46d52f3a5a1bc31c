import type { Altinn2Reportees, Reportee } from './state.ts'
import { kinds } from '../../altinn3/access-management/kinds.ts'
import {
  accountantsClients,
  customerSubunit,
  seedAccess,
} from '../../altinn3/access-management/seed.ts'
import { findParty, type Party } from '../../altinn3/access-management/state.ts'
import { organizations } from '../../organizations.ts'
import { people } from '../../people.ts'
import { organizationNumbersFrom } from '../../synthetic-numbers.ts'

const { accountant, caretaker, customer } = organizations
const register = seedAccess()
const [housing, closedHousing, cabins] = organizationNumbersFrom(315_700_000)

/** As both platforms know it. */
function known(party: Party, more: Partial<Reportee> = {}): Reportee {
  const { partyId, name, personId } = party
  if (personId !== null) {
    return { partyId, name, type: 'Person', socialSecurityNumber: personId, ...more }
  }
  const parent = findParty(register, 'partyUuid', party.parentUuid ?? '')
  const isBusiness = ['BEDR', 'AAFY', 'ORGL'].includes(party.unitType ?? '')
  return {
    partyId,
    name,
    type: isBusiness ? 'Business' : 'Enterprise',
    organizationNumber: party.organizationNumber ?? '',
    ...(parent ? { parentOrganizationNumber: parent.organizationNumber ?? '' } : {}),
    organizationForm: party.unitType ?? '',
    status: party.isDeleted ? 'Inactive' : 'Active',
    ...more,
  }
}

function registered(organizationNumber: string): Reportee {
  const party = findParty(register, 'organizationNumber', organizationNumber)
  if (party === undefined) throw new Error(organizationNumber)
  return known(party)
}

/** Known to Altinn 2 alone. */
function oldOne(
  name: string,
  organizationNumber: string | undefined,
  partyId: number,
  more: Partial<Reportee> = {},
): Reportee {
  return {
    partyId,
    name,
    type: 'Enterprise',
    organizationNumber: organizationNumber ?? '',
    organizationForm: 'ESEK',
    status: 'Active',
    ...more,
  }
}

const sameie = oldOne('GAMLEVIK SAMEIE', housing, 50_090_001, { services: ['4540/1', '4483/1'] })
const closed = oldOne('GAMLEVIK SAMEIE II', closedHousing, 50_090_002, { status: 'Inactive' })
const hyttelag = oldOne('STORLI HYTTELAG', cabins, 50_090_003, {
  organizationForm: 'FLI',
  roles: [195],
})

/** A state of its own with every call. */
export function seedReportees(): Altinn2Reportees {
  const { house, housesUnits, division, closed: closedClient, giver, leader, loner } = kinds
  const forms = { services: ['4537/1', 'ttd/prove-skjema'] }
  return {
    of: {
      [customer.number]: [
        registered(customer.number),
        known(customerSubunit, forms),
        known(giver, forms),
        sameie,
        closed,
      ],
      [accountant.number]: [
        registered(accountant.number),
        ...accountantsClients.slice(0, 60).map((party) => known(party)),
        hyttelag,
      ],
      [caretaker.number]: [house, ...housesUnits, division, closedClient].map((one) => known(one)),
      [people.leader.number]: [
        known(leader),
        known(house, { roles: [195] }),
        ...housesUnits.map((unit) => known(unit, { roles: [195] })),
        known(division, forms),
        known(closedClient, forms),
        hyttelag,
      ],
      [people.loner.number]: [known(loner)],
      [people.giver.number]: [known(giver)],
    },
    profiles: new Set([people.leader.number, people.loner.number, people.giver.number]),
    modes: { endUserTypes: 'english', missing: 'absent', limitReached: false, mostRows: Infinity },
    questions: [],
    instead: () => undefined,
  }
}
