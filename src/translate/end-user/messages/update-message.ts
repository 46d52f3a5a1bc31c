import { readMessage, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needBody, needDraftWanted } from '../../../submission/asked.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import { refusingLate } from '../../../submission/refuse-late.ts'
import { rewriteDraft } from '../../../submission/draft/rewrite.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { Translation } from '../../../translation.ts'

/** Other content for a form set that is being filled in: all that it is to hold is sent anew. */
export const updateMessage: Translation = async (request, ports) => {
  needDraftWanted(request)
  const draft = await needOpenDraft(request, ports)
  const { element, place, language } = draft
  const { document } = await needBody(request).takeApart(submissionCuts)
  const mode = 'complete'
  const wanted = await toWanted(readMessage(document), place, { mode, language }, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  const { instance } = element
  return refusingLate(language, async () => {
    await inSequence(instance.id, request, ports, (own, note) => {
      note(instance)
      return rewriteDraft(instance, wanted, own)
    })
    // That it is 204 with the message's address is inferred: no document says what Altinn 2 answered.
    return { status: 204, location: pathOf(element, request.params.who) }
  })
}
