import { toAttachmentResource } from '../../../altinn2/attachment.ts'
import { needFormElement, pathOf } from '../../form-element.ts'
import { attachmentsOf, viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

export const listAttachments: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const message = pathOf(element, question.params.who)
  const attachments = attachmentsOf(await viewOf(element, question, ports))
  return {
    status: 200,
    body: {
      kind: 'collection',
      relation: 'attachments',
      type: 'Attachment',
      resources: attachments.map((one) => toAttachmentResource(one, message)),
      links: { form: 'object', to: { self: { to: question.self } } },
    },
  }
}
