import { faultOf } from './messages.ts'
import { changeMessage, type Altinn2Message } from './state.ts'
import { api, Refused, type Call, type Operation } from '../operation.ts'
import { toPdf } from '../../altinn3/storage/contents/ondemand.ts'

/** What a test puts in the way of messages meets those that change them, too. */
export function withFaults(operations: readonly Operation[]): readonly Operation[] {
  return operations.map((operation) => ({
    ...operation,
    answer: (call) => {
      call.messages.queries.push(`${call.asked.path}?${call.asked.query.toString()}`)
      return faultOf(call) ?? operation.answer(call)
    },
  }))
}

export function needMessage({ messages, partyId, params }: Call): Altinn2Message {
  const found = messages.boxes.get(partyId)?.get(params.messageId?.toLowerCase() ?? '')
  if (found === undefined) throw new Refused({ status: 404 })
  return found
}

/** A form task that has not been sent in; 403 of any other is inferred. */
export function needDraft(call: Call): Altinn2Message {
  const found = needMessage(call)
  const isOpen = found.state === 'beingFilledIn' || found.state === 'toBeSigned'
  if (found.kind !== 'FormTask' || !isOpen) throw new Refused({ status: 403 })
  return found
}

/** Far from those of the seed. */
export function newNumber({ records }: Call): number {
  return 5_000_000 + (records.next += 1)
}

/** Gives it its archived id and that one's address; the former id is kept beside it (20.6). */
export function archive(
  message: Altinn2Message,
  state: 'submitted' | 'archived',
  call: Call,
): string {
  const number = newNumber(call)
  const isForm = message.kind === 'FormTask'
  changeMessage(call.messages, call.partyId, message.id, {
    ...{ id: `b${number}`, originalId: message.id, state, lastChanged: Date.now() },
    ...(isForm ? { archiveReference: `AR${number}` } : {}),
    ...(isForm && message.contents !== undefined
      ? { contents: { ...message.contents, print: toPdf([message.subject]) } }
      : {}),
  })
  return `${api(call)}/${call.who}/messages/b${number}`
}
