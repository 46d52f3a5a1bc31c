import type { Validation } from '../../altinn2/messages/validation.ts'
import type { ValidationIssue } from '../../altinn3/apps.ts'
import type { AppTexts } from '../../altinn3/storage-texts.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { textsOf } from './app-texts.ts'
import type { FormElement } from './element.ts'
import { needsTexts, toValidation } from './validation.ts'
import { viewOf } from './view.ts'

/** What an app has found wrong with a form, in its own texts; these are asked for where they are needed. */
export async function readIssues(
  issues: readonly ValidationIssue[],
  element: FormElement,
  request: TranslationRequest,
  ports: Ports,
): Promise<Validation> {
  const view = await viewOf(element, request, ports)
  const texts: AppTexts = needsTexts(issues)
    ? await textsOf(element.instance.appId, view.language, ports)
    : new Map()
  return toValidation(issues, texts, view)
}
