import { GatewayError } from '../../../errors.ts'
import { bytesOf } from '../../form-bytes.ts'
import { needFormElement } from '../../form-element.ts'
import { namesOf } from '../../form-parts.ts'
import { viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

/** The form's XML as it is stored. */
export const getFormData: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const { parts } = await viewOf(element, question, ports)
  const form = parts.forms.get(Number(question.params.formId))
  if (form === undefined) throw new GatewayError('NOT_FOUND')
  const file = { type: 'application/xml', fileName: `${namesOf(form).name}.xml` }
  return bytesOf(element, form, file, question, ports)
}
