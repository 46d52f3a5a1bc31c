import type { Language } from '../../altinn2/language.ts'
import type { Altinn2Response } from '../../altinn2/response.ts'
import type {
  AttachmentInput,
  FormInput,
  MessageInput,
} from '../../altinn2/messages/submission/message-input.ts'
import {
  toValidationResource,
  type Validation,
  type ValidationFinding,
} from '../../altinn2/messages/validation.ts'
import { errors } from '../../errors.ts'
import { formatOf } from '../../message-box/forms/service.ts'
import { needAttachmentNames, needFormKeys, type FormKeys } from './entry.ts'
import { judgeFile, judgeFiles, type Counts } from './files.ts'
import { finding, maxCountOf } from './finding.ts'
import { judgeForm, judgeForms, type FormPorts, type Mode } from './forms.ts'
import type { FormPlace, Wanted, WantedFile, WantedForm } from '../wanted.ts'

/** What a caller has sent is not in order: nothing of it is written. */
export interface Refused {
  readonly refused: Validation
}

export function isRefused(checked: object): checked is Refused {
  return 'refused' in checked
}

/**
 * A whole message, checked against all that its app would refuse. All that is wrong is said at once.
 * Throws `NEEDS_CONFIGURATION`.
 */
export async function toWanted(
  message: MessageInput,
  place: FormPlace,
  { mode, language }: { readonly mode: Mode; readonly language: Language },
  ports: FormPorts,
): Promise<Wanted | Refused> {
  const at = '/Message'
  const position = (list: string): { at: string; language: Language } => ({
    at: `${at}/${list}`,
    language,
  })
  const files = judgeFiles(message.attachments, place, position('Attachments'))
  const forms = await judgeForms(message.forms, place, mode, position('Forms'), ports)
  const { type = 'FormTask' } = message
  const ofType =
    type === 'FormTask' ? [] : [finding({ at, language }, 'Type', 'typeUnknown', [type])]
  const findings = [...ofType, ...forms.findings, ...files.findings]
  return findings.length > 0 ? refused(findings) : { forms: forms.wanted, files: files.wanted }
}

export interface FormCircumstances {
  readonly language: Language
  /** Of each data type, in the instance that the form is for. */
  readonly existing: Counts
  /** The data type of the form whose content is replaced; absent: a form is added. */
  readonly replaces?: string
}

/**
 * One form that is added to a draft, or whose content is replaced. Without a format it is the one that
 * is replaced, or the only subform of the service. Throws `NEEDS_CONFIGURATION`.
 */
export async function toWantedForm(
  input: FormInput,
  place: FormPlace,
  given: FormCircumstances,
  ports: FormPorts,
): Promise<WantedForm | Refused> {
  const keys = needFormKeys(place)
  const position = { at: '/Form', language: given.language }
  const hasFormat = input.dataFormatId !== undefined || input.dataFormatVersion !== undefined
  const meant = hasFormat ? input : { ...input, ...formatMeant(place, keys, given) }
  // What replaces a form must have something in it.
  const mode = given.replaces === undefined ? 'draft' : 'complete'
  const { form, wanted, findings } = await judgeForm(meant, place, keys, mode, position, ports)
  const all = [...findings]
  if (form !== undefined && given.replaces === undefined) {
    const count = given.existing.get(form.type.id) ?? 0
    const maxCount = form.isMain ? 1 : maxCountOf(form.type.maxCount)
    if (count >= maxCount) {
      all.push(finding(position, 'DataFormatId', 'tooManyForms', [form.key, maxCount]))
    }
  } else if (form !== undefined && form.type.id !== given.replaces) {
    all.push(finding(position, 'DataFormatId', 'otherForm', [form.key]))
  }
  return wanted === undefined || all.length > 0 ? refused(all) : wanted
}

/** That of the form that is replaced, or of the only subform. */
function formatMeant(
  { place }: FormPlace,
  { keys, main }: FormKeys,
  { replaces }: FormCircumstances,
): Pick<FormInput, 'dataFormatId' | 'dataFormatVersion'> | undefined {
  const [only, another] = keys.filter((key) => key !== main)
  const added = another === undefined ? place.forms?.[only ?? ''] : undefined
  const dataType = replaces ?? added
  const format = dataType === undefined ? undefined : formatOf(dataType, place)
  return format && { dataFormatId: format.id, dataFormatVersion: format.version }
}

/** One attachment that is added to a draft. Throws `NEEDS_CONFIGURATION`. */
export function toWantedFile(
  input: AttachmentInput,
  place: FormPlace,
  { language, existing }: Pick<FormCircumstances, 'language' | 'existing'>,
): WantedFile | Refused {
  const names = needAttachmentNames(place)
  const position = { at: '/Attachment', language }
  const { wanted, findings } = judgeFile(input, names, place, existing, position)
  return wanted === undefined || findings.length > 0 ? refused(findings) : wanted
}

/** A caller with thousands of attachments hears of the first ones. */
const maxFindings = 100

function refused(findings: readonly ValidationFinding[]): Refused {
  return { refused: { errors: findings.slice(0, maxFindings), warnings: [] } }
}

/** Altinn 2's answer to what is not in order, with the validation as its body. */
export function toRefusal({ refused: validation }: Refused): Altinn2Response {
  const error = 'VALIDATION_FAILED'
  const { status, reason } = errors[error]
  return {
    ...{ status, reason, error },
    body: { kind: 'resource', resource: toValidationResource(validation) },
  }
}
