import type { FullMessage } from '../../../altinn2/messages/message.ts'
import { toFullMessage } from '../../../altinn2/messages/message-resource.ts'
import { languageOf } from '../../../altinn2/language.ts'
import { markInstanceRead } from '../../../altinn3/storage.ts'
import { GatewayError } from '../../../errors.ts'
import type { CorrespondenceElement } from '../../../message-box/correspondences/element.ts'
import { markRead } from '../../../message-box/correspondences/reading.ts'
import { toFullCorrespondence } from '../../../message-box/correspondences/full-message.ts'
import { needElement } from '../../../message-box/element.ts'
import type { FormElement } from '../../../message-box/forms/element.ts'
import { toMessage, viewOf } from '../../../message-box/forms/view.ts'
import type { Ports, TranslationRequest, Translation } from '../../../translation.ts'

/** An element with its parts, as it was found; who looks has read it, unless they say otherwise. */
export const getMessage: Translation = async (request, ports) => {
  const { query, params, settings } = request
  const found = await needElement(request, ports)
  const message =
    found.kind === 'form'
      ? await readForm(found.form, request, ports)
      : await readCorrespondence(found.correspondence, request, ports)
  const language = languageOf(query, settings.language)
  const resource = toFullMessage(message, params.who ?? 'my', language)
  return { status: 200, body: { kind: 'resource', resource } }
}

async function readForm(
  element: FormElement,
  request: TranslationRequest,
  ports: Ports,
): Promise<FullMessage> {
  const message = toMessage(await viewOf(element, request, ports), request, ports)
  if (message.isUnread && isMarked(request)) {
    await tryToMark(() => ports.ask(markInstanceRead, { instance: element.instance.id }))
  }
  return message
}

async function readCorrespondence(
  element: CorrespondenceElement,
  request: TranslationRequest,
  ports: Ports,
): Promise<FullMessage> {
  const message = await toFullCorrespondence(element, request, ports)
  if (isMarked(request)) await tryToMark(() => markRead(element, ports))
  return message
}

/**
 * What is left undone is done by the next look. The message is there to be shown all the same: to
 * keep it back would not make it unread, and would make the caller ask again.
 */
async function tryToMark(mark: () => Promise<unknown>): Promise<void> {
  try {
    await mark()
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
  }
}

function isMarked({ query, isHead }: TranslationRequest): boolean {
  return !isHead && query.one('markAsRead')?.toLowerCase() !== 'false'
}
