import { needMessageId, type MessageId } from '../altinn2/messages/message-id.ts'
import type { Correspondence } from '../altinn3/correspondence.ts'
import type { Dialog } from '../altinn3/dialogporten.ts'
import {
  needCorrespondenceOfDialog,
  needDialog,
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

/** An element that something is done to: of a message, as much as its dialog says. */
export type Held =
  | { readonly kind: 'form'; readonly form: FormElement }
  | {
      readonly kind: 'message'
      readonly dialog: Dialog
      /** Where it had to be read to be found; and the id that lists show. */
      readonly correspondence?: Correspondence
      readonly id?: MessageId
    }

/**
 * The element behind `{messageId}`, likewise; a message that has an id of ours is not fetched, so
 * that its sender is not told of a fetch.
 */
export async function needHeld(request: TranslationRequest, ports: Ports): Promise<Held> {
  const id = needMessageId(request.params)
  if (id.kind === 'dialog') {
    return { kind: 'message', dialog: await needDialog(id, request, ports) }
  }
  const element = await needElement(request, ports)
  return element.kind === 'form' ? element : { ...element.correspondence, kind: 'message' }
}

function found(correspondence: CorrespondenceElement): Element {
  return { kind: 'correspondence', correspondence }
}
