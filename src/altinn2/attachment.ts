import type { AttachmentLink } from './message.ts'
import type { Resource } from './response.ts'

export interface Attachment extends AttachmentLink {
  /** The name of its type in Altinn 2's service, where it is known. */
  readonly attachmentType?: string
}

/** Release 18.4 of Altinn 2: where it is not known. */
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
