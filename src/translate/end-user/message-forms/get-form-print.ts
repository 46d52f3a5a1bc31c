import { needFormElement } from '../../../message-box/forms/element.ts'
import { answerPrint, printOfForm } from '../../../message-box/forms/print.ts'
import { viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** One form as it was submitted, for people to read. */
export const getFormPrint: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const view = await viewOf(element, request, ports)
  const form = view.parts.forms.get(Number(request.params.formId))
  const print = form === undefined ? undefined : printOfForm(form, view)
  return answerPrint(print, view, request, ports)
}
