import { people } from '../people.ts'
import { organizations } from '../organizations.ts'
import { kinds } from '../altinn3/access-management/kinds.ts'
import { mainParty } from '../altinn3/access-management/seed.ts'
import type { ConsentRequest } from './consents/consent-state.ts'
import { seedConsents } from './consents/consent-state.ts'
import type { DelegationRequest } from './service-owner/delegation-requests-state.ts'
import { seedDelegationRequests } from './service-owner/delegation-requests-state.ts'
import { seedSrrRights, type SrrRight } from './service-owner/srr-state.ts'

/** An address to which messages are announced; exactly one of the two. */
export interface Contact {
  readonly id: number
  readonly email?: string
  readonly mobile?: string
}

export interface GivenRole {
  readonly roleId: number
  readonly definition: number
  readonly delegator?: string
  readonly delegated?: string
}

/** A right that a person or an organisation was given directly. */
export interface GivenRight {
  readonly rightId: number
  readonly serviceCode?: string
  readonly serviceEdition?: number
  readonly messageId?: number
  readonly systemResource?: string
  readonly action: string
  readonly delegated: string
}

/** A person or an organisation to whom a party has given roles or rights. */
export interface RightHolder {
  /** `r` and a party id, or `u` and the number of an enterprise user. */
  readonly id: string
  readonly name: string
  readonly lastName?: string
  readonly socialSecurityNumber?: string
  readonly organizationNumber?: string
  readonly roles: GivenRole[]
  readonly rights: GivenRight[]
}

export interface EnterpriseUser {
  userName: string
  readonly owner: string
  readonly created: string
  secret: string
}

/** What one started stand-in keeps beside messages, files and reportees; tests may change it. */
export interface Records {
  /** By the party's id. */
  readonly contacts: Map<number, Contact[]>
  readonly holders: Map<number, RightHolder[]>
  readonly consents: ConsentRequest[]
  readonly users: EnterpriseUser[]
  readonly delegationRequests: DelegationRequest[]
  readonly srr: SrrRight[]
  /** The number that the next record gets, whatever it is. */
  next: number
}

const { customer } = organizations
const { leader, loner } = kinds

/** A state of its own with every call. */
export function seedRecords(): Records {
  return {
    contacts: new Map([
      [
        mainParty.partyId,
        [
          { id: 4001, email: 'post@kvassfjell.example' },
          { id: 4002, mobile: '40000001' },
        ],
      ],
    ]),
    holders: new Map([[mainParty.partyId, seedHolders()]]),
    consents: seedConsents(),
    users: [
      {
        userName: 'kvassfjell_lonn',
        owner: customer.number,
        created: '2024-01-15T09:30:00.12',
        secret: 'sandkasse-hemmelighet',
      },
    ],
    delegationRequests: seedDelegationRequests(),
    srr: seedSrrRights(),
    next: 900_001,
  }
}

function seedHolders(): RightHolder[] {
  const given = { delegator: leader.name, delegated: '2024-05-01T08:00:00.1' }
  return [
    {
      id: `r${loner.partyId}`,
      ...personOf(people.loner),
      roles: [{ roleId: 600_123, definition: 11, ...given }],
      rights: [right(7_001, 'Read'), right(7_002, 'Write')],
    },
    {
      id: `r${leader.partyId}`,
      ...personOf(people.leader),
      roles: [{ roleId: 600_124, definition: 195 }],
      rights: [],
    },
  ]
}

function personOf({ name, number }: { readonly name: string; readonly number: string }) {
  const [, lastName = '', firstName = ''] = /^(\S+) (.+)$/.exec(name) ?? []
  // Reportees have the surname first, right holders last.
  return { name: `${firstName} ${lastName}`, lastName, socialSecurityNumber: number }
}

function right(rightId: number, action: string): GivenRight {
  const service = { serviceCode: '5998', serviceEdition: 160101 }
  return { rightId, ...service, action, delegated: '2024-05-01T08:00:00.1' }
}
