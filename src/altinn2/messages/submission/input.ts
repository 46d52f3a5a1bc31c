import type { Part } from '../../../http/server/part.ts'

/** A form set as a caller sends it, in whatever format. */
export interface MessageInput {
  /** `FormTask` for all that can be sent. */
  readonly type?: string
  readonly serviceCode?: string
  readonly serviceEdition?: number
  readonly forms: readonly FormInput[]
  readonly attachments: readonly AttachmentInput[]
  /** What is to be signed, where that is not all. */
  readonly signatureSpec?: {
    readonly formIds: readonly number[]
    readonly attachmentIds: readonly number[]
  }
}

export interface FormInput {
  readonly type?: 'MainForm' | 'SubForm'
  readonly dataFormatId?: string
  readonly dataFormatVersion?: number
  /** Absent: the form is to be prefilled. */
  readonly data?: Part
}

export interface AttachmentInput {
  readonly fileName?: string
  /** The name of its type in Altinn 2's service. */
  readonly attachmentType?: string
  readonly data?: Part
}
