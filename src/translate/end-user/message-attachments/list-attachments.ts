import { toAttachmentResource } from '../../../altinn2/messages/attachment.ts'
import { attachmentsIn } from '../../../message-box/correspondences/attachments.ts'
import { pathOfCorrespondence } from '../../../message-box/correspondences/element.ts'
import { needElement } from '../../../message-box/element.ts'
import { pathOf } from '../../../message-box/forms/element.ts'
import { toPartCollection } from '../../../message-box/forms/part-list.ts'
import { attachmentsOf, viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

export const listAttachments: Translation = async (request, ports) => {
  const found = await needElement(request, ports)
  const { who } = request.params
  if (found.kind === 'form') {
    const attachments = attachmentsOf(await viewOf(found.form, request, ports))
    const resources = attachments.map((one) => toAttachmentResource(one, pathOf(found.form, who)))
    return toPartCollection('attachments', 'Attachment', resources, request)
  }
  const message = pathOfCorrespondence(found.correspondence, who)
  const resources = attachmentsIn(found.correspondence.correspondence).map((one) =>
    toAttachmentResource(one, message),
  )
  return toPartCollection('attachments', 'Attachment', resources, request)
}
