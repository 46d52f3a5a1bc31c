import type { JWTPayload } from 'jose'
import { findParty, type AccessState } from './state.ts'
import { readFilters, type Filters, type QueryRules } from './authorized-parties-query.ts'
import { listParties } from './authorized-party.ts'
import { aspNetProblem } from '../problem.ts'
import { hasScope } from '../../bearer.ts'
import { hang, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const authorizedPartiesPath = '/accessmanagement/api/v1/enduser/authorizedparties'
// AuthzConstants.cs
const scopes = ['altinn:accessmanagement/authorizedparties', 'altinn:portal/enduser']

export type PartiesFault = 'error' | 'hang'

/** Altinn/altinn-authorization-tmp, Api.Enduser/Controllers/AuthorizedPartiesController.cs. */
export async function answerAuthorizedParties(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: AccessState,
  fault: PartiesFault | undefined,
): Promise<Answered> {
  if (asked.method !== 'GET') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  if (fault === 'hang') return hang()
  const claims = await authenticate(asked)
  if (claims === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
  if (!hasScope(claims, ...scopes)) return { status: 403 }
  const filters = readFilters(asked, rules)
  if ('errors' in filters) {
    const title = 'One or more validation errors occurred.'
    return aspNetProblem(400, { title, errors: filters.errors })
  }
  const subject = subjectOf(claims)
  if (subject === undefined) return unknownUser
  if (fault === 'error' || !isSubject.test(subject)) {
    return aspNetProblem(500, { detail: 'Internal Server Error' })
  }
  const data = listParties(subject, withParents(filters, state), state)
  const next = state.modes.hasNextPage ? `${authorizedPartiesPath}?token=1` : null
  return { status: 200, body: { links: { next }, data } }
}

const rules: QueryRules = { includes: 'auto', on: [], alone: 'partyFilter' }

/** Who asks for a sub-unit asks for its main unit too; who is unknown is left out. */
function withParents(filters: Filters, state: AccessState): Filters {
  const partyFilter = filters.partyFilter.flatMap((uuid) => {
    const party = findParty(state, 'partyUuid', uuid)
    return party === undefined ? [] : [party.partyUuid, party.parentUuid ?? party.partyUuid]
  })
  return { ...filters, partyFilter }
}

const isSubject = /^(?:\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i

/** A text that ASP.NET writes as JSON. */
const unknownUser: Answered = {
  status: 401,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body: '"Unknown user type"',
}

/** AuthenticationHelper.cs: the user, else the first id of the first details. */
function subjectOf(claims: JWTPayload): string | undefined {
  const userId = Number(claims['urn:altinn:userid'])
  if (Number.isInteger(userId) && userId !== 0) return String(userId)
  const [details] = [claims.authorization_details].flat() as {
    readonly type?: unknown
    readonly systemuser_id?: unknown
  }[]
  const ids: unknown = details?.systemuser_id
  if (details?.type !== 'urn:altinn:systemuser' || ids === undefined) return undefined
  // What is no list breaks its deserialisation.
  const id = Array.isArray(ids) ? String(ids[0] ?? '') : 'no list'
  return id === '' ? undefined : id
}
