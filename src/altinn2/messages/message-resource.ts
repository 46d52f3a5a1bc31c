import { unknownSize } from './attachment.ts'
import { toAltinn2DateTime } from '../date-time.ts'
import type { Language } from '../language.ts'
import type { AttachmentLink, Message, FullMessage } from './message.ts'
import { metadataPathOf } from '../service-metadata.ts'
import { writeStatus } from './message-status.ts'
import type { Json, Link, Resource } from '../response.ts'

function messagePath(message: Pick<Message, 'id'>, who: string): string {
  return `/api/${who}/messages/${message.id}`
}

/** As lists have it (Altinn/docs content/api/rest/meldinger/hente.md). */
export function toListedMessage(message: Message, who: string, language: Language): Resource {
  return {
    type: 'Message',
    properties: propertiesOf(message, language),
    links: { form: 'object', to: generalLinks(message, messagePath(message, who)) },
    plainSelf: 'MessageLink',
  }
}

/** As the bin has it: it cannot be opened, and links to metadata alone (release 18.10 of Altinn 2). */
export function toDeletedMessage(message: Message, language: Language): Resource {
  return {
    type: 'Message',
    properties: propertiesOf(message, language),
    links: { form: 'object', to: metadataLink(message) },
  }
}

/** By itself. */
export function toFullMessage(message: FullMessage, who: string, language: Language): Resource {
  const self = messagePath(message, who)
  return {
    type: 'Message',
    properties: { ...propertiesOf(message, language), ...contentOf(message) },
    links: { form: 'object', to: { ...generalLinks(message, self), ...partLinks(message, self) } },
    plainSelf: 'MessageLink',
  }
}

/** Every element has all that Altinn 2's clients take for given: what is not known is neutral. */
function propertiesOf(message: Message, language: Language): Resource['properties'] {
  const { service, originalId, archiveReference, due, lastChangedBy = '', sender } = message
  return {
    MessageId: message.id,
    ...(originalId === undefined ? {} : { OriginalId: originalId }),
    Subject: message.subject,
    Status: writeStatus(message.status, language),
    MarkedUnread: message.isUnread,
    LastChangedDateTime: written(message.lastChanged),
    CreatedDate: written(message.created),
    LastChangedBy: lastChangedBy,
    ServiceOwner: message.serviceOwner,
    Type: message.type,
    ...(sender === undefined ? {} : { MessageSender: sender }),
    ServiceCode: service?.code ?? '',
    ServiceEdition: service?.edition ?? 0,
    ...(due === undefined ? {} : { DueDate: written(due) }),
    ...(archiveReference === undefined ? {} : { ArchiveReference: archiveReference }),
  }
}

function contentOf({ content }: FullMessage): Resource['properties'] {
  if (content === undefined) return {}
  const { summary, body, replyOptions } = content
  return {
    Summary: summary,
    Body: body,
    ...(replyOptions.length === 0
      ? {}
      : {
          ReplyOptions: replyOptions.map(({ url, text }) => ({
            Type: 'URL',
            URL: url,
            Text: text,
          })),
        }),
  }
}

type LinksByRelation = Readonly<Record<string, Link | readonly Link[]>>

function generalLinks(message: Message, self: string): LinksByRelation {
  const { hasPrint, portalView } = message
  return {
    self: { to: self },
    ...(hasPrint ? { print: { to: `${self}/print`, mimeType: 'application/pdf' } } : {}),
    ...metadataLink(message),
    ...(portalView === undefined ? {} : { portalview: { to: portalView } }),
  }
}

/** Only a service that the services file has is answered for. */
function metadataLink({ service, hasMetadata, type }: Message): LinksByRelation {
  const to = service && hasMetadata ? metadataPathOf(service, type) : undefined
  return to === undefined ? {} : { metadata: { to } }
}

function partLinks({ forms = [], attachments, about }: FullMessage, self: string): LinksByRelation {
  return {
    ...(about === undefined ? {} : { archivereference: { to: about } }),
    ...(forms.length === 0
      ? {}
      : { form: forms.map(({ id, name }) => ({ to: `${self}/forms/${id}`, name })) }),
    ...(attachments.length === 0
      ? {}
      : { attachment: attachments.map((one) => attachmentLink(one, self)) }),
  }
}

function attachmentLink(
  { id, name, fileName, size = unknownSize, isEncrypted }: AttachmentLink,
  self: string,
): Link {
  return {
    to: `${self}/attachments/${id}`,
    name,
    fileName,
    encrypted: isEncrypted ?? false,
    signingLocked: false,
    signedByDefault: true,
    fileSize: size,
  }
}

function written(instant: string): Json {
  return toAltinn2DateTime(instant) ?? instant
}
