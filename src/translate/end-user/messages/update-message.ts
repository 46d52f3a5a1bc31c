import {
  readMessage,
  submissionCuts,
  type MessageInput,
} from '../../../altinn2/messages/submission/message-input.ts'
import { writeServiceKey, type ServiceKey } from '../../../altinn2/service-key.ts'
import { GatewayError } from '../../../errors.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWanted } from '../../../submission/accept/accept.ts'
import { needBody, needDraftWanted } from '../../../submission/asked.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import { refusingLate, within } from '../../../submission/refuse-late.ts'
import { rewriteDraft } from '../../../submission/draft/rewrite.ts'
import { noteSaved } from '../../../submission/draft/saved.ts'
import { inSequence } from '../../../submission/sequence.ts'
import type { Translation } from '../../../translation.ts'

/** Other content for a form set that is being filled in: all that it is to hold is sent anew. */
export const updateMessage: Translation = async (request, ports) => {
  needDraftWanted(request)
  const draft = await needOpenDraft(request, ports)
  const { element, place, language } = draft
  const { document } = await needBody(request).takeApart(submissionCuts)
  const message = readMessage(document)
  checkService(message, place.service)
  const wanted = await toWanted(message, place, { mode: 'complete', language }, ports)
  if (isRefused(wanted)) return toRefusal(wanted)
  const { instance } = element
  return refusingLate(language, within(wanted), async () => {
    await inSequence(instance.id, request, ports, async (own, note) => {
      note(instance)
      await noteSaved(await rewriteDraft(instance, wanted, own), own)
    })
    // That it is 204 with the message's address is inferred: no document says what Altinn 2 answered.
    return { status: 204, location: pathOf(element, request.params.who) }
  })
}

/** A message does not become one of another service. */
function checkService(
  { serviceCode: code, serviceEdition: edition }: MessageInput,
  own: ServiceKey,
): void {
  const isOther =
    (code !== undefined && code.toLowerCase() !== own.code.toLowerCase()) ||
    (edition !== undefined && edition !== own.edition)
  if (!isOther) return
  throw new GatewayError('BODY_MALFORMED', {
    detail: `ServiceCode and ServiceEdition of this message are ${writeServiceKey(own)}`,
  })
}
