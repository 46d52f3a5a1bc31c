import { needMessageId, type MessageId } from '../altinn2/message-id.ts'
import { GatewayError } from '../errors.ts'
import {
  needCorrespondenceOfDialog,
  needGenuineCorrespondence,
  type CorrespondenceElement,
} from './correspondence-element.ts'
import { needFormElement, type FormElement } from './form-element.ts'
import { correspondenceScopes, formScopes, needScopes } from './needed-scopes.ts'
import type { Ports, Question } from './translation.ts'

/** An element of the message box that was asked for by its id. */
export type Element =
  | { readonly kind: 'form'; readonly form: FormElement }
  | { readonly kind: 'correspondence'; readonly correspondence: CorrespondenceElement }

/**
 * The element behind `{messageId}`, if it is the party's. Throws `SCOPE_MISSING` before anybody is
 * asked, `NOT_FOUND` alike for what does not exist and what is not for the caller, and
 * `ELEMENT_AMBIGUOUS`.
 */
export async function needElement(question: Question, ports: Ports): Promise<Element> {
  const id = needMessageId(question.params)
  needScopes(question, scopesFor(id))
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

/** Throws `NOT_FOUND` for ids that Altinn 3 has no search for. */
function scopesFor(id: MessageId): readonly string[] {
  if (id.kind !== 'genuine') return id.kind === 'instance' ? formScopes : correspondenceScopes
  switch (id.letter) {
    // Drafts, which had the letter too, were not migrated (altinn-studio-docs
    // content/dialogporten/status-migration); what is left of it are messages.
    case 'a':
      return correspondenceScopes
    // An archived message had a number of its own, of which Altinn 3 knows nothing.
    case 'b':
      return formScopes
    // Storage keeps Altinn 1's numbers as data values, and searches by Altinn 2's alone.
    case 'c':
      throw new GatewayError('NOT_FOUND')
    default:
      return id.letter satisfies never
  }
}
