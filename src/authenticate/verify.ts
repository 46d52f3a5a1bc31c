import { errors as joseErrors, jwtVerify, type CryptoKey } from 'jose'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { GatewayError } from '../errors.ts'
import type { KeySource } from './key-source.ts'
import { invalidToken, type TokenCause } from './token-faults.ts'

const algorithms = ['RS256', 'RS384', 'RS512']

const header = Compile(
  Type.Object({
    kid: Type.String({ pattern: '^[A-Za-z0-9_-]{1,128}$' }),
    alg: Type.Union(algorithms.map((name) => Type.Literal(name))),
    typ: Type.Optional(Type.String({ pattern: /^(?:jwt|(?:application\/)?at\+jwt)$/i })),
    // A verifier that heeds any of these can be led to a key or a reading of the sender's choosing.
    crit: Type.Optional(Type.Never()),
    b64: Type.Optional(Type.Never()),
    zip: Type.Optional(Type.Never()),
    jku: Type.Optional(Type.Never()),
    jwk: Type.Optional(Type.Never()),
    x5u: Type.Optional(Type.Never()),
    x5c: Type.Optional(Type.Never()),
  }),
)

export interface VerifyRules {
  readonly issuer: string
  readonly audiences: readonly string[]
  /** `compat` takes tokens without an audience, as Altinn 2 did; `strict` wants ours named. */
  readonly audiencePolicy: 'compat' | 'strict'
  readonly clockToleranceSeconds: number
  readonly maxTokenAgeSeconds: number
  /** Tokens of Altinn's test tools, which say so, are not for production. */
  readonly refusesTestTools: boolean
}

export interface Verified {
  readonly payload: unknown
  /** The key that the signature fits. */
  readonly signer: CryptoKey
}

/** Checks signature, issuer, times and audience; throws the refusal that names the first failed check. */
export async function verify(
  token: string,
  keys: KeySource,
  rules: VerifyRules,
  now: number,
): Promise<Verified> {
  const head = readHeader(token)
  const key = await keys.find(head.kid)
  if (key === undefined) throw invalidToken('KEY_UNKNOWN')
  const payload = await jwtVerify(token, key, {
    algorithms,
    issuer: rules.issuer,
    clockTolerance: rules.clockToleranceSeconds,
    maxTokenAge: rules.maxTokenAgeSeconds,
    requiredClaims: ['exp', 'iat', 'jti', 'scope', 'consumer'],
    currentDate: new Date(now),
  }).then(
    (verified) => verified.payload,
    // jose's errors carry the whole payload, identity numbers included: none of it goes further.
    (error: unknown) => {
      throw toRefusal(error)
    },
  )
  // Or it would grow too old while it is remembered.
  const lifetime = (payload.exp ?? Infinity) - (payload.iat ?? 0)
  if (lifetime > rules.maxTokenAgeSeconds) throw invalidToken('LIFETIME')
  const isFromTestTools = payload.actual_iss !== undefined
  if (isFromTestTools && rules.refusesTestTools) throw invalidToken('TEST_TOOL')
  if (!isForUs(payload.aud, rules)) throw invalidToken('AUDIENCE')
  return { payload, signer: key }
}

function toRefusal(error: unknown): GatewayError {
  if (error instanceof joseErrors.JWTExpired) {
    return invalidToken(error.claim === 'exp' ? 'EXPIRED' : 'LIFETIME')
  }
  if (error instanceof joseErrors.JWTClaimValidationFailed) {
    return invalidToken(causeOfClaim(error))
  }
  return invalidToken(
    error instanceof joseErrors.JWSSignatureVerificationFailed ? 'SIGNATURE' : 'MALFORMED',
  )
}

// jose's `lib/jwt_claims_set.ts`: `reason` is one of missing, invalid, check_failed.
function causeOfClaim({ claim, reason }: joseErrors.JWTClaimValidationFailed): TokenCause {
  if (reason === 'missing') return 'CLAIM_MISSING'
  if (reason !== 'check_failed') return 'CLAIM_MALFORMED'
  return claim === 'nbf' || claim === 'iat' ? 'NOT_YET_VALID' : 'ISSUER'
}

/** The issuer that a token claims, before anything of it has been checked. */
export function needIssuer(token: string): string {
  const payload = readPart(token, 1)
  if (typeof payload !== 'object' || payload === null) throw invalidToken('MALFORMED')
  return 'iss' in payload && typeof payload.iss === 'string' ? payload.iss : ''
}

function readHeader(token: string): { kid: string } {
  const parsed = readPart(token, 0)
  if (header.Check(parsed)) return parsed
  if (typeof parsed !== 'object' || parsed === null) throw invalidToken('MALFORMED')
  const isOfKnownAlgorithm = 'alg' in parsed && algorithms.some((one) => one === parsed.alg)
  throw invalidToken(isOfKnownAlgorithm ? 'HEADER' : 'ALGORITHM')
}

/** What is not JSON reads as nothing, told apart from other defects by nobody. */
function readPart(token: string, place: number): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[place] ?? '', 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
}

function isForUs(audience: unknown, { audiences, audiencePolicy }: VerifyRules): boolean {
  const named = [audience].flat()
  const isOpen =
    named.length > 0 && named.every((one) => one === undefined || one === 'unspecified')
  if (audiencePolicy === 'compat' && isOpen) return true
  return named.some((one) => typeof one === 'string' && audiences.includes(one))
}
