import { parseApp, refuseApp } from '../../../altinn2/app.ts'
import { parseIdentityNumber } from '../../../altinn2/identity-number.ts'
import { parseOrganizationNumber } from '../../../altinn2/organization-number.ts'
import { Work } from '../../../altinn2/odata/work.ts'
import type { Query } from '../../../altinn2/query.ts'
import { reporteeOfSubjectModel, toReporteeProperties } from '../../../altinn2/reportee.ts'
import type { Resource } from '../../../altinn2/response.ts'
import type {
  AuthorizedParties,
  AuthorizedParty,
  Subject,
} from '../../../altinn3/access-management.ts'
import { toAppResourceId } from '../../../altinn3/resource-id.ts'
import { GatewayError } from '../../../errors.ts'
import { optionsOf, toPage, type List } from '../../../parties/odata-list.ts'
import { toReportee } from '../../../parties/reportee-row.ts'
import { needResourceIds } from '../../../parties/resource-ids.ts'
import type { Ports, TranslationRequest, Translation } from '../../../translation.ts'
import type { Rows } from '../../../altinn2/list-rows.ts'

/** Whom somebody may act for, as a service owner sees it. */
export const reporteesOfSubject: List = {
  model: reporteeOfSubjectModel,
  type: 'Reportee',
  relation: 'reportees',
  links: ({ self }) => ({ form: 'object', to: { self: { to: self } } }),
  // Informasjonsforvaltning/fdk-user-api AltinnAdapter.kt looks for it on the first page alone.
  leads: ({ SocialSecurityNumber, OrganizationNumber }, { query }) =>
    (SocialSecurityNumber ?? OrganizationNumber) === query.one('subject'),
  check: needWanted,
  rows: findRows,
}

export const listReportees: Translation = async (request, ports) => {
  const options = optionsOf(reporteesOfSubject, request)
  const found = await findRows(request, ports)
  if (!found.isKnown && request.settings.emptyReporteesAs === 'phrase') {
    throw new GatewayError('USER_PROFILE_MISSING')
  }
  return toPage(reporteesOfSubject, found, options, request, new Work(ports))
}

interface Found extends Rows {
  /** Altinn 3 has heard of the subject. */
  readonly isKnown: boolean
}

interface Wanted {
  readonly subject: Subject
  readonly anyOfResourceIds: readonly string[]
  readonly role: string | undefined
}

/** Throws `PARAMETER_MALFORMED`, `SUBJECT_INVALID`, `NEEDS_CONFIGURATION`. */
function needWanted(request: TranslationRequest): Wanted {
  return {
    subject: needSubject(request.query),
    anyOfResourceIds: resourceIdsOf(request),
    role: roleOf(request),
  }
}

async function findRows(request: TranslationRequest, { look }: Ports): Promise<Found> {
  const wanted = needWanted(request)
  const [found, itself, holders] = await Promise.all(searchesFor(wanted, look))
  const parties = union(itself.parties, found.parties)
  const withRole = new Set(holders.parties.filter(hasRole(wanted)).map(({ partyId }) => partyId))
  const rows = parties
    // Altinn 2 had no row for somebody without a number.
    .filter(({ personId, organizationNumber }) => personId ?? organizationNumber)
    .filter(({ partyId }) => wanted.role === undefined || withRole.has(partyId))
    .map(toRow)
  return { rows, isCut: found.isCut || holders.isCut, isKnown: parties.length > 0 }
}

/** Those who are wanted; the subject itself; and the roles of everybody, where one is wanted. */
function searchesFor(
  { subject, anyOfResourceIds, role }: Wanted,
  { ofSubject }: Ports['look'],
): readonly [Parties, Parties, Parties] {
  const all = { subject, anyOfResourceIds: [], includeRoles: role !== undefined }
  const isNarrowed = anyOfResourceIds.length > 0
  return [
    isNarrowed ? ofSubject({ subject, anyOfResourceIds, includeRoles: false }) : ofSubject(all),
    // Altinn 2 listed a person's own row whatever the service, and clients take their name from it.
    isNarrowed ? ofSubject({ ...all, includeRoles: false, onlyItself: true }) : nobody,
    // Narrowed to resources, Altinn 3 names only the roles that give them.
    role === undefined ? nobody : ofSubject(all),
  ]
}

type Parties = Promise<AuthorizedParties>

const nobody: Parties = Promise.resolve<AuthorizedParties>({ parties: [], isCut: false })

function hasRole({ role }: Wanted): (party: AuthorizedParty) => boolean {
  return ({ roles = [] }) => role !== undefined && roles.includes(role)
}

function union(
  first: readonly AuthorizedParty[],
  second: readonly AuthorizedParty[],
): readonly AuthorizedParty[] {
  const listed = new Set(second.map(({ partyId }) => partyId))
  return [...first.filter(({ partyId }) => !listed.has(partyId)), ...second]
}

/** English, whatever the language, and without an id: all of its examples are so. */
function toRow(party: AuthorizedParty): Resource {
  return { type: 'Reportee', properties: toReporteeProperties(toReportee(party), 1033) }
}

function needSubject(query: Query): Subject {
  const value = query.one('subject') ?? ''
  if (parseIdentityNumber(value) !== undefined) {
    return { type: 'urn:altinn:person:identifier-no', value }
  }
  if (parseOrganizationNumber(value) !== undefined) {
    return { type: 'urn:altinn:organization:identifier-no', value }
  }
  if (value === '') throw new GatewayError('PARAMETER_MALFORMED', { detail: 'subject' })
  // Fhi.HelseId.Altinn AltinnServiceOwnerClient.cs compares the whole phrase, with the number it sent.
  const phraseForCaller = (): string => `Invalid social security number: ${value}`
  throw new GatewayError('SUBJECT_INVALID', { phraseForCaller })
}

function resourceIdsOf({ query, targets }: TranslationRequest): readonly string[] {
  if (query.one('serviceCode') !== undefined) {
    refuseApp(query)
    return needResourceIds(targets)
  }
  const app = parseApp(query)
  return app === undefined ? [] : [toAppResourceId(app)]
}

/** Its code in lower case, as Altinn 3 writes it. */
function roleOf({ query, settings }: TranslationRequest): string | undefined {
  const id = query.one('roleDefinitionId')
  if (id === undefined) return undefined
  if (!/^[0-9]{1,9}$/.test(id)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'roleDefinitionId' })
  }
  const code = settings.roleDefinitions.byNumber(Number(id))?.code
  if (code === undefined) {
    const setting = 'altinn2.roleDefinitions'
    throw new GatewayError('NEEDS_CONFIGURATION', { detail: 'roleDefinitionId', setting })
  }
  return code.toLowerCase()
}
