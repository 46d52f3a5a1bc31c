import { toWholeMessage } from '../../../altinn2/message.ts'
import { markInstanceRead } from '../../../altinn3/storage.ts'
import { needFormElement } from '../../form-element.ts'
import { toMessage, viewOf } from '../../form-view.ts'
import type { Translation } from '../../translation.ts'

/** A form with its parts; who looks has read it, unless they say otherwise. */
export const getMessage: Translation = async (question, ports) => {
  const element = await needFormElement(question, ports)
  const view = await viewOf(element, question, ports)
  const message = toMessage(view, question, ports)
  const isMarked = question.query.one('markAsRead')?.toLowerCase() !== 'false'
  if (message.isUnread && isMarked && !question.isHead) {
    await ports.ask(markInstanceRead, { instance: element.instance.id })
  }
  const resource = toWholeMessage(message, question.params.who ?? 'my', view.language)
  return { status: 200, body: { kind: 'resource', resource } }
}
