import { needMessageId } from '../altinn2/messages/message-id.ts'
import {
  needCorrespondenceOfDialog,
  needGenuineCorrespondence,
  type CorrespondenceElement,
} from './correspondences/element.ts'
import { needFormElement, type FormElement } from './forms/element.ts'
import type { Ports, TranslationRequest } from '../translation.ts'

/** An element of the message box that was asked for by its id. */
export type Element =
  | { readonly kind: 'form'; readonly form: FormElement }
  | { readonly kind: 'correspondence'; readonly correspondence: CorrespondenceElement }

/**
 * The element behind `{messageId}`, if it is the party's. Throws `NOT_FOUND` alike for what does not
 * exist and what is not for the caller, and `ELEMENT_AMBIGUOUS`.
 */
export async function needElement(request: TranslationRequest, ports: Ports): Promise<Element> {
  const id = needMessageId(request.params)
  if (id.kind === 'dialog') {
    return found(await needCorrespondenceOfDialog(id, request, ports))
  }
  if (id.kind === 'genuine' && id.letter === 'a') {
    return found(await needGenuineCorrespondence(id.number, request, ports))
  }
  return { kind: 'form', form: await needFormElement(request, ports) }
}

function found(correspondence: CorrespondenceElement): Element {
  return { kind: 'correspondence', correspondence }
}
