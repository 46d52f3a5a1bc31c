import { GatewayError } from '../errors.ts'
import type { Query } from '../altinn2/query.ts'
import type { Body } from '../http/server/body.ts'
import type { TranslationRequest } from '../translation.ts'

/** Throws `BODY_MISSING`. */
export function needBody({ body }: Pick<TranslationRequest, 'body'>): Body {
  if (body === undefined) throw new GatewayError('BODY_MISSING')
  return body
}

/** How far a message is to go. Altinn/docs content/api/rest/meldinger/sende-inn.md: both are true where the caller leaves them out. */
export interface Completion {
  /** It is sent; else it stays a draft. */
  readonly complete: boolean
  /** It is confirmed and signed, too, where its app asks for that. */
  readonly sign: boolean
}

/** Throws `PARAMETER_MALFORMED` for what is neither true nor false. */
export function completionOf({ query }: Pick<TranslationRequest, 'query'>): Completion {
  const complete = flagOf(query, 'complete')
  return { complete, sign: complete && flagOf(query, 'sign') }
}

function flagOf(query: Query, name: string): boolean {
  const said = query.one(name)?.trim().toLowerCase() ?? 'true'
  if (said === 'true' || said === 'false') return said === 'true'
  throw new GatewayError('PARAMETER_MALFORMED', { detail: `${name} is true or false` })
}
