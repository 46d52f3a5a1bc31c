import { GatewayError } from '../../../errors.ts'
import type { Cuts, Part } from '../../../http/server/part.ts'
import { InputMembers } from './members.ts'

/** What is cut out of a submission's body: forms are XML documents, files are base64. */
export const submissionCuts = { FormData: 'xml', Data: 'base64' } as const satisfies Cuts

/** Altinn/docs content/api/rest/meldinger/sende-inn.md; what is absent was not sent. */
export interface MessageInput {
  readonly type?: string | undefined
  readonly serviceCode?: string | undefined
  readonly serviceEdition?: number | undefined
  readonly forms: readonly FormInput[]
  readonly attachments: readonly AttachmentInput[]
  /** What to sign, where that is not everything. */
  readonly signatureSpec?: SignatureSpec | undefined
}

export interface SignatureSpec {
  readonly formIds: readonly number[]
  readonly attachmentIds: readonly number[]
}

export interface FormInput {
  readonly type?: 'MainForm' | 'SubForm' | undefined
  readonly dataFormatId?: string | undefined
  readonly dataFormatVersion?: number | undefined
  readonly data?: Part | undefined
}

export interface AttachmentInput {
  readonly fileName?: string | undefined
  /** The name of the attachment rule, not a media type. */
  readonly attachmentType?: string | undefined
  readonly data?: Part | undefined
}

/** Forms and attachments of one message, with data or without. */
const maxCount = 1_000

/** Reads a message in any of the four formats. Throws `BODY_MALFORMED`. */
export function readMessage(document: unknown): MessageInput {
  const members = new InputMembers(document, 'the message')
  const forms = needFew(members.list('Forms', 'Form'), 'forms')
  const attachments = needFew(members.list('Attachments', 'Attachment'), 'attachments')
  const spec = members.object('SignatureSpec')
  return {
    type: members.text('Type')?.trim(),
    serviceCode: members.text('ServiceCode')?.trim(),
    serviceEdition: members.integer('ServiceEdition'),
    forms: forms.map((each, place) => toForm(each, `form ${place + 1}`)),
    attachments: attachments.map((each, place) => toAttachment(each, `attachment ${place + 1}`)),
    signatureSpec: spec && {
      formIds: spec.integers('FormIds'),
      attachmentIds: spec.integers('AttachmentIds'),
    },
  }
}

/** Reads a body that is one form. Throws `BODY_MALFORMED`. */
export function readForm(document: unknown): FormInput {
  return toForm(document, 'the form')
}

/** Reads a body that is one attachment. Throws `BODY_MALFORMED`. */
export function readAttachment(document: unknown): AttachmentInput {
  return toAttachment(document, 'the attachment')
}

function toForm(value: unknown, where: string): FormInput {
  const members = new InputMembers(value, where)
  return {
    type: formTypeOf(members),
    dataFormatId: members.text('DataFormatId')?.trim(),
    dataFormatVersion: members.integer('DataFormatVersion'),
    data: members.part('FormData'),
  }
}

function formTypeOf(members: InputMembers): FormInput['type'] {
  const type = members.text('Type')?.trim().toLowerCase()
  if (type === undefined) return undefined
  if (type === 'mainform') return 'MainForm'
  if (type === 'subform') return 'SubForm'
  throw members.malformed('Type', 'is neither MainForm nor SubForm')
}

function toAttachment(value: unknown, where: string): AttachmentInput {
  const members = new InputMembers(value, where)
  return {
    fileName: members.text('FileName'),
    attachmentType: members.text('AttachmentType'),
    data: members.part('Data'),
  }
}

function needFew(list: readonly unknown[], name: string): readonly unknown[] {
  if (list.length <= maxCount) return list
  throw new GatewayError('BODY_MALFORMED', { detail: `more than ${maxCount} ${name}` })
}
