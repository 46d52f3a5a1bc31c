import { needFormElement } from '../../../message-box/forms/element.ts'
import { answerPrint, printOfSet } from '../../../message-box/forms/print.ts'
import { viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** The forms as they were submitted, for people to read. */
export const getPrint: Translation = async (request, ports) => {
  const element = await needFormElement(request, ports)
  const view = await viewOf(element, request, ports)
  return answerPrint(printOfSet(request.query, view), view, request, ports)
}
