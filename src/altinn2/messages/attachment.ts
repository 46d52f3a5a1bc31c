import type { AttachmentLink } from './message.ts'
import type { Resource } from '../response.ts'

export interface Attachment extends AttachmentLink {
  /** The name of its type in Altinn 2's service, where it is known. */
  readonly attachmentType?: string
}

/** Altinn 2 wrote it for a size that it did not know (release 18.4). */
export const unknownSize = -1

/** @param message path of the element that it belongs to */
export function toAttachmentResource(attachment: Attachment, message: string): Resource {
  const { id, name, fileName, size = unknownSize, isEncrypted = false, attachmentType } = attachment
  return {
    type: 'Attachment',
    properties: {
      FileName: fileName,
      Name: name,
      ...(attachmentType === undefined ? {} : { AttachmentType: attachmentType }),
      Encrypted: isEncrypted,
      SigningLocked: false,
      SignedByDefault: true,
      FileSize: size,
    },
    links: { form: 'object', to: { self: { to: `${message}/attachments/${id}` } } },
    plainSelf: 'AttachmentLink',
  }
}
