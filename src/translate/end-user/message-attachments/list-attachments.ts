import { toAttachmentResource } from '../../../altinn2/attachment.ts'
import { partList } from '../../form-part-list.ts'
import { attachmentsOf } from '../../form-view.ts'

export const listAttachments = partList('attachments', 'Attachment', (view, message) =>
  attachmentsOf(view).map((one) => toAttachmentResource(one, message)),
)
