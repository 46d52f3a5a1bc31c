import { randomUUID } from 'node:crypto'
import { decodeJwt, jwtVerify, type CryptoKey, type JWTPayload } from 'jose'
import { parseOrganizationNumber } from '../../src/altinn2/organization-number.ts'
import { identifier, suppliedBy, type Claims } from './claims.ts'
import { systemUserIds } from '../organizations.ts'
import type { Answered, Asked } from '../strict.ts'

export interface Client {
  readonly id: string
  readonly org: string
  readonly scopes: readonly string[]
  readonly key: CryptoKey
}

export interface GrantState {
  readonly clients: ReadonlyMap<string, Client>
  /** Which consumer has given which supplier a scope, as `delegationKey` writes it. */
  readonly delegations: ReadonlySet<string>
  /** Ids of assertions that were used. */
  readonly used: Set<string>
  readonly issuer: string
  readonly mint: (wish: {
    readonly org: string
    readonly scope: string
    readonly systemUser?: string
    readonly claims: Readonly<Record<string, unknown>>
  }) => Promise<string>
}

export interface Delegation {
  readonly supplier: string
  readonly consumer: string
  readonly scope: string
}

export function delegationKey({ supplier, consumer, scope }: Delegation): string {
  return [supplier, consumer, scope].join(' ')
}

export const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
// What Maskinporten allows a grant: felleslosninger/docs maskinporten_protocol_jwtgrant.md.
const longestGrant = 120
const grantSkew = 10

/** `POST /token`: a token for a signed assertion, with every check that Maskinporten makes. */
export async function grant({ headers, body }: Asked, state: GrantState): Promise<Answered> {
  if (headers['content-type']?.split(';')[0] !== 'application/x-www-form-urlencoded') {
    return refuse('invalid_request', 'The body must be a form')
  }
  const form = new URLSearchParams((await body()).toString())
  if (form.get('grant_type') !== grantType) return refuse('unsupported_grant_type', grantType)
  const assertion = form.get('assertion') ?? ''
  const client = state.clients.get(issuerOf(assertion) ?? '')
  if (client === undefined) return refuse('invalid_client', 'Unknown client')
  const claims = await verifyAssertion(assertion, client, state)
  if (claims === undefined) return refuse('invalid_grant', 'The assertion is not valid')
  return answerGrant(claims, client, state)
}

async function answerGrant(
  asked: JWTPayload,
  client: Client,
  { mint, delegations }: GrantState,
): Promise<Answered> {
  const { authorization_details: details } = asked
  const wanted = typeof asked.scope === 'string' ? asked.scope : ''
  if (!wanted.split(' ').every((one) => client.scopes.includes(one))) {
    return refuse('invalid_scope', 'The client does not have the scope')
  }
  const systemUser = customerOf(details)
  if (details !== undefined && (systemUser === undefined || !(systemUser in systemUserIds))) {
    return refuse('invalid_request', 'No system user for that organisation')
  }
  const extra = extraClaims(asked, client)
  if (extra === undefined) return refuse('invalid_grant', 'A claim of the assertion is malformed')
  const lacking = findLacking(asked.consumer_org, wanted, client, delegations)
  if (lacking !== undefined) return refuseSupplier(lacking)
  const token = await mint({
    org: client.org,
    scope: wanted,
    claims: { client_id: client.id, ...extra },
    ...(systemUser === undefined ? {} : { systemUser }),
  })
  const issued = { access_token: token, token_type: 'Bearer', expires_in: 119, scope: wanted }
  return { status: 200, body: issued }
}

/** What a supplier has not been given by the consumer that it asks for. */
function findLacking(
  consumer: unknown,
  scope: string,
  { org: supplier }: Client,
  delegations: GrantState['delegations'],
): Delegation | undefined {
  if (typeof consumer !== 'string') return undefined
  return scope
    .split(' ')
    .map((one) => ({ supplier, consumer, scope: one }))
    .find((delegation) => !delegations.has(delegationKey(delegation)))
}

/**
 * What a client may ask for beside scopes: that the token be for one API (`resource`), for one
 * person (`pid`, of which only the form is looked at), or on another's behalf (`consumer_org`).
 * Undefined when one of them cannot be.
 */
function extraClaims(
  { resource, pid, consumer_org: consumer }: JWTPayload,
  { org }: Client,
): Claims | undefined {
  const audiences: readonly unknown[] = resource === undefined ? [] : [resource].flat()
  if (!audiences.every((one) => typeof one === 'string')) return undefined
  const isPerson = pid === undefined || (typeof pid === 'string' && /^\d{11}$/.test(pid))
  const isOrganization =
    consumer === undefined ||
    (typeof consumer === 'string' && parseOrganizationNumber(consumer) !== undefined)
  if (!isPerson || !isOrganization) return undefined
  return {
    ...(resource === undefined ? {} : { aud: resource }),
    ...(pid === undefined ? {} : { pid }),
    ...(consumer === undefined ? {} : { consumer: identifier(consumer), ...suppliedBy(org) }),
  }
}

async function verifyAssertion(
  assertion: string,
  { key }: Client,
  { issuer, used }: GrantState,
): Promise<JWTPayload | undefined> {
  const claims = await jwtVerify(assertion, key, {
    algorithms: ['RS256', 'RS384', 'RS512'],
    audience: issuer,
    clockTolerance: grantSkew,
    requiredClaims: ['iss', 'iat', 'exp', 'jti', 'scope'],
  }).then(
    ({ payload }) => payload,
    () => undefined,
  )
  const { iat = 0, exp = 0, jti = '' } = claims ?? {}
  const age = Math.floor(Date.now() / 1000) - iat
  if (exp - iat > longestGrant || Math.abs(age) > grantSkew || used.has(jti)) return undefined
  used.add(jti)
  return claims
}

function refuse(error: string, description: string): Answered {
  return { status: 400, body: { error, error_description: description } }
}

/** felleslosninger/docs, Maskinporten's list of errors: MP-251. */
function refuseSupplier({ supplier, consumer, scope }: Delegation): Answered {
  const said = `Consumer ${consumer} has not delegated access to the scope ${scope} to supplier ${supplier}.`
  return {
    status: 403,
    body: { error: 'forbidden', error_description: `${said} (correlation id: ${randomUUID()})` },
  }
}

function issuerOf(assertion: string): string | undefined {
  try {
    return decodeJwt(assertion).iss
  } catch {
    return undefined
  }
}

function customerOf(details: unknown): string | undefined {
  const [first] = Array.isArray(details) ? (details as unknown[]) : []
  const { systemuser_org: org } = (first ?? {}) as { systemuser_org?: { ID?: string } }
  return org?.ID?.replace(/^0192:/, '')
}
