import { GatewayError } from '../../../errors.ts'
import { bytesOf } from '../../form-bytes.ts'
import { needFormElement } from '../../form-element.ts'
import { namesOf } from '../../form-parts.ts'
import { viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

/** The form as it was submitted, as a PDF. */
export const getPrint: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const { parts } = await viewOf(element, question, ports)
  const [print] = parts.prints
  if (print === undefined) throw new GatewayError('NOT_FOUND')
  const { name } = namesOf(print)
  const file = { type: 'application/pdf', fileName: `${name}.pdf` }
  return bytesOf(element, print, file, question, ports)
}
