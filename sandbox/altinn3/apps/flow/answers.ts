import type { Answered } from '../../../strict.ts'

/** An exception in an app: ProcessController.ExceptionResponse says its message. */
export class AppException extends Error {}

/** Storage has refused what the app asked for under the caller's token: `Forbid()`, without a body. */
export class StorageForbids extends Error {}

/** The process of the app ends in the midst of a call. */
export class AppDied extends Error {}

const json = { 'Content-Type': 'application/problem+json; charset=utf-8' }

/** ProblemDetails of ProcessController.cs, without type and trace. */
export function processProblem(status: 403 | 409 | 500 | 504, more: object): Answered {
  const { title, ...rest } = more as { readonly title?: string }
  const body = { ...(title === undefined ? {} : { title }), status, ...rest }
  return { status, headers: json, body: JSON.stringify(body) }
}

/** GetResultForError, ProcessErrorType.Conflict: the list of issues is null where there is none. */
export function conflict(
  more: object,
  validationIssues: readonly object[] | null = null,
): Answered {
  return processProblem(409, { ...more, validationIssues })
}

export function failedException(message: string): Answered {
  return processProblem(500, { title: 'Process next failed.', detail: message })
}
