import { toKnownDate } from '../../altinn2/date-time.ts'
import { languageOf, type Language } from '../../altinn2/language.ts'
import { idOfInstance } from '../../altinn2/messages/message-id.ts'
import type { MessageContent, ReplyOption, FullMessage } from '../../altinn2/messages/message.ts'
import type { CorrespondenceStatus } from '../../altinn2/messages/message-status.ts'
import type { Correspondence } from '../../altinn3/correspondence.ts'
import type { Dialog } from '../../altinn3/dialogporten.ts'
import { attachmentsIn } from './attachments.ts'
import type { CorrespondenceElement } from './element.ts'
import { withoutReplyOptions, type GivenReplyOption } from './replies.ts'
import { hasLabel, textIn, toCorrespondenceMessage } from './view.ts'
import { findForms, pathOf, type FormElement } from '../forms/element.ts'
import { referenceOf } from '../forms/view.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/**
 * A message as it is shown by itself. What lists show, too, is their dialog's, so that both say the
 * same of it; but whether it has been read is Correspondence's word, which lists cannot ask for.
 * Who reads through Dialogporten or Correspondence alone sees the two differ.
 */
export async function toFullCorrespondence(
  element: CorrespondenceElement,
  request: TranslationRequest,
  ports: Ports,
): Promise<FullMessage> {
  const { dialog, correspondence, id } = element
  const { query, settings, params } = request
  const language = languageOf(query, settings.language)
  const { due, ...listed } = toCorrespondenceMessage(dialog, { language, id }, request, ports.look)
  const content = await contentOf(element, language, ports)
  const dueHere = toKnownDate(correspondence?.dueDateTime) ?? due
  const about = await findInstanceOf(correspondence, request, ports)
  return {
    ...listed,
    status: statusOf(element),
    ...(dueHere === undefined ? {} : { due: dueHere }),
    ...(about?.isArchived === true ? { archiveReference: referenceOf(about) } : {}),
    attachments: attachmentsIn(correspondence),
    content,
    ...(about === undefined ? {} : { about: pathOf(about, params.who) }),
  }
}

function statusOf({
  dialog,
  correspondence,
  isArchived,
}: CorrespondenceElement): CorrespondenceStatus | 'deleted' {
  if (hasLabel(dialog, 'Bin')) return 'deleted'
  if (isArchived) return 'archived'
  const isItRead = correspondence === undefined ? dialog.isContentSeen : isRead(correspondence)
  return isItRead === true ? 'read' : 'unread'
}

/**
 * By its date, which is there for good; a later download hides what its status was. Whoever confirmed
 * or answered it has read it, and what came over archived had been.
 */
export function isRead({ read, status }: Correspondence): boolean {
  return toKnownDate(read) !== undefined || afterReading.has(status)
}

// Any other status says nothing of reading.
const afterReading: ReadonlySet<string> = new Set(['Read', 'Replied', 'Confirmed', 'Archived'])

async function contentOf(
  { dialog, correspondence }: CorrespondenceElement,
  language: Language,
  ports: Pick<Ports, 'renderBody'>,
): Promise<MessageContent> {
  if (correspondence === undefined) return contentOfDialog(dialog, language, ports)
  const { content, altinn2CorrespondenceId, replyOptions } = correspondence
  const body = withoutReplyOptions(content?.messageBody ?? '', replyOptions ?? [])
  return {
    summary: content?.messageSummary ?? '',
    body: await ports.renderBody(
      body,
      typeof altinn2CorrespondenceId === 'number' ? 'migrated' : 'markdown',
    ),
    replyOptions: (replyOptions ?? []).flatMap(toReplyOption),
  }
}

/**
 * As much as lists tell, which is plain text (Altinn/dialogporten DialogContentType.cs). To ask the
 * dialog for more would be to have seen it, and what it refers to lies at addresses of its owner's.
 */
async function contentOfDialog(
  { content }: Dialog,
  language: Language,
  { renderBody }: Pick<Ports, 'renderBody'>,
): Promise<MessageContent> {
  const summary = textIn(content?.summary, language)
  return { summary, body: await renderBody(summary, 'text'), replyOptions: [] }
}

/** Altinn 3 has links alone; Altinn 2 told services and archived elements apart. */
function toReplyOption({ linkURL, linkText }: GivenReplyOption): readonly ReplyOption[] {
  const url = linkURL ?? ''
  return /^https?:\/\//i.test(url) ? [{ url, text: linkText ?? url }] : []
}

/** The form that a message is about, if it is the party's and the caller may ask for forms at all. */
async function findInstanceOf(
  correspondence: Correspondence | undefined,
  request: TranslationRequest,
  ports: Ports,
): Promise<FormElement | undefined> {
  const reference = correspondence?.externalReferences?.find(
    (one) => one.referenceType === 'AltinnAppInstance',
  )
  const [uuid = ''] = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.exec(
    reference?.referenceValue ?? '',
  ) ?? ['']
  const id = idOfInstance(uuid)
  const mayAsk = request.scopes.has('altinn:instances.read')
  if (id?.kind !== 'instance' || !mayAsk) return undefined
  const forms = await findForms({ A3Ref: id.reference }, request, ports)
  return forms.find(({ instance }) => instance.id.toLowerCase().endsWith(uuid.toLowerCase()))
}
