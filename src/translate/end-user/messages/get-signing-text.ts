import { GatewayError } from '../../../errors.ts'
import { textsOf } from '../../../message-box/forms/app-texts.ts'
import { needFormElement } from '../../../message-box/forms/element.ts'
import { statusOf, viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** What is to be read before signing, for as long as somebody has to sign. */
export const getSigningText: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const { instance } = element
  if (statusOf(instance) !== 'toBeSigned') throw new GatewayError('NOT_FOUND')
  const { service, language } = await viewOf(element, request, ports)
  // Altinn 3 does not say which of an app's texts that is; the services file may.
  const id = service.place?.signingText
  const texts = id === undefined ? undefined : await textsOf(instance.appId, language, ports)
  const text = texts?.get(id ?? '')?.value
  if (text === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { kind: 'value', value: text } }
}
