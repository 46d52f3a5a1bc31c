import { findParty, type AccessState, type Party } from './access-management/state.ts'

const organization = 'urn:altinn:organization:identifier-no:'
const person = 'urn:altinn:person:identifier-no:'

export function organizationUrn(number: string): string {
  return organization + number
}

export function personUrn(number: string): string {
  return person + number
}

/** How Correspondence and Dialogporten name a party; who has no number is named by its uuid. */
export function urnOf({ organizationNumber, personId, partyUuid }: Party): string {
  if (organizationNumber !== null) return organization + organizationNumber
  return personId === null ? `urn:altinn:party:uuid:${partyUuid}` : person + personId
}

export function partyOf(access: AccessState, urn: string): Party | undefined {
  if (urn.startsWith(organization)) {
    return findParty(access, 'organizationNumber', urn.slice(organization.length))
  }
  return urn.startsWith(person)
    ? findParty(access, 'personId', urn.slice(person.length))
    : undefined
}
