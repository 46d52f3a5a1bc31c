import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { CryptoKey } from 'jose'
import type { Query } from '../altinn2/query.ts'
import type { Clock } from '../runtime/clock.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from '../runtime/cache.ts'
import { needBearerToken } from './bearer.ts'
import type { KeySource } from './key-source.ts'
import type { Principal } from './principal.ts'
import { invalidToken } from './token-faults.ts'
import { needIssuer, verify, type VerifyRules } from './verify.ts'

/** From a request's headers alone to who calls; throws what the caller is to be told. */
export type Authenticate = (
  request: Pick<IncomingMessage, 'headers' | 'rawHeaders'>,
  query: Query,
) => Promise<Principal>

/** One issuer, with keys and rules of its own: what holds for one says nothing about another. */
export interface Profile {
  readonly keys: KeySource
  readonly rules: VerifyRules
  /** Throws `TOKEN_INVALID` or `CALLER_REFUSED`. */
  readonly toPrincipal: (payload: unknown, token: string) => Principal
}

const cachedTokens = 5_000
const cachedFor = 5 * 60_000

const systemUsers = {
  guide: 'https://docs.altinn.studio/nb/authentication/what-do-you-get/enterpriseuser',
} as const

export function createAuthenticate(profiles: readonly Profile[], clock: Clock): Authenticate {
  const byIssuer = new Map(profiles.map((profile) => [profile.rules.issuer, profile]))
  // What depends on the route is never kept here, so a hit says no more than a fresh check would.
  const verified = createCache<{ principal: Principal; signer: CryptoKey; keys: KeySource }>(
    cachedTokens,
    clock,
  )

  return async (request, query) => {
    if (request.headers['x-altinn-enterpriseuser-authentication'] !== undefined) {
      throw new GatewayError('ENTERPRISE_USER_GONE', { pointer: systemUsers })
    }
    const token = needBearerToken(request, query)
    // The whole token, signature included: a forged one must never hit.
    const key = createHash('sha256').update(token).digest('base64')
    const known = verified.peek(key)
    if (known?.keys.has(known.signer) === true) return known.principal

    // Not trusted yet: it only says which issuer's keys and rules the token is held to.
    const profile = byIssuer.get(needIssuer(token))
    if (profile === undefined) throw invalidToken('ISSUER')
    const { keys, rules, toPrincipal } = profile
    const now = clock.now()
    const { payload, signer } = await verify(token, keys, rules, now)
    const principal = toPrincipal(payload, token)
    const until = Math.min(principal.expires, now + cachedFor)
    verified.set(key, { value: { principal, signer, keys }, until })
    return principal
  }
}
