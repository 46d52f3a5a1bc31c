import type { FastifyReply } from 'fastify'
import { groups, type ErrorManner, type GroupName } from '../endpoint.ts'
import { errors, type ErrorCode, type GatewayError } from '../errors.ts'
import { scrub } from '../scrub.ts'
import { toWireReason } from './reason-phrase.ts'
import { endAfter } from './respond.ts'

export interface ErrorSettings {
  /** Altinn 2's own status for a missing scope of its own: 401, where RFC 6750 says 403. */
  readonly statusCompat: boolean
}

/**
 * Altinn 2 put the message in the reason phrase and sent no body; newer groups sent a model too,
 * except with 401 and 404 (its broker swagger).
 */
export function answerError(
  error: GatewayError,
  reply: FastifyReply,
  group: GroupName | undefined,
  settings: ErrorSettings,
): void {
  const { number } = errors[error.code]
  const status = statusOf(error.code, settings)
  const reason = reasonOf(error)
  const manner: ErrorManner = group === undefined ? 'reasonPhrase' : groups[group]
  reply.raw.statusMessage = toWireReason(phraseFor(error) ?? reason)
  void reply.code(status).headers(headersOf(error, status))
  endAfter(reply)
  if (manner === 'model' && status !== 401 && status !== 404) {
    const body = JSON.stringify({ ErrorCode: number, ErrorMessage: reason })
    void reply.type('application/json; charset=utf-8').send(Buffer.from(body))
  } else {
    void reply.send()
  }
}

export function statusOf(code: ErrorCode, { statusCompat }: ErrorSettings): number {
  return code === 'ALTINN2_SCOPE_MISSING' && !statusCompat ? 403 : errors[code].status
}

/** What the status line says to this caller alone, with the number that they have sent. */
function phraseFor({ details }: GatewayError): string | undefined {
  const phrase = details.phraseForCaller?.()
  return phrase === undefined ? undefined : shorten(phrase)
}

export function reasonOf({ code, details }: GatewayError): string {
  const { reason } = errors[code]
  const phrase = details.phrase ?? details.phraseForCaller?.()
  if (phrase !== undefined) return shorten(scrub(phrase))
  return details.detail === undefined ? reason : `${reason}: ${scrub(details.detail)}`
}

/** A phrase may repeat a whole query, and some readers of status lines stop early. */
const longestPhrase = 500

/** Cut after it is scrubbed: what is left of a cut number would not be known for one. */
function shorten(phrase: string): string {
  if (phrase.length <= longestPhrase) return phrase
  return `${phrase.slice(0, longestPhrase - 3).replace(/[\ud800-\udbff]$/, '')}...`
}

function headersOf({ code, details }: GatewayError, status: number): Record<string, string> {
  return {
    'Cache-Control': 'no-store',
    ...challengeOf(code, details.scopes),
    ...(status === 503 ? { 'Retry-After': '5' } : {}),
    ...(details.pointer === undefined
      ? {}
      : { Link: `<${scrub(details.pointer)}>; rel="successor-version"` }),
  }
}

// RFC 6750 section 3: fixed words only, nothing of what was sent.
const challenges: Readonly<Partial<Record<ErrorCode, string>>> = {
  TOKEN_MISSING: '',
  CREDENTIALS_REPEATED: ', error="invalid_request"',
  TOKEN_INVALID: ', error="invalid_token", error_description="The token is not valid"',
  TOKEN_EXPIRED: ', error="invalid_token", error_description="The token has expired"',
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

function challengeOf(
  code: ErrorCode,
  scopes: readonly string[] | undefined,
): { 'WWW-Authenticate'?: string } {
  const challenge = challenges[code]
  if (challenge === undefined) return {}
  const named = scopes === undefined ? '' : `, scope="${scopes.join(' ')}"`
  return { 'WWW-Authenticate': `Bearer realm="altinn"${challenge}${named}` }
}
