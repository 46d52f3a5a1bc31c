import type { MessageStatus } from './message-status.ts'
import type { ODataModel } from '../odata/model.ts'
import type { ServiceKey } from '../service-key.ts'

/** An element of the message box, as lists show it. */
export interface Message {
  readonly type: 'FormTask' | 'Correspondence'
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
  /** A name, where it is known. */
  readonly lastChangedBy?: string
  readonly due?: string
  readonly serviceOwner: string
  /** A name; of correspondences. */
  readonly sender?: string
  /** Absent where Altinn 2 never had the service; its edition is 0 where no name says it. */
  readonly service?: ServiceKey
  /** The metadata of its service are answered. */
  readonly hasMetadata?: true
  readonly archiveReference?: string
  readonly hasPrint: boolean
  /** A page for people, elsewhere. */
  readonly portalView?: string
}

/** With what is shown of one by itself. */
export interface FullMessage extends Message {
  readonly forms?: readonly PartLink[]
  readonly attachments: readonly AttachmentLink[]
  /** Of correspondences. */
  readonly content?: MessageContent
  /** Path of the element that a correspondence is about. */
  readonly about?: string
}

export interface MessageContent {
  readonly summary: string
  /** HTML. */
  readonly body: string
  readonly replyOptions: readonly ReplyOption[]
}

/** Where a recipient may answer. */
export interface ReplyOption {
  readonly url: string
  readonly text: string
}

export interface PartLink {
  readonly id: number
  readonly name: string
}

export interface AttachmentLink extends PartLink {
  readonly fileName: string
  readonly isEncrypted?: boolean
  /** Bytes. */
  readonly size?: number
}

/** What lists of messages may be filtered and sorted by. */
export const messageModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Message',
  properties: {
    MessageId: 'string',
    OriginalId: 'string',
    Subject: 'string',
    Status: 'string',
    MarkedUnread: 'boolean',
    LastChangedDateTime: 'dateTime',
    CreatedDate: 'dateTime',
    LastChangedBy: 'string',
    ServiceOwner: 'string',
    Type: 'string',
    MessageSender: 'string',
    Summary: 'string',
    Body: 'string',
    ServiceCode: 'string',
    ServiceEdition: 'int',
    DueDate: 'dateTime',
    ArchiveReference: 'string',
  },
} as const satisfies ODataModel
