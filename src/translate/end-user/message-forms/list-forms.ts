import { toFormResource } from '../../../altinn2/form.ts'
import { needFormElement, pathOf } from '../../form-element.ts'
import { formsOf, viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

export const listForms: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const message = pathOf(element, question.params.who)
  const forms = formsOf(await viewOf(element, question, ports))
  return {
    status: 200,
    body: {
      kind: 'collection',
      relation: 'forms',
      type: 'Form',
      resources: forms.map((form) => toFormResource(form, message)),
      links: { form: 'object', to: { self: { to: question.self } } },
    },
  }
}
