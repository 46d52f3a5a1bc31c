import { languageOf, languageTags } from '../../../altinn2/language.ts'
import { toValidationResource } from '../../../altinn2/messages/validation.ts'
import { validateInstance } from '../../../altinn3/apps.ts'
import { GatewayError } from '../../../errors.ts'
import { needFormElement } from '../../../message-box/forms/element.ts'
import { readIssues } from '../../../message-box/forms/issues.ts'
import { statusOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** What is still wrong with forms that are being filled out; nothing else can be validated. */
export const validateMessage: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const { instance } = element
  const isBeingFilledIn = statusOf(instance) === 'beingFilledIn' && instance.process?.currentTask
  if (!isBeingFilledIn) throw new GatewayError('NOT_FOUND')
  const issues = await ports.ask(validateInstance, {
    ...{ app: instance.appId, instance: instance.id },
    language: languageTags[languageOf(request.query, request.settings.language)],
  })
  // It has been submitted meanwhile, or its app is gone.
  if (issues === undefined) throw new GatewayError('NOT_FOUND')
  const validation = await readIssues(issues, element, request, ports)
  return { status: 200, body: { kind: 'resource', resource: toValidationResource(validation) } }
}
