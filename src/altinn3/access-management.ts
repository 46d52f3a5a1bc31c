import Type, { type Static } from 'typebox'
import { maybe, reader, type Operation } from './operation.ts'

// Altinn/altinn-authorization-tmp, AccessManagement AuthorizedPartyDto.cs. A deeper hierarchy than
// that of an organisation and its sub-units does not exist.
const Listed = Type.Object({
  // 0 for a party without an id; one odd id must not make the whole list unreadable.
  partyId: Type.Optional(Type.Unknown()),
  partyUuid: maybe(Type.String()),
  name: maybe(Type.String()),
  type: maybe(Type.String()),
  organizationNumber: maybe(Type.String()),
  unitType: maybe(Type.String()),
  personId: maybe(Type.String()),
  isDeleted: maybe(Type.Boolean()),
  onlyHierarchyElementWithNoAccess: maybe(Type.Boolean()),
  authorizedRoles: maybe(Type.Array(Type.String())),
})
const WithSubunits = Type.Intersect([Listed, Type.Object({ subunits: maybe(Type.Array(Listed)) })])
type Listed = Static<typeof Listed>

/** Somebody for whom something may be done. */
export interface AuthorizedParty {
  readonly partyId: number
  /** By which Altinn 3 is asked about it alone. */
  readonly partyUuid?: string
  readonly name: string
  /** `Organization`, `Person`, `SelfIdentified`, or what may come. */
  readonly type: string
  readonly organizationNumber?: string
  /** `AS`, `BEDR`, … */
  readonly unitType?: string
  readonly personId?: string
  readonly isDeleted: boolean
  /** Of a sub-unit: its main unit's, whether or not anything may be done for that one. */
  readonly parentOrganizationNumber?: string
  /** Codes in lower case, Altinn 3's and Altinn 2's; only where they were asked for. */
  readonly roles?: readonly string[]
}

export interface AuthorizedParties {
  readonly parties: readonly AuthorizedParty[]
  /** Altinn 3 has kept some to itself. */
  readonly isCut: boolean
}

/** What a token must carry before Altinn 3 says whom it may act for. */
export const authorizedPartiesScope = 'altinn:accessmanagement/authorizedparties'

export interface PartiesSearch {
  /** Only parties for whom something may be done with one of these; empty: all. */
  readonly anyOfResourceIds: readonly string[]
}

/** Nobody left out. */
export const everybody: PartiesSearch = { anyOfResourceIds: [] }

/** An accountant's list: thousands of parties at half a kilobyte each. */
const longestList = 32 * 1024 * 1024
const path = '/accessmanagement/api/v1'
/** Milliseconds: what a caller may act for is asked before all that they want. */
const deadline = 20_000

/** Whom the caller may act for. For system users, not organisations. */
export const listAuthorizedParties: Operation<PartiesSearch, AuthorizedParties> = {
  name: 'access-management/list-authorized-parties',
  method: 'GET',
  target: ({ anyOfResourceIds }) =>
    `${path}/enduser/authorizedparties?${written(included, anyOfResourceIds)}`,
  read: (body) => {
    const { data, links } = readPage(body)
    return { parties: data.flatMap(besideItsSubunits), isCut: Boolean(links?.next) }
  },
  retry: 'again',
  deadline,
  maxAnswerBytes: longestList,
  outcomes: { 401: 'REPORTEE_REFUSED', 403: 'REPORTEE_REFUSED' },
}

export interface PartiesOfSubjectSearch extends PartiesSearch {
  readonly subject: Subject
  readonly includeRoles: boolean
  /** Only the subject itself. */
  readonly onlyItself?: true
}

export interface Subject {
  readonly type: 'urn:altinn:person:identifier-no' | 'urn:altinn:organization:identifier-no'
  readonly value: string
}

/**
 * Whom somebody else may act for. Altinn 3 does not look whose the resources are: the caller must
 * have been held to its own.
 */
export const listPartiesOfSubject: Operation<PartiesOfSubjectSearch, AuthorizedParties> = {
  name: 'access-management/list-parties-of-subject',
  method: 'POST',
  target: ({ anyOfResourceIds, includeRoles }) => {
    const more = { ...nothingBut, includeRoles: String(includeRoles), ...included }
    return `${path}/serviceowner/authorizedparties?${written(more, anyOfResourceIds)}`
  },
  sends: ({ subject, onlyItself }) => ({
    json: { ...subject, ...(onlyItself === true ? { partyFilter: [subject] } : {}) },
  }),
  read: (body) => ({ parties: readList(body).flatMap(besideItsSubunits), isCut: false }),
  retry: 'again',
  deadline,
  maxAnswerBytes: longestList,
  outcomes: {},
}

// Said in full, since one that is left out changes what the others mean; who is deleted comes all the
// same (AuthorizedPartiesServiceEf.cs).
const included = {
  includePartiesViaKeyRoles: 'true',
  includeSubParties: 'true',
  includeInactiveParties: 'true',
} as const
const nothingBut = {
  includeAccessPackages: 'false',
  includeResources: 'false',
  includeInstances: 'false',
} as const

function written(
  parameters: Readonly<Record<string, string>>,
  resources: readonly string[],
): string {
  const query = new URLSearchParams(parameters)
  for (const resource of resources) query.append('anyOfResourceIds', resource)
  return query.toString()
}

const readPage = reader(
  Type.Object({
    data: Type.Array(WithSubunits),
    links: maybe(Type.Object({ next: maybe(Type.String()) })),
  }),
)
const readList = reader(Type.Array(WithSubunits))

// Altinn 3 nests sub-units, and keeps a main unit that the caller may do nothing for as a shell
// around them.
function besideItsSubunits(listed: Static<typeof WithSubunits>): readonly AuthorizedParty[] {
  const parent = listed.organizationNumber ?? undefined
  const subunits = (listed.subunits ?? []).flatMap((one) => toParties(one, parent))
  return [...toParties(listed, undefined), ...subunits]
}

/**
 * The party itself; none for a shell, nor for a party without an id, which no caller could name: all
 * such parties would share the reportee id `r0`.
 */
function toParties(
  listed: Listed,
  parentOrganizationNumber: string | undefined,
): readonly AuthorizedParty[] {
  const { partyId, onlyHierarchyElementWithNoAccess: isShell } = listed
  if (isShell === true || !isPartyId(partyId)) return []
  return [toParty(listed, partyId, parentOrganizationNumber)]
}

function isPartyId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0
}

function toParty(
  listed: Listed,
  partyId: number,
  parentOrganizationNumber: string | undefined,
): AuthorizedParty {
  const { organizationNumber, unitType, personId, authorizedRoles, partyUuid } = listed
  return {
    partyId,
    ...(partyUuid ? { partyUuid } : {}),
    name: listed.name ?? '',
    type: listed.type ?? '',
    isDeleted: listed.isDeleted === true,
    ...(organizationNumber ? { organizationNumber } : {}),
    ...(unitType ? { unitType } : {}),
    ...(personId ? { personId } : {}),
    ...(parentOrganizationNumber ? { parentOrganizationNumber } : {}),
    ...(authorizedRoles?.length ? { roles: authorizedRoles.map(toCode) } : {}),
  }
}

/** What the caller's system user holds for one party. */
export interface OwnAccess {
  /** Codes in lower case, Altinn 3's and Altinn 2's. */
  readonly roles: readonly string[]
  /** Codes of access packages in lower case. */
  readonly packages: readonly string[]
  /** Ids of resources that were given one by one. */
  readonly resources: readonly string[]
}

const WithAccess = Type.Object({
  partyUuid: maybe(Type.String()),
  authorizedRoles: maybe(Type.Array(Type.String())),
  authorizedAccessPackages: maybe(Type.Array(Type.String())),
  authorizedResources: maybe(Type.Array(Type.String())),
})
type WithAccess = Static<typeof WithAccess>

/**
 * The rights of one party that the caller was given, those that come from its main unit included.
 * `connections` would say more, and refuses system users their own: ConnectionsController.cs asks the
 * decision point about `altinn_access_management` of the `party`, which for received rights is the
 * system user itself.
 */
export const listOwnAccess: Operation<{ readonly partyUuid: string }, readonly PartyAccess[]> = {
  name: 'access-management/list-own-access',
  method: 'GET',
  target: ({ partyUuid: partyFilter }) =>
    `${path}/enduser/authorizedparties?${written({ ...included, ...rightsIncluded, partyFilter }, [])}`,
  // A sub-unit comes below its main unit, which is listed for its sake.
  read: (body) =>
    readAccess(body).data.flatMap((listed) => [listed, ...(listed.subunits ?? [])].map(toAccess)),
  retry: 'again',
  deadline,
  // One party and its units; each has some hundred codes.
  maxAnswerBytes: 8 * 1024 * 1024,
  outcomes: { 401: 'REPORTEE_REFUSED', 403: 'REPORTEE_REFUSED' },
}

const rightsIncluded = {
  includeRoles: 'true',
  includeAccessPackages: 'true',
  includeResources: 'true',
  includeInstances: 'false',
} as const

export interface PartyAccess extends OwnAccess {
  readonly partyUuid: string
}

const readAccess = reader(
  Type.Object({
    data: Type.Array(
      Type.Intersect([WithAccess, Type.Object({ subunits: maybe(Type.Array(WithAccess)) })]),
    ),
  }),
)

function toAccess(listed: WithAccess): PartyAccess {
  const { authorizedRoles, authorizedAccessPackages, authorizedResources, partyUuid } = listed
  return {
    partyUuid: partyUuid ?? '',
    roles: (authorizedRoles ?? []).map(toCode),
    packages: (authorizedAccessPackages ?? []).map(toCode),
    resources: authorizedResources ?? [],
  }
}

/** Written as `dagl`, as `DAGL` or as `urn:altinn:rolecode:dagl`. */
function toCode(written: string): string {
  return written.slice(written.lastIndexOf(':') + 1).toLowerCase()
}
