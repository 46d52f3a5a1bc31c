import type { Problem } from './form-data.ts'
import type { Answered } from '../../../strict.ts'

/** A problem that the controller made itself: no type, no trace. */
export function problemAnswer(problem: Problem): Answered {
  const headers = { 'Content-Type': 'application/problem+json; charset=utf-8' }
  return { status: problem.status ?? 500, headers, body: JSON.stringify(problem) }
}

/** `BadRequest` with a text. */
export function plain(status: number, body: string): Answered {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body }
}

/** An exception that no controller catches. */
export const uncaught: Answered = { status: 500 }
