import { GatewayError } from '../../../errors.ts'
import { bytesOf } from '../../form-bytes.ts'
import { needFormElement } from '../../form-element.ts'
import { namesOf } from '../../form-parts.ts'
import { viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

/** The file itself. */
export const getAttachment: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const { parts } = await viewOf(element, question, ports)
  const attachment = parts.attachments.get(Number(question.params.attachmentId))
  if (attachment === undefined) throw new GatewayError('NOT_FOUND')
  const type = attachment.contentType ?? 'application/octet-stream'
  const { fileName } = namesOf(attachment)
  return bytesOf(element, attachment, { type, fileName }, question, ports)
}
