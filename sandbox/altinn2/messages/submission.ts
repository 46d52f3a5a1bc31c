import { readMembers, numberOf, textOf, toList, type Members } from '../members.ts'
import { formsOf } from '../metadata/forms.ts'
import type { Altinn2Message, SubForm } from './state.ts'
import { rootOf } from './validation.ts'
import { Refused } from '../operation.ts'
import { services, type SeedService } from '../../services.ts'
import type { Asked } from '../../strict.ts'

export interface Submission {
  readonly service: SeedService
  readonly contents: NonNullable<Altinn2Message['contents']>
  /** Nothing but what names the service: the forms stay as they were. */
  readonly isWithoutForms: boolean
}

const members = ['Type', 'ServiceCode', 'ServiceEdition', 'Forms', 'Attachments', 'SignatureSpec']
export const formMembers = ['Type', 'DataFormatId', 'DataFormatVersion', 'FormData']
export const attachmentMembers = ['FileName', 'AttachmentType', 'Data']
const prefilled = Buffer.from('<Skjema><Navn>Forhåndsutfylt</Navn></Skjema>')

const refuse = (reason: string): never => {
  throw new Refused({ status: 400, reason })
}

/** Altinn/docs content/api/rest/meldinger/sende-inn.md. Reasons other than that of a validation are inferred. */
export async function readSubmission(asked: Asked): Promise<Submission> {
  const given = await readMembers(asked, members)
  if (textOf(given, 'Type') !== 'FormTask') refuse('Type must be FormTask')
  const service = needService(given)
  const forms = toList(given.Forms, formMembers)
  const mains = forms.filter((form) => textOf(form, 'Type') === 'MainForm')
  const subs = forms.filter((form) => textOf(form, 'Type') !== 'MainForm')
  if (forms.length > 0 && mains.length !== 1) refuse('There must be exactly one MainForm')
  const files = toList(given.Attachments, attachmentMembers).map(parseAttachment)
  const contents = {
    form: mains.map((form) => parseForm(form, service).xml)[0] ?? prefilled,
    subForms: subs.map((form, place) => ({ ...parseForm(form, service), id: 880_012 + place })),
    attachments: Object.fromEntries(files),
  }
  return { service, contents, isWithoutForms: forms.length === 0 }
}

function needService(given: Members): SeedService {
  const code = textOf(given, 'ServiceCode')
  const edition = numberOf(given, 'ServiceEdition')
  const found = services.find(
    (one) => one.type === 'FormTask' && one.code === code && one.edition === edition,
  )
  return found ?? refuse('The service does not exist')
}

/** A form must be one that the service has (release note 18.4). */
export function parseForm(given: Members, service: SeedService): Omit<SubForm, 'id'> {
  const format = textOf(given, 'DataFormatId') ?? ''
  const version = numberOf(given, 'DataFormatVersion') ?? 0
  const type = textOf(given, 'Type')
  const isKnown = formsOf(service).some(
    (form) =>
      form.FormType === type && form.DataFormatID === format && form.DataFormatVersion === version,
  )
  if (!isKnown) refuse('The form is not defined for the service')
  const text = textOf(given, 'FormData')
  if (text !== undefined && rootOf(text) === undefined) refuse('The form is not valid')
  return { format, version, xml: text === undefined ? prefilled : Buffer.from(text) }
}

export function parseAttachment(given: Members): readonly [string, Buffer] {
  const name = textOf(given, 'FileName') ?? refuse('FileName is required')
  if (textOf(given, 'AttachmentType') === undefined) refuse('AttachmentType is required')
  return [name, Buffer.from(textOf(given, 'Data') ?? '', 'base64')]
}
