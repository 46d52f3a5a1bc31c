import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { CryptoKey } from 'jose'
import type { Query } from '../altinn2/query.ts'
import type { Clock } from '../clock.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from '../lookups/cache.ts'
import { needBearerToken } from './bearer.ts'
import { toPrincipal } from './claims.ts'
import type { KeySource } from './key-source.ts'
import type { Principal } from './principal.ts'
import { verify, type VerifyRules } from './verify.ts'

/** From a request's headers alone to who calls; throws what the caller is to be told. */
export type Authenticate = (request: IncomingMessage, query: Query) => Promise<Principal>

const cachedTokens = 5_000
const cachedFor = 5 * 60_000

export function createAuthenticate(
  keys: KeySource,
  rules: VerifyRules & { readonly delegationSources: readonly string[] },
  clock: Clock,
): Authenticate {
  // What depends on the route is never kept here, so a hit says no more than a fresh check would.
  const verified = createCache<{ readonly principal: Principal; readonly signer: CryptoKey }>(
    cachedTokens,
    clock,
  )

  return async (request, query) => {
    if (request.headers['x-altinn-enterpriseuser-authentication'] !== undefined) {
      throw new GatewayError('ENTERPRISE_USER_GONE')
    }
    const token = needBearerToken(request, query)
    // The whole token, signature included: a forged one must never hit.
    const key = createHash('sha256').update(token).digest('base64')
    const known = verified.peek(key)
    if (known !== undefined && keys.has(known.signer)) return known.principal

    const now = clock.now()
    const { payload, signer } = await verify(token, keys, rules, now)
    const principal = toPrincipal(payload, token, rules.delegationSources)
    const until = Math.min(principal.expires, now + cachedFor)
    verified.set(key, { value: { principal, signer }, until })
    return principal
  }
}
