import { needMessageId } from '../altinn2/messages/message-id.ts'
import {
  needCorrespondenceOfDialog,
  needGenuineCorrespondence,
  type CorrespondenceElement,
} from './correspondences/element.ts'
import { needFormElement, type FormElement } from './forms/element.ts'
import type { Ports, Question } from '../translation.ts'

/** An element of the message box that was asked for by its id. */
export type Element =
  | { readonly kind: 'form'; readonly form: FormElement }
  | { readonly kind: 'correspondence'; readonly correspondence: CorrespondenceElement }

/**
 * The element behind `{messageId}`, if it is the party's. Throws `NOT_FOUND` alike for what does not
 * exist and what is not for the caller, and `ELEMENT_AMBIGUOUS`.
 */
export async function needElement(question: Question, ports: Ports): Promise<Element> {
  const id = needMessageId(question.params)
  if (id.kind === 'dialog') {
    return found(await needCorrespondenceOfDialog(id, question, ports))
  }
  if (id.kind === 'genuine' && id.letter === 'a') {
    return found(await needGenuineCorrespondence(id.number, question, ports))
  }
  return { kind: 'form', form: await needFormElement(question, ports) }
}

function found(correspondence: CorrespondenceElement): Element {
  return { kind: 'correspondence', correspondence }
}
