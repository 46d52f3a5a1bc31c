import type { JWTPayload } from 'jose'
import { parseIdentityNumber } from '../../../src/altinn2/identity-number.ts'
import { json, parameter, wantsHal } from '../answer.ts'
import { pageOf, type Row } from '../odata.ts'
import type { Altinn2Reportees, Reportee } from './state.ts'
import { reporteeFields, toOrganizationRow, toOwnersRow, toRow, withLinks } from './view.ts'
import { convertReportee } from './conversion.ts'
import { hasScope, organizationOf } from '../../bearer.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

const route =
  /^\/api\/(?:(?<list>reportees|organizations)(?:\/(?<one>[^/]+))?|(?<owner>serviceowner\/reportees))$/

/** Who asks, what it knows, and how it names itself. */
interface Call {
  readonly asked: Asked
  readonly claims: JWTPayload
  readonly reportees: Altinn2Reportees
  readonly publicOrigin: string
}

export function isReporteesPath(path: string): boolean {
  return route.test(path)
}

/** Altinn/docs content/api/rest/avgivere, and content/api/tjenesteeiere/rest for service owners. */
export async function answerReportees(path: string, call: Call): Promise<Answered> {
  const { list, one, owner } = route.exec(path)?.groups ?? {}
  const { asked, claims, reportees } = call
  reportees.questions.push(`${asked.path}?${asked.query.toString()}`)
  const instead = reportees.instead(asked)
  if (instead !== undefined) return instead
  const scopes = owner === undefined ? endUserScopes : ownerScopes
  if (!hasScope(claims, ...scopes)) return missingScope
  if (list === 'reportees' && one === 'reporteeconversion') {
    return convertReportee(asked, reportees)
  }
  if (!['GET', 'HEAD'].includes(asked.method)) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  if (owner !== undefined) return listForOwner(call)
  const isReportees = list === 'reportees'
  if (one === undefined) return isReportees ? listReportees(call) : listOrganizations(call)
  return isReportees ? getReportee(one, call) : getOrganization(one, call)
}

const endUserScopes = ['altinn:reportees', 'altinn:enduser', 'altinn:endusernoconsent']
const ownerScopes = ['altinn:serviceowner/reportees', 'altinn:serviceowner']
const missingScope = {
  status: 401,
  reason: 'Claims Authorization failed: Missing required scope',
}
const odata = ['$filter', '$orderby', '$top', '$skip']
const which = ['serviceCode', 'serviceEdition', 'app', 'showConsentReportees']

function listReportees(call: Call): Answered {
  const { asked, reportees } = call
  onlyQuery(asked, ...which, 'includeInactiveReportees', 'language', ...odata)
  const found = mine(call).filter(isWanted(asked)).filter(isShown(asked))
  const rows = found.map((reportee) => toRow(reportee, reportees.modes))
  return collection(rows, 'reportees', call)
}

function listOrganizations(call: Call): Answered {
  const { asked, reportees } = call
  onlyQuery(asked, 'showConsentReportees', 'includeInactiveReportees', 'language', ...odata)
  const found = mine(call)
    .filter(({ type }) => type !== 'Person')
    .filter(isShown(asked))
  const rows = found.map((reportee) => toOrganizationRow(reportee, reportees.modes))
  return collection(rows, 'organizations', call)
}

function getReportee(id: string, call: Call): Answered {
  onlyQuery(call.asked, 'language')
  const found = mine(call).find(({ partyId }) => `r${partyId}` === `r${id.replace(/^r/, '')}`)
  return single(found && toRow(found, call.reportees.modes), 'reportees', call)
}

function getOrganization(number: string, call: Call): Answered {
  onlyQuery(call.asked, 'language')
  const found = mine(call).find(({ organizationNumber }) => organizationNumber === number)
  return single(found && toOrganizationRow(found, call.reportees.modes), 'organizations', call)
}

function listForOwner(call: Call): Answered {
  const { asked, reportees } = call
  onlyQuery(asked, 'subject', ...which, 'roleDefinitionId', ...odata)
  const subject = parameter(asked, 'subject') ?? ''
  if (parseIdentityNumber(subject) === undefined) return toNoNumber(subject)
  if (!reportees.profiles.has(subject)) return noProfile
  const isByRole = parameter(asked, 'roleDefinitionId') !== undefined
  const found = listOf(subject, reportees).filter(
    (reportee) => (!isByRole && isSubject(reportee, subject)) || isWanted(asked)(reportee),
  )
  const rows = found.map((reportee) => toOwnersRow(reportee, reportees.modes))
  return collection(rows, 'reportees', call, 'serviceowner/')
}

const noProfile = {
  status: 400,
  reason:
    'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal',
}

/** Fhi.HelseId.Altinn AltinnServiceOwnerClient.cs looks for these words. */
function toNoNumber(subject: string): Answered {
  return { status: 400, reason: `Invalid social security number: ${subject}` }
}

/**
 * His own row is there whatever service is asked about, but not whatever role: who asked by role read
 * each row's organisation number unseen (navikt/arbeidsgiver-notifikasjon-produsent-api Altinn.kt).
 */
function isSubject({ socialSecurityNumber }: Reportee, subject: string): boolean {
  return socialSecurityNumber === subject
}

function mine({ claims, reportees }: Call): readonly Reportee[] {
  return listOf(organizationOf(claims) ?? '', reportees)
}

function listOf(number: string, { of }: Altinn2Reportees): readonly Reportee[] {
  return Object.hasOwn(of, number) ? (of[number] ?? []) : []
}

function isShown(asked: Asked): (reportee: Reportee) => boolean {
  const isAll = /^true$/i.test(parameter(asked, 'includeInactiveReportees') ?? '')
  return ({ status }) => isAll || status !== 'Inactive'
}

function isWanted(asked: Asked): (reportee: Reportee) => boolean {
  const role = parameter(asked, 'roleDefinitionId')
  const code = parameter(asked, 'serviceCode')
  const edition = parameter(asked, 'serviceEdition') ?? ''
  const app = parameter(asked, 'app')?.toLowerCase()
  const service = code === undefined ? undefined : `${code}/${edition}`.toLowerCase()
  const isFor = (one: string): boolean =>
    (app === undefined || one === app) &&
    (service === undefined || (edition === '' ? one.startsWith(service) : one === service))
  return ({ services, roles = [] }) =>
    (role === undefined || roles.includes(Number(role))) &&
    (services === undefined || services.some((one) => isFor(one.toLowerCase())))
}

function collection(rows: readonly Row[], name: string, call: Call, under = ''): Answered {
  const { asked, reportees, publicOrigin } = call
  const page = pageOf(asked, rows, reporteeFields, reportees.modes.mostRows)
  if ('status' in page) return page
  const warning = reportees.modes.limitReached ? { 'X-Warning-LimitReached': 'true' } : {}
  const written = under === '' ? page.map((row) => withLinks(row, asked, publicOrigin, name)) : page
  const address = `${publicOrigin}/api/${under}${name}`
  const query = asked.query.size === 0 ? '' : `?${asked.query.toString()}`
  const find = { find: { href: `${address}/{${finding[name] ?? ''}}`, isTemplated: true } }
  const links = { ...(under === '' ? find : {}), self: { href: address + query } }
  const hal = { _links: links, _embedded: { [name]: written } }
  const answered = json(asked, wantsHal(asked) ? hal : written)
  return { ...answered, headers: { ...answered.headers, ...warning } }
}

const finding: Readonly<Record<string, string>> = {
  reportees: 'reporteeId',
  organizations: 'organizationId',
}

function single(row: Row | undefined, name: string, { asked, publicOrigin }: Call): Answered {
  if (row === undefined) return { status: 404 }
  return json(asked, withLinks(row, asked, publicOrigin, name))
}
