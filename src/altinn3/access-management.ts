import Type from 'typebox'
import { reader, type Operation } from './operation.ts'

// Altinn/altinn-authorization-tmp, AccessManagement AuthorizedPartyDto.cs. A deeper hierarchy than
// that of an organisation and its sub-units does not exist.
const Party = Type.Object({
  partyId: Type.Integer(),
  organizationNumber: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  isDeleted: Type.Optional(Type.Boolean()),
  onlyHierarchyElementWithNoAccess: Type.Optional(Type.Boolean()),
})
const PartyWithSubunits = Type.Intersect([
  Party,
  Type.Object({ subunits: Type.Optional(Type.Union([Type.Array(Party), Type.Null()])) }),
])

export interface AuthorizedParty {
  readonly partyId: number
  readonly organizationNumber?: string | null
  readonly isDeleted?: boolean
  /** Shown because of what is below it: the caller may do nothing for it. */
  readonly onlyHierarchyElementWithNoAccess?: boolean
  readonly subunits?: readonly AuthorizedParty[] | null
}

/** What a token must carry before Altinn 3 says whom it may act for. */
export const authorizedPartiesScope = 'altinn:accessmanagement/authorizedparties'

/** Whom the caller may act for, sub-units below their parents. For system users, not organisations. */
export const listAuthorizedParties: Operation<undefined, readonly AuthorizedParty[]> = {
  name: 'access-management/list-authorized-parties',
  method: 'GET',
  // Said in full, since one that is left out changes what the others mean. What is deleted comes all
  // the same (AuthorizedPartiesServiceEf.cs).
  target: () =>
    '/accessmanagement/api/v1/enduser/authorizedparties' +
    '?includePartiesViaKeyRoles=true&includeSubParties=true&includeInactiveParties=false',
  read: (body) => read(body).data,
  retry: 'again',
  outcomes: { 401: 'REPORTEE_REFUSED', 403: 'REPORTEE_REFUSED' },
}

const read = reader(Type.Object({ data: Type.Array(PartyWithSubunits) }))
