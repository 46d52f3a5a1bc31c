import { randomBytes } from 'node:crypto'
import type { Answered } from '../../strict.ts'

/** Altinn.Correspondence.Application/Errors.cs, by number. */
const problems = {
  1001: [404, 'The requested correspondence was not found'],
  1013: [400, 'Sender cannot delete correspondence that has been published'],
  1014: [400, 'Correspondence has already been purged'],
  1024: [400, 'Correspondence must be fetched before it can be read'],
  1025: [400, 'Correspondence must be fetched before it can be confirmed'],
  1026: [
    400,
    'Cannot archive or delete a correspondence which has not been confirmed when confirmation is required',
  ],
  1027: [400, 'From date cannot be after to date'],
  1040: [400, 'Correspondence is already marked as read'],
  1041: [400, 'Correspondence has already been confirmed'],
  1043: [400, 'Cannot purge correspondence linked to a Dialogporten Transmission'],
  2001: [404, 'The requested attachment was not found'],
  2019: [400, 'The attachment has been purged and cannot be downloaded'],
  2020: [400, 'The attachment has expired and cannot be downloaded'],
  4001: [
    401,
    'You must use an Altinn token, DialogToken or log in to IDPorten as someone with access to the resource and organization in Altinn Authorization',
  ],
  4002: [400, 'Could not retrieve party uuid from lookup in Altinn Register'],
  4006: [401, 'Could not determine caller'],
} as const satisfies Record<number, readonly [number, string]>

// ProblemDetailsHelper.cs
const kinds: Readonly<Record<number, readonly [string, string]>> = {
  400: ['15.5.1', 'Bad Request'],
  401: ['15.5.2', 'Unauthorized'],
  404: ['15.5.5', 'Not Found'],
}

export type ProblemNumber = keyof typeof problems

export function problem(number: ProblemNumber): Answered {
  const [status, detail] = problems[number]
  const code = `CORR-${String(number).padStart(5, '0')}`
  return write(status, { detail, code, errorCode: number })
}

/** Objections by the name of the parameter. */
export type Objections = Readonly<Record<string, readonly string[]>>

/** Both Altinn's list of errors and ASP.NET's older map of them. */
export function invalid(errors: Objections): Answered {
  const validationErrors = Object.entries(errors).flatMap(([path, details]) =>
    details.map((detail) => ({ code: 'CORR.VLD-00000', detail, paths: [path] })),
  )
  return write(400, { code: 'STD-00000', validationErrors, errors })
}

function write(status: number, more: object): Answered {
  const [section = '', title = ''] = kinds[status] ?? []
  const type = `https://tools.ietf.org/html/rfc9110#section-${section}`
  const traceId = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`
  // `[Produces]` turns problem+json into plain JSON.
  return { status, body: { type, title, status, ...more, traceId } }
}
