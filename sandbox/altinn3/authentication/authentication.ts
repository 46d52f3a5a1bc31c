import { createHash, type X509Certificate } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { altinnClaims, exchangeClaims, standing, thirtyMinutes } from './claims.ts'
import type { AltinnWish } from './claims.ts'
import type { CheckBearer } from '../../bearer.ts'
import { selfSigned } from '../../maskinporten/certificate.ts'
import { toOrdinaryBase64, type Describe, type KeySet } from '../../maskinporten/key-set.ts'
import type { Claims } from '../../maskinporten/claims.ts'
import { signToken, type Spoiled } from '../../maskinporten/mint.ts'
import { hang, onlyQuery, type Answered, type Asked } from '../../strict.ts'

export const exchangePath = '/authentication/api/v1/exchange/maskinporten'
export const openIdPath = '/authentication/api/v1/openid/'

/** `outage` is what a failure behind the exchange looks like from outside: 401. */
export type ExchangeFault = 'quoted' | 'unquoted' | 'outage' | 'error' | 'hang'

/** OpenIdController.cs: the certificate's thumbprint is the id, the numbers are ordinary base64. */
export const toCertifiedJwk: Describe = (pair, place) => {
  const certificate = selfSigned(pair, `sandbox-altinn3-${place}`)
  const { n, e } = toOrdinaryBase64({ ...pair.publicKey.export({ format: 'jwk' }) })
  const kid = thumbprintOf(certificate).toString('hex').toUpperCase()
  const x5c = [certificate.raw.toString('base64')]
  return { kid, jwk: { kty: 'RSA', use: 'sig', kid, e, n, x5c } }
}

function thumbprintOf(certificate: X509Certificate): Buffer {
  return createHash('sha1').update(certificate.raw).digest()
}

const notPublished = [
  'userinfo_endpoint',
  'check_session_iframe',
  'revocation_endpoint',
  'introspection_endpoint',
  'frontchannel_logout_supported',
  'frontchannel_logout_session_supported',
  'scopes_supported',
  'claims_supported',
  'response_modes_supported',
  'grant_types_supported',
  'token_endpoint_auth_methods_supported',
  'code_challenge_methods_supported',
]

/** DiscoveryDocument.cs writes what it does not have as null. */
export function discovery(issuer: string): object {
  return {
    issuer,
    jwks_uri: `${issuer}.well-known/openid-configuration/jwks`,
    authorization_endpoint: `${issuer}authorize`,
    token_endpoint: `${issuer}token`,
    end_session_endpoint: `${issuer}logout2`,
    response_types_supported: ['token'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    ...Object.fromEntries(notPublished.map((name) => [name, null])),
  }
}

export interface Exchange {
  readonly checkMaskinporten: CheckBearer
  readonly issuer: string
  readonly keys: KeySet
  readonly fault: ExchangeFault | undefined
}

/** AuthenticationController.cs: everything that goes wrong on the way is 401. */
export async function exchange(asked: Asked, state: Exchange): Promise<Answered> {
  onlyQuery(asked)
  const { fault } = state
  if (fault === 'hang') return hang()
  if (fault === 'error') return { status: 500 }
  const claims = await state.checkMaskinporten(asked)
  const altinn = claims && exchangeClaims(claims)
  if (altinn === undefined || fault === 'outage') return { status: 401 }
  if (asked.headers['x-altinn-enterpriseuser-authentication'] !== undefined) return gone
  const now = Math.floor(Date.now() / 1000)
  const token = sign({ ...altinn, ...standing(state.issuer, now, thirtyMinutes) }, state.keys)
  const isQuoted = fault === 'quoted' || (fault !== 'unquoted' && prefersJson(asked))
  const type = isQuoted ? 'application/json' : 'text/plain'
  return {
    status: 200,
    headers: { 'Content-Type': `${type}; charset=utf-8` },
    body: isQuoted ? JSON.stringify(token) : token,
  }
}

const gone: Answered = {
  status: 410,
  headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
  body: JSON.stringify({
    type: 'https://docs.altinn.studio',
    title: 'Virksomhetsbruker is no longer available',
    status: 410,
  }),
}

/** ASP.NET writes a text as it is, unless JSON is asked for first. */
function prefersJson({ headers }: Asked): boolean {
  const [first] = (headers.accept ?? '*/*').split(',')
  return /^\s*application\/json\s*(?:;|$)/i.test(first ?? '')
}

export function mintAltinnToken(issuer: string, keys: KeySet, wish: AltinnWish): string {
  return sign(altinnClaims(issuer, wish, Math.floor(Date.now() / 1000)), keys, wish)
}

function sign(claims: Claims | JWTPayload, keys: KeySet, wish: Spoiled = {}): string {
  const { kid } = keys.current
  // JwtSecurityTokenHandler adds the certificate's thumbprint a second time.
  const x5t = Buffer.from(kid, 'hex').toString('base64url')
  return signToken({ alg: 'RS256', kid, x5t, typ: 'JWT' }, { ...claims }, keys, wish)
}
