import type { Altinn2Response } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import type { Ports, TranslationRequest } from '../translation.ts'
import { isRefused, toRefusal, type Refused } from './accept/accept.ts'
import { needOpenDraft, type OpenDraft } from './open-draft.ts'
import { atTop, refusingLate } from './refuse-late.ts'

/** What is to be written into a draft, and what of that draft rules it out. */
export interface JudgedWrite<Wanted extends object> {
  readonly judge: (draft: OpenDraft) => Promise<Wanted | Refused> | Wanted | Refused
  readonly write: (wanted: Wanted) => Promise<Altinn2Response>
}

/**
 * Writes what is in order, and answers what is not. An app's conflict is judged by the draft as it
 * then is: another client may have used up the data type's `maxCount`.
 */
export async function writeJudged<Wanted extends object>(
  draft: OpenDraft,
  { judge, write }: JudgedWrite<Wanted>,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  const wanted = await judge(draft)
  if (isRefused(wanted)) return toRefusal(wanted)
  try {
    return await refusingLate(draft.language, atTop, () => write(wanted))
  } catch (error) {
    if (!(error instanceof GatewayError) || error.code !== 'NOT_BEING_FILLED_IN') throw error
    const again = await judge(await needOpenDraft(request, ports))
    if (isRefused(again)) return toRefusal(again)
    throw error
  }
}
