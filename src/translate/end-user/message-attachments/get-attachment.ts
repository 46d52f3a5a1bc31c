import type { Altinn2Response } from '../../../altinn2/response.ts'
import { downloadAttachment } from '../../../altinn3/correspondence.ts'
import { GatewayError } from '../../../errors.ts'
import { attachmentsById, fileNameOf } from '../../../message-box/correspondences/attachments.ts'
import type { CorrespondenceElement } from '../../../message-box/correspondences/element.ts'
import { needElement } from '../../../message-box/element.ts'
import { bytesOf } from '../../../message-box/forms/bytes.ts'
import type { FormElement } from '../../../message-box/forms/element.ts'
import { namesOf } from '../../../message-box/forms/parts.ts'
import { viewOf } from '../../../message-box/forms/view.ts'
import { mediaTypeOf } from '../../../formats/media-type.ts'
import type { Ports, TranslationRequest, Translation } from '../../../translation.ts'

/** The file itself. */
export const getAttachment: Translation = async (request, ports) => {
  const found = await needElement(request, ports)
  return found.kind === 'form'
    ? fileOfForm(found.form, request, ports)
    : fileOfCorrespondence(found.correspondence, request, ports)
}

async function fileOfForm(
  element: FormElement,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  const { parts } = await viewOf(element, request, ports)
  const attachment = parts.attachments.get(Number(request.params.attachmentId))
  if (attachment === undefined) throw new GatewayError('NOT_FOUND')
  const type = mediaTypeOf(attachment.contentType)
  const { fileName } = namesOf(attachment)
  return bytesOf(element, attachment, { type, fileName }, request, ports)
}

async function fileOfCorrespondence(
  { correspondence }: CorrespondenceElement,
  { params, isHead }: TranslationRequest,
  { stream }: Ports,
): Promise<Altinn2Response> {
  const attachment =
    correspondence && attachmentsById(correspondence).get(Number(params.attachmentId))
  if (correspondence === undefined || attachment === undefined) throw new GatewayError('NOT_FOUND')
  const file = {
    kind: 'bytes',
    type: mediaTypeOf(attachment.dataType),
    fileName: fileNameOf(attachment),
  } as const
  // A download is a status that the sender sees: to ask what there is must not count.
  if (isHead) return { status: 200, body: file }
  const place = { id: correspondence.correspondenceId, attachmentId: attachment.id }
  const bytes = await stream(downloadAttachment, place)
  if (bytes === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { ...file, ...bytes } }
}
