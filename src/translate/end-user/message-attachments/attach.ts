import type { AttachmentInput } from '../../../altinn2/messages/submission/message-input.ts'
import type { Altinn2Response } from '../../../altinn2/response.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { toWantedFile } from '../../../submission/accept/accept.ts'
import { addFile } from '../../../submission/draft/change-parts.ts'
import type { OpenDraft } from '../../../submission/open-draft.ts'
import type { WantedFile } from '../../../submission/wanted.ts'
import { writeJudged, type JudgedWrite } from '../../../submission/write-judged.ts'
import type { Ports, TranslationRequest } from '../../../translation.ts'

/** Adds a file to a draft, and answers where it is. */
export async function attach(
  input: AttachmentInput,
  draft: OpenDraft,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  const judged: JudgedWrite<WantedFile> = {
    judge: (current) => toWantedFile(input, current.place, current),
    write: async (wanted) => {
      const id = await addFile(draft, wanted, request, ports)
      const location = `${pathOf(draft.element, request.params.who)}/attachments/${id}`
      return { status: 201, location }
    },
  }
  return writeJudged(draft, judged, request, ports)
}
