import type { GivenOwner } from './template.ts'
import { findParty, type Party } from '../../access-management/state.ts'
import type { Caller } from '../../storage/access.ts'
import { text } from '../../storage/answer.ts'
import type { Application, InstanceOwner } from '../../storage/model.ts'
import type { Answered } from '../../../strict.ts'

/** LookupParty and what comes of it: the party, or a 404 that says what was looked for. */
export function lookUp(given: GivenOwner, { access }: Caller): Party | Answered {
  const { partyId, personNumber, organisationNumber } = given
  const keys = [
    ['partyId', partyId],
    ['personId', personNumber],
    ['organizationNumber', organisationNumber],
  ] as const
  const [key, value = ''] = keys.find(([, one]) => one !== undefined) ?? []
  const party = key === undefined ? undefined : findParty(access, key, value)
  if (party !== undefined) return party
  if (partyId !== undefined) return text(404, 'Cannot lookup party: Unknown party')
  const name = personNumber === undefined ? 'organisationNumber' : 'personNumber'
  const why = `Failed to lookup party by ${name}: ${value}. The exception was: 404 - Not Found - `
  return text(404, `Cannot lookup party: ${why}`)
}

/** InstantiationHelper.PartyToInstanceOwner: the app fills in the number. */
export function toInstanceOwner({ partyId, personId, organizationNumber }: Party): InstanceOwner {
  const id = String(partyId)
  if (personId !== null) return { partyId: id, personNumber: personId }
  return organizationNumber === null
    ? { partyId: id }
    : { partyId: id, organisationNumber: organizationNumber }
}

/** InstantiationHelper.IsPartyAllowedToInstantiate; where no type is allowed, all are. */
export function isTypeAllowed(
  { type, unitType }: Party,
  { partyTypesAllowed: allowed }: Application,
): boolean {
  if (!Object.values(allowed).includes(true)) return true
  if (type !== 'Organization') return allowed.person === true
  const isSubunit = unitType === 'BEDR' || unitType === 'AAFY'
  if (isSubunit ? allowed.subUnit : allowed.organisation) return true
  return unitType === 'KBO' && allowed.bankruptcyEstate === true
}
