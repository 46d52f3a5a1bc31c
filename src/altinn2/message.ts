import { toAltinn2DateTime } from './date-time.ts'
import type { Language } from './language.ts'
import { writeStatus, type MessageStatus } from './message-status.ts'
import type { Json, Link, Resource } from './response.ts'
import { writeServiceKey, type ServiceKey } from './service-key.ts'

/** A form in the message box. */
export interface FormMessage {
  /** With its letter. */
  readonly id: string
  /** What it was before it was archived, where that is known. */
  readonly originalId?: string
  readonly subject: string
  readonly status: MessageStatus
  readonly isUnread: boolean
  /** ISO 8601. */
  readonly created: string
  readonly lastChanged: string
  readonly due?: string
  readonly serviceOwner: string
  /** Absent where Altinn 2 never had the service. */
  readonly service?: ServiceKey
  readonly archiveReference?: string
  readonly forms: readonly PartLink[]
  readonly attachments: readonly AttachmentLink[]
  readonly hasPrint: boolean
  /** A page for people, elsewhere. */
  readonly portalView?: string
}

export interface PartLink {
  readonly id: number
  readonly name: string
}

export interface AttachmentLink extends PartLink {
  readonly fileName: string
  /** Bytes. */
  readonly size?: number
}

/** A message as Altinn 2 shows one by itself (Altinn/docs content/api/rest/meldinger/hente.md). */
export function toFormMessage(message: FormMessage, who: string, language: Language): Resource {
  const { service, originalId, archiveReference, due } = message
  return {
    type: 'Message',
    properties: {
      MessageId: message.id,
      ...(originalId === undefined ? {} : { OriginalId: originalId }),
      Subject: message.subject,
      Status: writeStatus(message.status, language),
      MarkedUnread: message.isUnread,
      LastChangedDateTime: written(message.lastChanged),
      CreatedDate: written(message.created),
      ServiceOwner: message.serviceOwner,
      Type: 'FormTask',
      ...(service === undefined
        ? {}
        : { ServiceCode: service.code, ServiceEdition: service.edition }),
      ...(due === undefined ? {} : { DueDate: written(due) }),
      ...(archiveReference === undefined ? {} : { ArchiveReference: archiveReference }),
    },
    links: { form: 'object', to: linksOf(message, `/api/${who}/messages/${message.id}`) },
    plainSelf: 'MessageLink',
  }
}

function linksOf(
  { service, forms, attachments, hasPrint, portalView }: FormMessage,
  self: string,
): Readonly<Record<string, Link | readonly Link[]>> {
  return {
    self: { to: self },
    ...(hasPrint ? { print: { to: `${self}/print`, mimeType: 'application/pdf' } } : {}),
    ...(service === undefined
      ? {}
      : { metadata: { to: `/api/metadata/formtask/${writeServiceKey(service)}` } }),
    ...(portalView === undefined ? {} : { portalview: { to: portalView } }),
    ...(forms.length === 0
      ? {}
      : { form: forms.map(({ id, name }) => ({ to: `${self}/forms/${id}`, name })) }),
    ...(attachments.length === 0
      ? {}
      : { attachment: attachments.map((one) => attachmentLink(one, self)) }),
  }
}

function attachmentLink({ id, name, fileName, size }: AttachmentLink, self: string): Link {
  return {
    to: `${self}/attachments/${id}`,
    name,
    fileName,
    encrypted: false,
    signingLocked: false,
    signedByDefault: true,
    ...(size === undefined ? {} : { fileSize: size }),
  }
}

function written(instant: string): Json {
  return toAltinn2DateTime(instant) ?? instant
}
