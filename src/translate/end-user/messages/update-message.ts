import { readMessage, submissionCuts } from '../../../altinn2/messages/submission/message-input.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needSameService } from '../../../submission/accept/place.ts'
import { completionOf, needBody } from '../../../submission/asked.ts'
import { noteSaved } from '../../../submission/draft/saved.ts'
import { rewriteDraft } from '../../../submission/draft/rewrite.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import { sendMessage } from '../../../submission/process/send-message.ts'
import { refusingLate, within } from '../../../submission/refuse-late.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { Translation } from '../../../translation.ts'

/** Other content for a form set that is being filled in, all of it sent anew; then it is sent, unless that is not asked for. */
export const updateMessage: Translation = async (request, ports) => {
  const completion = completionOf(request)
  return completion.complete ? sendMessage(request, completion, ports) : updateDraft(request, ports)
}

const updateDraft: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const { element, place, language } = draft
  const { document } = await needBody(request).takeApart(submissionCuts)
  const message = readMessage(document)
  needSameService(message, place.service)
  const wanted = await toWanted(message, place, { mode: 'complete', language }, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  const { instance } = element
  return refusingLate(language, within(wanted), async () => {
    await inSequence(instance.id, request, ports, async (own, note) => {
      note(instance)
      await noteSaved(await rewriteDraft(instance, wanted, place, own), own)
    })
    // That it is 204 with the message's address is inferred: no document says what Altinn 2 answered.
    return { status: 204, location: pathOf(element, request.params.who) }
  })
}
