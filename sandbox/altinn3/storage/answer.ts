import { aspNetProblem } from '../problem.ts'
import type { Answered } from '../../strict.ts'

const json = { 'Content-Type': 'application/json; charset=utf-8' }

/** `[Produces("application/json")]` on every action makes a JSON string of what is plain text. */
export function text(status: number, message: string): Answered {
  return { status, headers: json, body: JSON.stringify(message) }
}

/** An action's result without a body: `[ApiController]` fills it in, and `[Produces]` types it. */
export function problem(status: 400 | 404 | 500, more: object = {}): Answered {
  return { ...aspNetProblem(status, more), headers: json }
}

/** `Forbid()`, and what a policy refuses. */
export const forbidden: Answered = { status: 403 }

export const unauthorized: Answered = { status: 401, headers: { 'WWW-Authenticate': 'Bearer' } }
