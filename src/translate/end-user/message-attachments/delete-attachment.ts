import { GatewayError } from '../../../errors.ts'
import { removeElement } from '../../../submission/change-parts.ts'
import { needOpenDraft } from '../../../submission/open-draft.ts'
import type { Translation } from '../../../translation.ts'

/** Takes one file from a form set that is being filled in. */
export const deleteAttachment: Translation = async (request, ports) => {
  const draft = await needOpenDraft(request, ports)
  const attachment = draft.parts.attachments.get(Number(request.params.attachmentId))
  if (attachment === undefined) throw new GatewayError('NOT_FOUND')
  await removeElement(draft, attachment.id, request, ports)
  return { status: 204 }
}
