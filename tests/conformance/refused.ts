import { expect } from 'vitest'
import type { MaskinportenWish } from '../../sandbox/maskinporten/mint.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { callsByCallers, type TestGateway } from '../support/gateway.ts'
import { http, rawHttp, type HttpAnswer, type Sent } from '../support/network/http.ts'
import { eventually } from '../support/virtual-clock.ts'

/** What is asked of the gateway, in whatever wrong way. */
export interface Attack extends Sent {
  readonly path?: string
  readonly token?: string
  /** The whole header, in place of a token. */
  readonly authorization?: string | string[]
  /** What is sent in place of a request that a client would write. */
  readonly bytes?: string
  /** Further texts that must not come back, nor be logged. */
  readonly secrets?: readonly string[]
}

export interface Refusal {
  readonly status: number
  /** The whole of `WWW-Authenticate`; undefined where none is due. */
  readonly challenge: string | RegExp | undefined
  readonly reason?: string | RegExp
  /** Calls that it takes to know, in order; without it there are none. */
  readonly asks?: readonly string[]
}

/** A service that Altinn 3 answers for, and one that is Altinn 2's. */
export const onAltinn3 = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
export const onAltinn2 = onAltinn3.replace('4947', '4483')

const plain = 'Bearer realm="altinn"'

/** RFC 6750 section 3; a caller who shows the right kind of token in the wrong place is told no more. */
export const refusals = {
  noCredentials: { status: 401, challenge: plain },
  repeatedCredentials: { status: 400, challenge: `${plain}, error="invalid_request"` },
  malformedRequest: { status: 400, challenge: undefined },
  headersTooLarge: { status: 431, challenge: undefined },
  invalidToken: {
    status: 401,
    // RFC 6750 section 3: what a description may hold. Which cause it names: causes.test.ts.
    challenge:
      /^Bearer realm="altinn", error="invalid_token", error_description="(?!The token has expired)[\x20\x21\x23-\x5b\x5d-\x7e]{10,}"$/,
    reason: 'Authorization failed: The access token is not valid',
  },
  expiredToken: {
    status: 401,
    challenge: `${plain}, error="invalid_token", error_description="The token has expired"`,
    reason: 'IDX10223: Lifetime validation failed. The token is expired.',
  },
  caller: {
    status: 403,
    challenge: /^Bearer realm="altinn", error_description="[\x20\x21\x23-\x5b\x5d-\x7e]{10,}"$/,
    reason: /^This kind of access token cannot be used here/,
  },
  reportee: {
    status: 403,
    challenge: plain,
    reason: 'The access token gives no right to act for this reportee',
  },
  serviceOwnerScope: {
    status: 403,
    challenge: plain,
    reason:
      'The access token carries a scope for another role: ask for a separate token without it: altinn:serviceowner',
  },
  service: {
    status: 403,
    challenge: plain,
    reason: 'The service belongs to another service owner',
  },
  enterpriseUser: {
    status: 410,
    challenge: undefined,
    reason: 'Enterprise users have ended: use a system user and a Maskinporten token',
  },
  keysUnavailable: {
    status: 503,
    challenge: undefined,
    reason: 'Access tokens cannot be checked right now: try again',
  },
} as const satisfies Record<string, Refusal>

/** Altinn 3's scope is missing: which one is said twice. */
export function withoutAltinn3Scope(...scopes: readonly string[]): Refusal {
  return {
    status: 403,
    challenge: `${plain}, error="insufficient_scope", scope="${scopes.join(' ')}"`,
    reason: `The access token lacks a required scope: ${scopes.join(' or ')}`,
  }
}

/** Altinn 2's scope is missing: its own status, unless the operator has chosen RFC 6750's. */
export function withoutAltinn2Scope(scopes: readonly string[], status: 401 | 403 = 401): Refusal {
  return {
    status,
    challenge: `${plain}, error="insufficient_scope", scope="${scopes.join(' ')}"`,
    reason: 'Claims Authorization failed: Missing required scope',
  }
}

/** A token of the customer's with both sides' scopes for the broker, spoiled as asked. */
export function mint(
  { sandbox }: TestGateway,
  wish: Partial<MaskinportenWish> = {},
): Promise<string> {
  return sandbox.maskinporten.mint({
    org: organizations.customer.number,
    scope: 'altinn:brokerservice.read altinn:broker.read',
    ...wish,
  })
}

export function send(gateway: TestGateway, attack: Attack): Promise<HttpAnswer> {
  const { path = onAltinn3, token, bytes, headers = {}, ...rest } = attack
  if (bytes !== undefined) return rawHttp(gateway.url, bytes).then(parseAnswer)
  const authorization = attack.authorization ?? (token === undefined ? [] : `Bearer ${token}`)
  return http(gateway.url, path, { ...rest, headers: { apikey: 'k', authorization, ...headers } })
}

/** The list of service owners is fetched when a gateway starts, and nobody waits for it. */
export async function untilOwnersAreKnown(gateway: TestGateway): Promise<void> {
  const { number: org } = organizations.serviceOwner
  const token = await mint(gateway, { org, scope: 'altinn:serviceowner' })
  const path = '/api/serviceowner/srr?serviceCode=4483&serviceEditionCode=1'
  await eventually(async () => (await send(gateway, { token, path })).status !== 503)
}

/**
 * Holds a refusal to all that every refusal promises: its status and challenge, no call to a
 * platform, nothing that a cache may keep, and nothing of what was sent in the answer or the log.
 */
export async function expectRefused(
  gateway: TestGateway,
  attack: Attack,
  { status, challenge, reason, asks = [] }: Refusal,
): Promise<void> {
  const before = callsByCallers(gateway.sandbox)
  const loggedBefore = gateway.log().length
  const answer = await send(gateway, attack)
  expect(answer.status).toBe(status)
  expectText(answer.headers['www-authenticate'], challenge)
  if (reason !== undefined) expectText(answer.reason, reason)
  expectBody(answer, attack)
  expect(callsSince(before, gateway)).toEqual(asks)
  expect(answer.headers['cache-control']).toBe('no-store')
  expect(answer.headers['retry-after']).toBe(status === 503 ? '5' : undefined)
  const secrets = secretsOf(attack).filter((text) => text !== gateway.sandbox.maskinporten.issuer)
  expectNoLeak(secrets, shown(answer), await logOf(gateway, answer, loggedBefore))
}

function expectText(actual: unknown, expected: string | RegExp | undefined): void {
  if (expected instanceof RegExp) expect(actual).toMatch(expected)
  else expect(actual).toBe(expected)
}

/** A problem, or the model of the newer groups, whose length is said. */
function expectBody({ status, headers, body }: HttpAnswer, { method }: Attack): void {
  if (method === 'HEAD') return
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
  const said = JSON.parse(body) as Record<string, unknown>
  if ('ErrorCode' in said) expect(Object.keys(said)).toEqual(['ErrorCode', 'ErrorMessage'])
  else {
    expect(said.status).toBe(status)
    for (const name of ['title', 'code', 'detail']) expect(said[name]).toMatch(/./)
  }
}

function callsSince(
  before: ReturnType<typeof callsByCallers>,
  { sandbox }: TestGateway,
): readonly string[] {
  const { altinn2, altinn3 } = callsByCallers(sandbox)
  return [...altinn2.slice(before.altinn2.length), ...altinn3.slice(before.altinn3.length)]
}

/** All of an answer that its caller sees. */
export function shown({ reason, rawHeaders, body }: HttpAnswer): string {
  return [reason, ...rawHeaders, body].join('\n')
}

/** What was logged since, once the request's own line is there. */
async function logOf(
  gateway: TestGateway,
  { headers }: HttpAnswer,
  since: number,
): Promise<string> {
  const { 'x-request-id': id } = headers
  if (typeof id === 'string') await eventually(() => gateway.log().includes(id, since))
  return gateway.log().slice(since)
}

/** What the token says of organisation and client is logged; the rest is nobody's to read. */
function expectNoLeak(secrets: readonly string[], answer: string, log: string): void {
  for (const secret of secrets) {
    expect(answer).not.toContain(secret)
    if (secret !== 'sandbox-client') expect(log).not.toContain(secret)
  }
  expect(answer).not.toMatch(/\b(?:\d{9}|\d{11})\b/)
  expect(log).not.toMatch(/\d{11}/)
}

function secretsOf({ token, authorization = [], secrets = [], bytes = '' }: Attack): string[] {
  const written = [token ?? '', ...[authorization].flat(), ...secrets, bytes]
  const tokens = written.flatMap((text) => text.match(/[\w-]+\.[\w-]+\.[\w-]*/g) ?? [])
  const parts = tokens.flatMap((one) => one.split('.'))
  const said = parts.flatMap((part) => textsIn(parse(part)))
  return [...secrets, ...parts, ...said].filter((text) => text.length > 7)
}

/** Every text in a token, but the scopes, which may be named. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .filter(([name]) => name !== 'scope')
    .flatMap(([, one]) => textsIn(one))
}

function parse(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function parseAnswer(text: string): HttpAnswer {
  const end = text.indexOf('\r\n\r\n')
  const [start = '', ...lines] = text.slice(0, end).split('\r\n')
  const [, status = '0', reason = ''] = /^HTTP\/1\.1 (\d{3}) ?(.*)$/.exec(start) ?? []
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return {
    status: Number(status),
    reason,
    headers: Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: pairs.flat(),
    body: text.slice(end + 4),
  }
}
