import type { JWTPayload } from 'jose'
import {
  findParty,
  type AccessState,
  type Decision,
  type Party,
} from '../access-management/state.ts'
import type { Policy } from '../access-management/state.ts'
import { decide, type Decided, type Question, type Subject } from './decision.ts'
import { attributeIds, readRequest, Unprocessable, Unreadable } from './pdp-request.ts'
import type { Attribute, XacmlRequest } from './pdp-request.ts'
import { aspNetProblem } from '../problem.ts'
import { hasScope } from '../../bearer.ts'
import { hang, onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from '../../strict.ts'

export const authorizePath = '/authorization/api/v1/authorize'
// AuthzConstants.cs
const scopes = ['altinn:authorization/authorize', 'altinn:authorization/authorize.admin']

export type DecisionFault = 'two results' | 'empty list' | 'not json' | 'error' | 'hang'

/** Altinn/altinn-authorization-tmp, DecisionController.cs `AuthorizeExternal`. */
export async function answerAuthorize(
  asked: Asked,
  authenticate: (asked: Asked) => Promise<JWTPayload | undefined>,
  state: AccessState,
  fault: DecisionFault | undefined,
): Promise<Answered> {
  if (asked.method !== 'POST') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  onlyQuery(asked)
  const claims = await authenticate(asked)
  if (claims === undefined) return { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
  if (!hasScope(claims, ...scopes)) return { status: 403 }
  if (!/^application\/json\s*(?:;|$)/i.test(asked.headers['content-type'] ?? '')) {
    return aspNetProblem(415)
  }
  try {
    const request = readRequest((await asked.body()).toString())
    return await answerWith(decide(toQuestion(request, state), state), fault)
  } catch (error) {
    if (error instanceof Unprocessable) return answerWith({ decision: 'Indeterminate' }, fault)
    if (error instanceof Unreadable) return aspNetProblem(400)
    throw error
  }
}

function answerWith(decided: Decided, fault: DecisionFault | undefined): Answered | Promise<never> {
  const result = toResult(decided)
  switch (fault) {
    case undefined:
      return { status: 200, body: { response: [result] } }
    case 'two results':
      return { status: 200, body: { response: [result, toResult({ decision: 'Permit' })] } }
    case 'empty list':
      return { status: 200, body: { response: [] } }
    case 'not json':
      return { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<html>Permit</html>' }
    case 'error':
      return aspNetProblem(500)
    case 'hang':
      return hang()
  }
}

const valueOf = (attributes: readonly Attribute[], id: string): string | undefined =>
  attributes.find((attribute) => attribute.id === id)?.value

function toQuestion({ subject, action, resource }: XacmlRequest, state: AccessState): Question {
  const [asked, ...others] = action
  if (asked?.id !== attributeIds.action || others.length > 0) {
    throw new UnlikeTheRealOne('an action that is not one action-id')
  }
  const [org, app] = [valueOf(resource, attributeIds.org), valueOf(resource, attributeIds.app)]
  const ofApp = org === undefined || app === undefined ? undefined : `app_${org}_${app}`
  const instance = valueOf(resource, attributeIds.resourceInstance)
  return {
    subject: toSubject(subject, state),
    action: asked.value,
    resourceId: valueOf(resource, attributeIds.resource) ?? ofApp ?? '',
    party: toParty(resource, state),
    ...(instance === undefined ? {} : { instance }),
  }
}

/** ContextHandler.EnrichSubjectAttributes: a system user stands alone, and so does a user. */
function toSubject(attributes: readonly Attribute[], state: AccessState): Subject {
  const systemUser = valueOf(attributes, attributeIds.systemUser)
  if (systemUser !== undefined) {
    const isUuid = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(systemUser)
    if (attributes.length > 1 || !isUuid) throw new Unprocessable('system user')
    return { kind: 'systemUser', id: systemUser }
  }
  const user = valueOf(attributes, attributeIds.user)
  const organization =
    valueOf(attributes, attributeIds.organization) ??
    valueOf(attributes, attributeIds.legacyOrganization)
  if (user !== undefined && organization !== undefined) throw new Unprocessable('two subjects')
  const person = valueOf(attributes, attributeIds.person)
  if (person !== undefined) return toPerson(person, user ?? organization, state)
  if (organization === undefined) return { kind: 'user', id: user ?? '' }
  // An organisation that the register does not know ends in a null reference.
  const isKnown = findParty(state, 'organizationNumber', organization) !== undefined
  if (!isKnown) throw new Unprocessable('unknown organisation')
  return { kind: 'organization', id: organization }
}

/** Becomes a user; who is not in the register is an "Invalid person-id". */
function toPerson(person: string, another: string | undefined, state: AccessState): Subject {
  const isKnown = findParty(state, 'personId', person) !== undefined
  if (!isKnown || another !== undefined) throw new Unprocessable('person')
  return { kind: 'user', id: person }
}

function toParty(resource: readonly Attribute[], state: AccessState): Party | undefined {
  const keys = [
    ['partyId', attributeIds.partyId],
    ['organizationNumber', attributeIds.organization],
    ['organizationNumber', attributeIds.legacyOrganization],
    ['personId', attributeIds.person],
    ['partyUuid', attributeIds.partyUuid],
  ] as const
  const [named] = keys.flatMap(([key, id]) => {
    const value = valueOf(resource, id)
    return value === undefined ? [] : [{ key, value }]
  })
  return named && findParty(state, named.key, named.value)
}

const statusCode = 'urn:oasis:names:tc:xacml:1.0:status'

/** XacmlJsonResultExternal.cs; ConvertResponse leaves the status's message behind. */
function toResult({ decision, policy }: Decided): object {
  const value = `${statusCode}:${decision === 'Indeterminate' ? 'processing-error' : 'ok'}`
  return {
    decision,
    status: { statusMessage: null, statusDetails: null, statusCode: { value, statusCode: null } },
    obligations: toObligations(decision, policy),
    associateAdvice: null,
    category: null,
    policyIdentifierList: null,
  }
}

function toObligations(decision: Decision, policy: Policy | undefined): readonly object[] | null {
  const levels = [
    ['urn:altinn:minimum-authenticationlevel', policy?.minimumLevel],
    ['urn:altinn:minimum-authenticationlevel-org', policy?.minimumLevelOrg],
  ] as const
  const obligations = levels.flatMap(([category, level], place) =>
    level === undefined ? [] : [toObligation(category, level, place + 1)],
  )
  return decision === 'Permit' && obligations.length > 0 ? obligations : null
}

function toObligation(category: string, level: number, place: number): object {
  return {
    id: `urn:altinn:obligation:authenticationLevel${place}`,
    attributeAssignment: [
      {
        attributeId: `urn:altinn:obligation-assignment:${place}`,
        value: String(level),
        category,
        dataType: 'http://www.w3.org/2001/XMLSchema#integer',
        issuer: null,
      },
    ],
  }
}
