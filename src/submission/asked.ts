import { GatewayError } from '../errors.ts'
import type { Body } from '../http/server/body.ts'
import type { TranslationRequest } from '../translation.ts'

/** Throws `BODY_MISSING`. */
export function needBody({ body }: Pick<TranslationRequest, 'body'>): Body {
  if (body === undefined) throw new GatewayError('BODY_MISSING')
  return body
}

const way = "send complete=false, then submit the draft in its app's pages"

/** Throws `NOT_ANSWERED` before anything is written: a draft must not be taken for a submission. */
export function needDraftWanted({ query }: Pick<TranslationRequest, 'query'>): void {
  if (query.one('complete')?.trim().toLowerCase() === 'false') return
  // The phrase of the code speaks of a closed Altinn 2, which may be open here.
  throw new GatewayError('NOT_ANSWERED', {
    phrase: `This gateway saves drafts and does not submit them: ${way}`,
    advice: way.charAt(0).toUpperCase() + way.slice(1),
  })
}
