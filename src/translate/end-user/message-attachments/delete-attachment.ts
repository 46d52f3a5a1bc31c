import { removeElement } from '../../../submission/draft/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { Translation } from '../../../translation.ts'

/** Takes one file from a form set that is being filled in. */
export const deleteAttachment: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const attachment = draft.parts.attachments.get(Number(request.params.attachmentId))
  return removeElement(draft, attachment, request, ports)
}
