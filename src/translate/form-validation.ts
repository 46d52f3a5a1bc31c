import type { Validation, ValidationFinding } from '../altinn2/validation.ts'
import type { ValidationIssue } from '../altinn3/apps.ts'
import type { FormView } from './form-view.ts'

/** By the id of a text. */
export type Texts = ReadonlyMap<string, string>

/** Do the app's texts have to say what some issue is? */
export function needsTexts(issues: readonly ValidationIssue[]): boolean {
  return issues.some(({ description, customTextKey }) => !description && Boolean(customTextKey))
}

/** What tells of what has been mended, or went well, is left out: Altinn 2 had no word for it. */
export function toValidation(
  issues: readonly ValidationIssue[],
  texts: Texts,
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

/** One that nobody knows yet stops nobody. */
function nameOf(severity: ValidationIssue['severity']): string {
  if (typeof severity === 'string') return severity.toLowerCase()
  return severities[severity ?? 0] ?? 'unspecified'
}

function toFinding(issue: ValidationIssue, texts: Texts, view: FormView): ValidationFinding {
  const field = issue.field ?? ''
  const xPath = xPathOf(issue, view)
  return {
    message: messageOf(issue, texts),
    ...(field === '' ? {} : { field: lastOf(field) }),
    ...(xPath === undefined ? {} : { xPath }),
  }
}

function messageOf(issue: ValidationIssue, texts: Texts): string {
  const { description, customTextKey, customTextParameters, code } = issue
  if (description) return description
  const text = texts.get(customTextKey ?? '')
  if (text === undefined) return customTextKey ?? code ?? ''
  return Object.entries(customTextParameters ?? {}).reduce(
    (said, [name, value]) => said.replaceAll(`{${name}}`, value),
    text,
  )
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
