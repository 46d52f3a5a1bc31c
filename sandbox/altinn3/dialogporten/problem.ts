import { randomBytes } from 'node:crypto'
import type { Answered, Asked } from '../../strict.ts'

const rfc = 'https://datatracker.ietf.org/doc/html/'
// ErrorResponseBuilderExtensions.cs
const kinds = {
  400: [`${rfc}rfc7231#section-6.5.1`, 'One or more validation errors occurred.'],
  403: [`${rfc}rfc7231#section-6.5.3`, 'Forbidden.'],
  404: [`${rfc}rfc7231#section-6.5.4`, 'Resource not found.'],
  410: [`${rfc}rfc7231#section-6.5.9`, 'Resource no longer available.'],
  412: [`${rfc}rfc7232#section-4.2`, 'Precondition failed.'],
  422: [`${rfc}rfc4918#section-11.2`, 'Unprocessable request.'],
} as const

/** Messages by what they are about. */
export type Errors = Readonly<Record<string, readonly string[]>>

export function problem(asked: Asked, status: keyof typeof kinds, errors?: Errors): Answered {
  const [type, title] = kinds[status]
  // The gateway in front takes the product's name off the path.
  const instance = asked.path.replace('/dialogporten', '')
  const traceId = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type, title, status, instance, traceId, errors }),
  }
}

export function forbidden(asked: Asked, why = 'Forbidden'): Answered {
  return problem(asked, 403, { Forbidden: [why] })
}

export function notFound(asked: Asked, key: string, entity = 'DialogEntity'): Answered {
  const text = `Entity '${entity}' with the following key(s) was not found: (${key}).`
  return problem(asked, 404, { [entity]: [text] })
}

export function gone(asked: Asked, key: string): Answered {
  const text = `Entity 'DialogEntity' with the following key(s) is removed: (${key}).`
  return problem(asked, 410, { DialogEntity: [text] })
}
