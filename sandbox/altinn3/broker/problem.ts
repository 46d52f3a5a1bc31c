import { randomBytes } from 'node:crypto'
import type { BrokerState } from './state.ts'
import type { Answered } from '../../strict.ts'

/** Status and text by number: Altinn.Broker.Application/Errors.cs. */
const problems = {
  1: [404, 'The requested file transfer was not found'],
  3: [400, 'No file uploaded yet'],
  4: [
    409,
    'A file transfer has already been, or attempted to be, created. Create a new file transfer resource to try again.',
  ],
  6: [
    401,
    'You must use a bearer token that represents a system user with access to the resource in the Resource Rights Registry',
  ],
  7: [
    403,
    "The requested file transfer's file is not ready for download. See file transfer status.",
  ],
  9: [
    400,
    'The checksum of uploaded file did not match the checksum specified in initialize call.',
  ],
  10: [
    400,
    'A file transfer can only be confirmed to be downloaded when it is published. See file transfer status.',
  ],
  16: [400, 'File size exceeds maximum'],
  19: [400, 'Cannot confirm before the files have been downloaded'],
  20: [
    400,
    'In order to use file transfers without virus scan the service resource needs to be approved by Altinn. Please contact us @ Slack.',
  ],
  28: [400, 'All recipients need to be in the access list of the resource.'],
  29: [416, 'The requested byte range is not satisfiable.'],
} as const satisfies Record<number, readonly [number, string]>

// ProblemDetailsHelper.cs; 415 and 500 are ASP.NET's own.
const kinds: Readonly<Record<number, readonly [string, string]>> = {
  400: ['#section-15.5.1', 'Bad Request'],
  401: ['#section-15.5.2', 'Unauthorized'],
  403: ['#section-15.5.4', 'Forbidden'],
  404: ['#section-15.5.5', 'Not Found'],
  409: ['#section-15.5.10', 'Conflict'],
  415: ['#section-15.5.16', 'Unsupported Media Type'],
  416: ['#section-15.5.17', 'Range Not Satisfiable'],
  500: ['#section-15.6.1', 'An error occurred while processing your request.'],
}

export function problem(number: keyof typeof problems): Answered {
  const [status, detail] = problems[number]
  return plainProblem(status, { detail, code: `BRO-${String(number).padStart(5, '0')}` })
}

/** A problem without a code of the broker's. */
export function plainProblem(status: number, more: object = {}): Answered {
  const [section, title] = kinds[status] ?? ['', '']
  const type = `https://tools.ietf.org/html/rfc9110${section}`
  const traceId = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`
  // `[Produces]` turns problem+json into plain JSON; `download` alone is without it.
  return { status, body: { type, title, status, ...more, traceId } }
}

/** Messages by the name of the property, as ASP.NET's model state has them. */
export type Invalid = Readonly<Record<string, readonly string[]>>

export function invalid(errors: Invalid, { modes }: BrokerState): Answered {
  if (modes.validation === 'aspnet') {
    return plainProblem(400, { title: 'One or more validation errors occurred.', errors })
  }
  const validationErrors = Object.entries(errors).map(([path, [detail]]) => ({
    code: 'STD-00001',
    detail,
    paths: [`/${path}`],
  }))
  return plainProblem(400, { code: 'STD-00000', validationErrors })
}
