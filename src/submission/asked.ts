import { GatewayError } from '../errors.ts'
import type { Body } from '../http/server/body.ts'
import type { TranslationRequest } from '../translation.ts'

/** Throws `BODY_MISSING`. */
export function needBody({ body }: Pick<TranslationRequest, 'body'>): Body {
  if (body === undefined) throw new GatewayError('BODY_MISSING')
  return body
}

/** Throws `NOT_ANSWERED` before anything is written: a draft must not be taken for a submission. */
export function needDraftWanted({ query }: Pick<TranslationRequest, 'query'>): void {
  if (query.one('complete')?.trim().toLowerCase() === 'false') return
  throw new GatewayError('NOT_ANSWERED', {
    detail: 'complete=true',
    advice: "Save the message with complete=false, then submit it in its app's pages",
  })
}
