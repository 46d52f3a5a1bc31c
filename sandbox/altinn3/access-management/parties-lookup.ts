import { findParty, type AccessState, type Party } from './state.ts'
import type { Attribute } from './parties-subject.ts'

/** An `ArgumentException`, which the controller answers with 400. */
export class BadArgument extends Error {
  constructor(message: string, parameter: string) {
    super(`${message} (Parameter '${parameter}')`)
  }
}

const uuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i
// AltinnXacmlConstants.cs; each kind of uuid finds whatever has it.
const uuidTypes = ['party', 'person', 'organization', 'systemuser', 'enterpriseuser'].map(
  (kind) => `urn:altinn:${kind}:uuid`,
)
// Nobody is known by any of these here.
const nameless = ['urn:altinn:enterpriseuser:username', 'urn:altinn:person:legacy-selfidentified']

/** Whose grants are asked for; undefined for somebody unknown, who has an empty list. */
export function subjectOf(asked: Attribute, state: AccessState): string | undefined {
  if (asked.type === nameless[1]) throw unknownType(asked, 'subjectAttribute')
  const party = find(asked, state, 'subjectAttribute')
  if (party !== undefined) return party.personId ?? party.organizationNumber ?? party.partyUuid
  const isNoParty = /(?:systemuser|party):uuid$|:userid$/.test(asked.type)
  return isNoParty ? asked.value.toLowerCase() : undefined
}

/** AuthorizedPartiesServiceEf.GetPartyFilterUuids: who is unknown is left out, unless named so. */
export function filterOf(asked: readonly Attribute[], state: AccessState): readonly string[] {
  return asked.flatMap((attribute) => {
    const party = find(attribute, state, 'partyAttributes')
    const isUnchecked = /:(?:person|enterpriseuser|systemuser):uuid$/.test(attribute.type)
    return party?.partyUuid ?? (isUnchecked ? attribute.value.toLowerCase() : [])
  })
}

function find(
  { type, value }: Attribute,
  state: AccessState,
  parameter: string,
): Party | undefined {
  if (uuidTypes.includes(type)) {
    if (!uuid.test(value)) throw new BadArgument(`Not a well-formed uuid: ${value}`, parameter)
    return findParty(state, 'partyUuid', value)
  }
  switch (type) {
    case 'urn:altinn:partyid':
      return findParty(state, 'partyId', needInteger(value, parameter))
    case 'urn:altinn:userid':
      needInteger(value, parameter)
      return undefined
    case 'urn:altinn:person:identifier-no':
      return findParty(state, 'personId', value)
    case 'urn:altinn:organization:identifier-no':
      return findParty(state, 'organizationNumber', value)
    case 'urn:altinn:person:idporten-email':
      return findParty(state, 'emailId', value)
    default:
      if (nameless.includes(type)) return undefined
      throw unknownType({ type, value }, parameter)
  }
}

function unknownType({ type }: Attribute, parameter: string): BadArgument {
  return new BadArgument(`Unknown attribute type: ${type}`, parameter)
}

function needInteger(value: string, parameter: string): string {
  if (/^\s*[+-]?\d+\s*$/.test(value)) return String(Number(value))
  throw new BadArgument(`Not a valid integer: ${value}`, parameter)
}
