import type { ErrorCode, ErrorDetails } from '../errors.ts'

// RFC 6750 section 3: fixed words only, nothing of what was sent.
const challenges: Readonly<Partial<Record<ErrorCode, string>>> = {
  TOKEN_MISSING: '',
  CREDENTIALS_REPEATED: ', error="invalid_request"',
  TOKEN_INVALID: ', error="invalid_token"',
  TOKEN_EXPIRED: ', error="invalid_token"',
  ALTINN2_SCOPE_MISSING: ', error="insufficient_scope"',
  SCOPE_MISSING: ', error="insufficient_scope"',
  CALLER_REFUSED: '',
  REPORTEE_REFUSED: '',
  PERSON_REFUSED: '',
  SCOPE_REFUSED: '',
  NOT_AN_OWNER: '',
  SERVICE_REFUSED: '',
  ALTINN3_ACCESS_REFUSED: '',
}

/** The value of `WWW-Authenticate`, where an error has one. */
export function challengeOf(code: ErrorCode, details: ErrorDetails): string | undefined {
  const challenge = challenges[code]
  if (challenge === undefined) return undefined
  const { fault, scopes } = details
  const described = fault === undefined ? '' : `, error_description="${fault.description}"`
  const named = scopes === undefined ? '' : `, scope="${scopes.join(' ')}"`
  return `Bearer realm="altinn"${challenge}${described}${named}`
}
