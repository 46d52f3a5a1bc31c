import type { FastifyReply } from 'fastify'
import { groups, type GroupName } from '../endpoint.ts'
import { errors, upstreamOf, type ErrorCode, type GatewayError } from '../errors.ts'
import { linksOf } from '../pointer.ts'
import { redact } from '../runtime/redact.ts'
import { challengeOf } from './challenge.ts'
import { writeErrorBody, type BodyFormat } from './error-body.ts'
import { prefersPage } from '../receive/negotiate.ts'
import { toWireReason } from '../http/wire-reason.ts'
import { endAfter, vary } from './respond.ts'

export interface ErrorSettings {
  /** Altinn 2's own status for a missing scope of its own: 401, where RFC 6750 says 403. */
  readonly statusCompat: boolean
  /** Base of every link, without a trailing slash. */
  readonly publicUrl: string
}

/** Says what was refused in the reason phrase, as Altinn 2 did, and in a body, which it did not. */
export function answerError(
  error: GatewayError,
  reply: FastifyReply,
  group: GroupName | undefined,
  settings: ErrorSettings,
): void {
  const status = statusOf(error.code, settings)
  const phrase = reasonOf(error)
  const requestId = reply.getHeader('X-Request-Id')
  const { headers, bytes } = writeErrorBody(formatOf(reply, group), {
    error,
    status,
    phrase,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  })
  reply.raw.statusMessage = toWireReason(phraseFor(error) ?? phrase)
  void reply
    .code(status)
    .headers({ ...headersOf(error, status), ...locationOf(error, settings), ...headers })
  vary(reply, 'Accept')
  endAfter(reply)
  void reply.send(bytes)
}

function formatOf({ request }: FastifyReply, group: GroupName | undefined): BodyFormat {
  if (prefersPage(request.headers.accept)) return 'page'
  return group === undefined ? 'reasonPhrase' : groups[group]
}

/** The whole answer to bytes that never became a request. */
export function writeBrokenRequest(
  error: GatewayError,
  tags: Readonly<Record<string, string>>,
): Buffer {
  const { status } = errors[error.code]
  const phrase = reasonOf(error)
  const requestId = tags['X-Request-Id']
  const { headers, bytes } = writeErrorBody('reasonPhrase', { error, status, phrase, requestId })
  const fields = Object.entries({
    ...tags,
    'Cache-Control': 'no-store',
    Connection: 'close',
    ...headers,
    'Content-Length': String(bytes.length),
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${phrase}\r\n${fields.join('')}\r\n`, 'latin1'),
    bytes,
  ])
}

export function statusOf(
  code: ErrorCode,
  { statusCompat }: Pick<ErrorSettings, 'statusCompat'>,
): number {
  return code === 'ALTINN2_SCOPE_MISSING' && !statusCompat ? 403 : errors[code].status
}

/** What the status line says to this caller alone, with the number that they have sent. */
function phraseFor({ details }: GatewayError): string | undefined {
  const phrase = details.phraseForCaller?.()
  return phrase === undefined ? undefined : shorten(phrase)
}

/** Altinn 2's own words, or ours: what is wrong, what exactly, and what to do where that is special. */
export function reasonOf({ code, details }: GatewayError): string {
  const { detail, advice } = details
  const phrase = details.phrase ?? details.phraseForCaller?.()
  if (phrase !== undefined) return shorten(redact(phrase))
  const said = [errors[code].reason, detail, advice].filter((part) => part !== undefined)
  return shorten(redact(said.join(': ')))
}

/** A phrase may repeat a whole query, and some readers of status lines stop early. */
const longestPhrase = 500

/** Cut after it is redacted: what is left of a cut number would not be known for one. */
function shorten(phrase: string): string {
  if (phrase.length <= longestPhrase) return phrase
  return `${phrase.slice(0, longestPhrase - 3).replace(/[\ud800-\udbff]$/, '')}...`
}

/** Seconds, where the product that failed has not said when it wants to be called again. */
const usualRetryAfter = 5

/** Where the caller finds what is there in spite of the error. */
function locationOf(
  { details }: GatewayError,
  { publicUrl }: Pick<ErrorSettings, 'publicUrl'>,
): Record<string, string> {
  return details.location === undefined ? {} : { Location: publicUrl + details.location }
}

function headersOf(error: GatewayError, status: number): Record<string, string> {
  const { code, details } = error
  const wanted = upstreamOf(error)?.retryAfter
  const retryAfter = wanted ?? (status === 503 ? usualRetryAfter : undefined)
  const challenge = challengeOf(code, details)
  const links = linksOf(details.pointer ?? {})
  return {
    'Cache-Control': 'no-store',
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    ...(links === undefined ? {} : { Link: redact(links) }),
  }
}
