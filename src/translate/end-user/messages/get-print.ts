import { needFormElement } from '../../../message-box/forms/element.ts'
import { answerPrint, printOfSet } from '../../../message-box/forms/print.ts'
import { viewOf } from '../../../message-box/forms/view.ts'
import type { Translation } from '../../../translation.ts'

/** The forms as they were submitted, for people to read. */
export const getPrint: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const view = await viewOf(element, question, ports)
  return answerPrint(printOfSet(question.query, view), view, question, ports)
}
