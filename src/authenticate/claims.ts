import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseOrganizationNumber, type OrganizationNumber } from '../altinn2/organization-number.ts'
import { redact } from '../runtime/redact.ts'
import type { Principal } from './principal.ts'
import { invalidToken, refusedKind } from './token-faults.ts'

// Maskinporten's tokens (felleslosninger/docs maskinporten_protocol_token.md). Extra claims pass.
const Claims = Type.Object({
  scope: Type.String(),
  exp: Type.Integer(),
  iat: Type.Integer(),
  jti: Type.String(),
  client_id: Type.Optional(Type.String()),
  token_type: Type.Optional(Type.Literal('Bearer')),
  consumer: Type.Object({ authority: Type.String(), ID: Type.String() }),
  supplier: Type.Optional(Type.Object({ authority: Type.String(), ID: Type.String() })),
  delegation_source: Type.Optional(Type.String()),
  authorization_details: Type.Optional(Type.Unknown()),
  pid: Type.Optional(Type.Unknown()),
  cnf: Type.Optional(Type.Unknown()),
})

const SystemUser = Type.Tuple([
  Type.Object({
    type: Type.Literal('urn:altinn:systemuser'),
    systemuser_id: Type.Tuple([
      Type.String({
        pattern: '^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
      }),
    ]),
    systemuser_org: Type.Object({
      authority: Type.String(),
      ID: Type.Optional(Type.String()),
      // Published samples spell the key both ways.
      id: Type.Optional(Type.String()),
    }),
  }),
])

// Altinn/altinn-authentication, the exchange: what Maskinporten said survives, this is added.
const AltinnClaims = Type.Object({
  'urn:altinn:orgNumber': Type.String(),
  'urn:altinn:authenticatemethod': Type.String(),
  'urn:altinn:userid': Type.Optional(Type.Unknown()),
  nameid: Type.Optional(Type.Unknown()),
})

const claims = Compile(Claims)
const altinnClaims = Compile(AltinnClaims)
const systemUser = Compile(SystemUser)

/**
 * Turns an Altinn token's verified claims into a principal. One that stands for a logged-in person
 * or an enterprise user is of a kind that is not served.
 */
export function toPrincipalOfAltinn(
  payload: unknown,
  token: string,
  delegationSources: readonly string[],
): Principal {
  if (!altinnClaims.Check(payload)) throw invalidToken('CLAIM_MALFORMED')
  const isPersonal = payload['urn:altinn:userid'] !== undefined || payload.nameid !== undefined
  if (isPersonal || payload['urn:altinn:authenticatemethod'] !== 'maskinporten') {
    throw refusedKind('LOGGED_IN')
  }
  const principal = toPrincipal(withListOfDetails(payload), token, delegationSources)
  const { consumer } = payload as unknown as Static<typeof Claims>
  if (payload['urn:altinn:orgNumber'] !== needOrganization(consumer)) {
    throw invalidToken('CLAIM_MALFORMED')
  }
  return { ...principal, issuedBy: 'altinn' }
}

// The exchange writes a list of one as the one that is in it.
function withListOfDetails(payload: object): object {
  const { authorization_details: details } = payload as { authorization_details?: unknown }
  return details === undefined || Array.isArray(details)
    ? payload
    : { ...payload, authorization_details: [details] }
}

/**
 * Turns verified claims into a principal. Malformed claims are an invalid token (401); well-formed
 * ones of a kind that is not served (a consent, a sub-unit, a foreign seal) are a refused caller
 * (403), and never fall back to another of the token's organisations.
 */
export function toPrincipal(
  payload: unknown,
  token: string,
  delegationSources: readonly string[],
): Principal {
  if (!claims.Check(payload)) throw invalidToken('CLAIM_MALFORMED')
  if (payload.cnf !== undefined) throw invalidToken('BOUND')
  const consumer = needOrganization(payload.consumer)
  if (payload.supplier !== undefined) {
    needOrganization(payload.supplier)
    if (!isTrusted(payload.delegation_source, delegationSources)) {
      throw invalidToken('DELEGATION')
    }
  }
  const shared = {
    owner: consumer,
    ...clientOf(payload.client_id),
    scopes: new Set(payload.scope.split(' ').filter(Boolean)),
    namesPerson: payload.pid !== undefined,
    issuedBy: 'maskinporten' as const,
    expires: payload.exp * 1000,
    token,
  }
  if (payload.authorization_details === undefined) {
    return { ...shared, kind: 'organisation', organization: consumer }
  }
  return { ...shared, kind: 'systemuser', ...needSystemUser(payload.authorization_details) }
}

/** For logs alone, so what could not be a client's name is left out of it. */
function clientOf(id: string | undefined): Pick<Principal, 'client'> {
  return id !== undefined && /^[\x21-\x7e]{1,128}$/.test(id) ? { client: redact(id) } : {}
}

function needSystemUser(details: unknown): Pick<Principal, 'organization' | 'systemUser'> {
  if (!systemUser.Check(details)) throw refusedKind('CONSENT_OR_OTHER')
  const [{ systemuser_id: ids, systemuser_org: customer }] = details
  const { authority, ID, id } = customer
  if (ID !== undefined && id !== undefined && ID !== id) throw refusedKind('CONSENT_OR_OTHER')
  return { organization: needOrganization({ authority, ID: ID ?? id ?? '' }), systemUser: ids[0] }
}

/**
 * Exactly `0192:` and nine digits: a search for nine digits anywhere would take a foreign seal
 * holder, or a sub-unit, for a Norwegian organisation.
 */
function needOrganization(id: { authority: string; ID: string }): OrganizationNumber {
  const isOfKnownKind = id.authority === 'iso6523-actorid-upis'
  const [, digits] = /^0192:([0-9]{9})$/.exec(id.ID) ?? []
  const parsed = digits === undefined ? undefined : parseOrganizationNumber(digits)
  if (isOfKnownKind && parsed !== undefined) return parsed
  const isSubUnit = isOfKnownKind && /^0192:[0-9]{9}:.+$/.test(id.ID)
  if (!isOfKnownKind) throw refusedKind('NOT_NORWEGIAN')
  throw isSubUnit ? refusedKind('SUB_UNIT') : invalidToken('CLAIM_MALFORMED')
}

// The documentation writes the source both with and without its trailing slash.
function isTrusted(source: string | undefined, trusted: readonly string[]): boolean {
  const bare = (url: string): string => url.replace(/\/$/, '')
  return source !== undefined && trusted.some((one) => bare(one) === bare(source))
}
