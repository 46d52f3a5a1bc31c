import type { ErrorManner } from '../endpoint.ts'
import { errors, type GatewayError } from '../errors.ts'
import { redact } from '../runtime/redact.ts'
import { advice } from './advice.ts'
import { writePage } from './error-page.ts'

/** Bytes that say what was refused and what to do about it, and the headers that describe them. */
export interface ErrorBody {
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
}

export interface Refused {
  readonly error: GatewayError
  readonly status: number
  /** The reason phrase, before it is fitted to a status line. */
  readonly phrase: string
  /** Absent where bytes never became a request. */
  readonly requestId?: string | undefined
}

export type BodyFormat = ErrorManner | 'page'

/**
 * The model of the newer groups where Altinn 2 had it, a problem by RFC 9457 elsewhere, and a page
 * for browsers.
 */
export function writeErrorBody(format: BodyFormat, refused: Refused): ErrorBody {
  switch (format) {
    case 'model':
      return json('application/json; charset=utf-8', {
        ErrorCode: errors[refused.error.code].number,
        ErrorMessage: refused.phrase,
      })
    case 'reasonPhrase':
      return json('application/problem+json; charset=utf-8', toProblem(refused))
    case 'page':
      return {
        headers: pageHeaders,
        bytes: Buffer.from(
          writePage({ ...toProblem(refused), links: refused.error.details.pointer ?? {} }),
        ),
      }
    default:
      return format satisfies never
  }
}

// Nothing on the page needs a script, a style, a picture or a frame.
const pageHeaders = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
} as const

/** RFC 9457; its `type` is left out, which means `about:blank`. */
export interface Problem {
  readonly title: string
  readonly status: number
  readonly code: string
  /** What to do. */
  readonly detail: string
  /** The request's id, which is in the log. */
  readonly instance?: string
}

function toProblem({ error, status, phrase, requestId }: Refused): Problem {
  const { code, details } = error
  return {
    title: phrase,
    status,
    code,
    detail: detailOf(code, details),
    ...(requestId === undefined ? {} : { instance: requestId }),
  }
}

function detailOf(code: GatewayError['code'], details: GatewayError['details']): string {
  const { advice: own, fault } = details
  const what = own === undefined ? advice[code] : toSentence(own)
  return redact(fault === undefined ? what : `${fault.description}. ${what}`)
}

/** A full stop right behind an address would become part of it. */
function toSentence(text: string): string {
  return /https?:\/\/\S+$/.test(text) ? text : `${text}.`
}

function json(type: string, value: object): ErrorBody {
  return { headers: { 'Content-Type': type }, bytes: Buffer.from(JSON.stringify(value)) }
}
