import { GatewayError } from '../errors.ts'

/**
 * Why a token is refused. `MALFORMED`, `TOO_LONG`, `ISSUER`, `HEADER`, `ALGORITHM` and `KEY_UNKNOWN` are
 * found before the signature is checked, and the causes after `SIGNATURE` once the signature fits.
 */
export const descriptions = {
  MALFORMED: 'The token is not a signed JWT in its compact form',
  TOO_LONG: 'The token is longer than 8192 characters',
  ISSUER: 'The token is from an issuer that this gateway does not accept',
  HEADER: 'The header of the token lacks a key id or holds what is not accepted',
  ALGORITHM: 'The token is signed with an algorithm that is not accepted: use RS256',
  KEY_UNKNOWN: 'The token names a signing key that its issuer does not publish',
  SIGNATURE: 'The signature of the token does not fit',
  EXPIRED: 'The token has expired',
  NOT_YET_VALID: 'The token is not valid yet: compare the clocks',
  LIFETIME: 'The token is older or lives longer than is accepted',
  AUDIENCE: 'The token is meant for another audience',
  TEST_TOOL: 'The token is from a test tool, which production does not accept',
  CLAIM_MISSING: 'The token lacks a claim that is required',
  CLAIM_MALFORMED: 'A claim of the token is malformed',
  BOUND: 'The token is bound to a key (cnf) and cannot be used as a bearer token',
  DELEGATION: 'The token names a supplier without a delegation that is accepted',
} as const

export type TokenCause = keyof typeof descriptions

export function invalidToken(cause: TokenCause): GatewayError {
  const code = cause === 'EXPIRED' ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID'
  return new GatewayError(code, { fault: { cause, description: descriptions[cause] } })
}

/** Well-formed tokens of a kind that no operation takes. */
const kinds = {
  CONSENT_OR_OTHER: 'The token is not for a single system user',
  LOGGED_IN: 'The token stands for a person who has logged in',
  NOT_NORWEGIAN: 'The token stands for an organisation without a Norwegian organisation number',
  SUB_UNIT: 'The token stands for a sub-unit',
} as const

export function refusedKind(cause: keyof typeof kinds): GatewayError {
  return new GatewayError('CALLER_REFUSED', { fault: { cause, description: kinds[cause] } })
}
