import { toFormResource } from '../../../altinn2/messages/form.ts'
import { GatewayError } from '../../../errors.ts'
import { needFormElement, pathOf } from '../../../message-box/forms/element.ts'
import { formsOf, viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

export const getForm: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const forms = formsOf(await viewOf(element, request, ports))
  const form = forms.find(({ id }) => id === Number(request.params.formId))
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const resource = toFormResource(form, pathOf(element, request.params.who))
  return { status: 200, body: { kind: 'resource', resource } }
}
