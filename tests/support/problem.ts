import type { HttpAnswer } from './network/http.ts'

/** The body of a refusal, without the request's own id. */
export function withoutId({ body }: Pick<HttpAnswer, 'body'>): string {
  return body.replace(/,"instance":"[a-z]+"/, '')
}

/** The code that a problem names; `undefined` where the body is none. */
export function codeIn({ body }: Pick<HttpAnswer, 'body'>): string | undefined {
  return /"code":"([A-Z0-9_]+)"/.exec(body)?.[1]
}
