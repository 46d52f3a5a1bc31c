import type { AttachmentInput } from '../../../altinn2/messages/submission/message-input.ts'
import type { Altinn2Response } from '../../../altinn2/response.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { isRefused, toRefusal, toWantedFile } from '../../../submission/accept/accept.ts'
import { addFile } from '../../../submission/draft/change-parts.ts'
import type { OpenDraft } from '../../../submission/open-draft.ts'
import { alone, refusingLate } from '../../../submission/refuse-late.ts'
import type { Ports, TranslationRequest } from '../../../translation.ts'

/** Adds a file to a draft, and answers where it is. */
export async function attach(
  input: AttachmentInput,
  draft: OpenDraft,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  const wanted = toWantedFile(input, draft.place, draft)
  if (isRefused(wanted)) return toRefusal(wanted)
  return refusingLate(draft.language, alone, async () => {
    const id = await addFile(draft, wanted, request, ports)
    const location = `${pathOf(draft.element, request.params.who)}/attachments/${id}`
    return { status: 201, location }
  })
}
