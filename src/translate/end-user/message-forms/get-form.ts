import { toFormResource } from '../../../altinn2/messages/form.ts'
import { GatewayError } from '../../../errors.ts'
import { needFormElement, pathOf } from '../../../message-box/forms/element.ts'
import { formsOf, viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

export const getForm: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const forms = formsOf(await viewOf(element, question, ports))
  const form = forms.find(({ id }) => id === Number(question.params.formId))
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const resource = toFormResource(form, pathOf(element, question.params.who))
  return { status: 200, body: { kind: 'resource', resource } }
}
