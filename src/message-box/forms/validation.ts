import type { Validation, ValidationFinding } from '../../altinn2/messages/validation.ts'
import type { ValidationIssue } from '../../altinn3/apps.ts'
import type { AppTexts } from '../../altinn3/storage-texts.ts'
import { fillText } from './app-texts.ts'
import type { FormView } from './view.ts'
import { standardText } from './standard-texts.ts'

/** Do the app's texts have to say what some issue is? */
export function needsTexts(issues: readonly ValidationIssue[]): boolean {
  return issues.some(
    ({ description, customTextKey: key }) => Boolean(key) && (!description || description === key),
  )
}

/** What tells of what has been mended, or went well, is left out: Altinn 2 had no word for it. */
export function toValidation(
  issues: readonly ValidationIssue[],
  texts: AppTexts,
  view: FormView,
): Validation {
  const of = (...kinds: readonly string[]): readonly ValidationFinding[] =>
    issues
      .filter(({ severity }) => kinds.includes(nameOf(severity)))
      .map((issue) => toFinding(issue, texts, view))
  return { errors: of('error'), warnings: of('warning', 'informational', 'unspecified') }
}

// Altinn/app-lib-dotnet ValidationIssueSeverity.cs: a number; older apps wrote its name.
const severities = ['unspecified', 'error', 'warning', 'informational', 'fixed', 'success']

/** A severity that is not known counts as a warning, which does not stop a submission. */
function nameOf(severity: ValidationIssue['severity']): string {
  const isNumber = typeof severity !== 'string' || /^[0-9]+$/.test(severity)
  const name = isNumber ? severities[Number(severity ?? 0)] : severity.toLowerCase()
  return name !== undefined && severities.includes(name) ? name : 'unspecified'
}

function toFinding(issue: ValidationIssue, texts: AppTexts, view: FormView): ValidationFinding {
  const field = issue.field ?? ''
  const xPath = xPathOf(issue, view)
  return {
    message: messageOf(issue, texts, view),
    ...(field === '' ? {} : { field: lastOf(field) }),
    ...(xPath === undefined ? {} : { xPath }),
  }
}

/** What the app says, or what its texts say, or those that all apps have; a key only for want of these. */
function messageOf(issue: ValidationIssue, texts: AppTexts, { language }: FormView): string {
  const { description, customTextKey: key, code } = issue
  if (description && description !== key) return description
  const text = key ? (texts.get(key) ?? standardText(key, language)) : undefined
  if (text === undefined) return [key, code].find(Boolean) ?? ''
  const given = {
    byPlace: issue.customTextParams ?? [],
    byName: issue.customTextParameters ?? {},
  }
  return fillText(text, given, texts)
}

/** `tiltak[0].navn` is about `navn`. */
function lastOf(field: string): string {
  return field.slice(field.lastIndexOf('.') + 1).replace(/\[[0-9]+\]$/, '')
}

/**
 * Where it is in the XML, as near as can be told: names in JSON are most often those in XML, and the
 * class is most often named as the outermost element. What is about no form has no such place.
 */
function xPathOf({ field, dataElementId }: ValidationIssue, view: FormView): string | undefined {
  const forms = [...view.parts.forms.values()]
  const form = forms.find(({ id }) => id.toLowerCase() === dataElementId?.toLowerCase())
  const type = view.application.dataTypes?.find(({ id }) => id === form?.dataType)
  const root = type?.appLogic?.classRef?.split('.').at(-1)
  if (!field || root === undefined || root === '') return undefined
  const steps = field.split('.').map(fromOne)
  return ['', root, ...steps].join('/')
}

/** XPath counts from one. */
function fromOne(step: string): string {
  return step.replace(/\[([0-9]+)\]/g, (_, place: string) => `[${Number(place) + 1}]`)
}
