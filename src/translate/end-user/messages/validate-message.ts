import { languageTags } from '../../../altinn2/language.ts'
import { toValidationResource } from '../../../altinn2/messages/validation.ts'
import { validateInstance } from '../../../altinn3/apps.ts'
import type { AppTexts } from '../../../altinn3/storage-texts.ts'
import { GatewayError } from '../../../errors.ts'
import { textsOf } from '../../../message-box/forms/app-texts.ts'
import { needFormElement } from '../../../message-box/forms/element.ts'
import { needsTexts, toValidation } from '../../../message-box/forms/validation.ts'
import { statusOf, viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** What is still wrong with forms that are being filled out; nothing else can be validated. */
export const validateMessage: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const { instance } = element
  const isBeingFilledIn = statusOf(instance) === 'beingFilledIn' && instance.process?.currentTask
  if (!isBeingFilledIn) throw new GatewayError('NOT_FOUND')
  const view = await viewOf(element, request, ports)
  const place = { app: instance.appId, instance: instance.id }
  const issues = await ports.ask(validateInstance, {
    ...place,
    language: languageTags[view.language],
  })
  // It has been submitted meanwhile, or its app is gone.
  if (issues === undefined) throw new GatewayError('NOT_FOUND')
  const texts: AppTexts = needsTexts(issues)
    ? await textsOf(instance.appId, view.language, ports)
    : new Map()
  const resource = toValidationResource(toValidation(issues, texts, view))
  return { status: 200, body: { kind: 'resource', resource } }
}
