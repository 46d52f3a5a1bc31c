import type { JWTPayload } from 'jose'
import type { AccessState } from './state.ts'
import {
  readFilters,
  type Filters,
  type Objections,
  type QueryRules,
} from './authorized-parties-query.ts'
import type { PartiesFault } from './authorized-parties.ts'
import { listParties } from './authorized-party.ts'
import { BadArgument, filterOf, subjectOf } from './parties-lookup.ts'
import { readPartiesRequest, type PartiesRequest } from './parties-subject.ts'
import { aspNetProblem } from '../problem.ts'
import { orgs } from '../seed.ts'
import { hasScope } from '../../bearer.ts'
import { hang, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

const base = '/accessmanagement/api/v1'
const paths = [
  `${base}/serviceowner/authorizedparties`,
  // What it was called before.
  `${base}/resourceowner/authorizedparties`,
]
const admin = 'altinn:accessmanagement/authorizedparties.admin'
const scopes = ['altinn:accessmanagement/authorizedparties.resourceowner', admin]

export function isServiceOwnerParties(path: string): boolean {
  return paths.includes(path)
}

const rules: QueryRules = {
  includes: 'true',
  on: ['includeRoles', 'includeResources', 'includeInstances'],
  alone: 'orgCode',
}

/**
 * Altinn/altinn-authorization-tmp, Api.ServiceOwner/Controllers/AuthorizedPartiesController.cs. The
 * scope is all that it asks of its caller; what it tells is narrowed by `orgCode` alone.
 */
export async function answerServiceOwnerParties(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: AccessState,
  fault: PartiesFault | undefined,
): Promise<Answered> {
  if (asked.method !== 'POST') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  if (fault === 'hang') return hang()
  const type = asked.headers['content-type']
  // Routing itself turns away another type; one that is left out gets further.
  if (type !== undefined && !/^application\/json\s*(?:;|$)/i.test(type)) return { status: 415 }
  const claims = await authenticate(asked)
  if (claims === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
  if (!hasScope(claims, ...scopes)) return { status: 403 }
  if (type === undefined) return aspNetProblem(415)
  const filters = readFilters(asked, rules)
  const request = readPartiesRequest((await asked.body()).toString())
  if ('errors' in filters || 'errors' in request) {
    return invalid({ ...errorsOf(filters), ...errorsOf(request) })
  }
  return fault === 'error' ? failed : tryList(request, filters, claims, state)
}

function tryList(
  request: PartiesRequest,
  filters: Filters,
  claims: JWTPayload,
  state: AccessState,
): Answered {
  const { orgCode } = filters
  try {
    if (orgCode !== undefined && !isOwnCode(orgCode, claims)) {
      const why = `Authenticated service owner organization is not authorized/owner of org code: ${orgCode}.`
      return invalid({ [orgCode]: [why] })
    }
    const partyFilter = filterOf(request.partyFilter, state)
    const subject = subjectOf(request, state)
    const found = subject && listParties(subject, { ...filters, partyFilter }, state)
    return { status: 200, body: found ?? [] }
  } catch (error) {
    if (error instanceof BadArgument) return invalid({ 'Argument exception': [error.message] })
    if (error instanceof NoConsumer) return failed
    throw error
  }
}

class NoConsumer extends Error {}

/** `IsAuthorizedForOrgCode`: by the claim, else by the consumer's number. */
function isOwnCode(orgCode: string, claims: JWTPayload): boolean {
  if (hasScope(claims, admin) || claims['urn:altinn:org'] === orgCode) return true
  const consumer = claims.consumer as { readonly ID?: string } | undefined
  // It looks into what is not there.
  if (consumer?.ID === undefined) throw new NoConsumer()
  return `0192:${orgs.orgs[orgCode]?.orgnr ?? 'nobody'}` === consumer.ID
}

const failed = aspNetProblem(500, { detail: 'Internal Server Error' })

function invalid(errors: Objections): Answered {
  return aspNetProblem(400, { title: 'One or more validation errors occurred.', errors })
}

function errorsOf(read: object): Objections {
  return 'errors' in read ? (read.errors as Objections) : {}
}
