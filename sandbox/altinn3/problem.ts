import { randomBytes } from 'node:crypto'
import type { Answered } from '../strict.ts'

const sections: Readonly<Record<number, readonly [string, string]>> = {
  400: ['15.5.1', 'Bad Request'],
  403: ['15.5.4', 'Forbidden'],
  404: ['15.5.5', 'Not Found'],
  409: ['15.5.10', 'Conflict'],
  415: ['15.5.16', 'Unsupported Media Type'],
  500: ['15.6.1', 'An error occurred while processing your request.'],
}

/** A problem in ASP.NET's own words. */
export function aspNetProblem(
  status: 400 | 403 | 404 | 409 | 415 | 500,
  more: object = {},
): Answered {
  const [section = '', title = ''] = sections[status] ?? []
  const type = `https://tools.ietf.org/html/rfc9110#section-${section}`
  const traceId = `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-00`
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify({ type, title, status, ...more, traceId }),
  }
}
