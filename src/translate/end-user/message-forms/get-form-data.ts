import { GatewayError } from '../../../errors.ts'
import { needFormElement } from '../../../message-box/forms/element.ts'
import { namesOf } from '../../../message-box/forms/parts.ts'
import { viewOf } from '../../../message-box/forms/view.ts'
import { xmlOf } from '../../../message-box/forms/xml.ts'
import type { Translation } from '../../../translation.ts'

/** The XML of one form. */
export const getFormData: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const view = await viewOf(element, request, ports)
  const form = view.parts.forms.get(Number(request.params.formId))
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const fileName = `${namesOf(form).name}.xml`
  const file = { kind: 'bytes', type: 'application/xml', fileName } as const
  // Who fetches a form has read it: to ask what there is must not count.
  if (request.isHead) return { status: 200, body: file }
  const xml = await xmlOf(form, view, ports)
  if (xml === undefined) throw new GatewayError('NOT_FOUND')
  return { status: 200, body: { ...file, ...xml } }
}
