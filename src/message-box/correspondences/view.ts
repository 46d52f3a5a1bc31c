import { toKnownDate } from '../../altinn2/date-time.ts'
import { languageTags, type Language } from '../../altinn2/language.ts'
import {
  idOfDialog,
  writeMessageIds,
  type MessageId,
  type OwnId,
} from '../../altinn2/messages/message-id.ts'
import type { Message } from '../../altinn2/messages/message.ts'
import type { CorrespondenceStatus } from '../../altinn2/messages/message-status.ts'
import { resourceIdOf, type Dialog, type DialogText } from '../../altinn3/dialogporten.ts'
import type { Target } from '../../decide/register.ts'
import { GatewayError } from '../../errors.ts'
import { migratedServiceOf } from '../migrated-service.ts'
import type { Look, TranslationRequest } from '../../translation.ts'

/** Is it about a correspondence? Altinn 2 had none of the others, or has them as forms. */
export function isCorrespondence({ serviceResourceType }: Dialog): boolean {
  return serviceResourceType?.toLowerCase() === 'correspondenceservice'
}

/** The id is what it is shown under, where that is not made of the dialog. */
interface Given {
  readonly language: Language
  readonly id?: MessageId | undefined
}

/** What a correspondence's message says, as far as its dialog knows. */
export function toCorrespondenceMessage(
  dialog: Dialog,
  { language, id = needIdOf(dialog) }: Given,
  { targets, settings }: Pick<TranslationRequest, 'targets' | 'settings'>,
  { ownerName }: Pick<Look, 'ownerName'>,
): Message {
  const { content, org, dueAt } = dialog
  const status = statusOf(dialog)
  const due = toKnownDate(dueAt)
  const service = serviceOfResource(resourceIdOf(dialog), targets)
  return {
    type: 'Correspondence',
    ...writeMessageIds(id, status === 'archived'),
    subject: textIn(content?.title, language),
    status,
    isUnread: hasLabel(dialog, 'MarkedAsUnopened'),
    created: dialog.createdAt,
    lastChanged: dialog.contentUpdatedAt,
    ...(due === undefined ? {} : { due }),
    ...peopleOf(dialog, language, ownerName(org, language) ?? org.toUpperCase()),
    ...service,
    hasPrint: false,
    portalView: `${settings.inboxUrl}/${dialog.id}`,
  }
}

function peopleOf(
  { content, latestActivity }: Dialog,
  language: Language,
  serviceOwner: string,
): Pick<Message, 'serviceOwner' | 'sender' | 'lastChangedBy'> {
  const sender = textIn(content?.senderName, language) || serviceOwner
  return {
    serviceOwner,
    sender,
    lastChangedBy: latestActivity?.performedBy?.actorName ?? sender,
  }
}

/** Throws `ALTINN3_UNREADABLE` for a dialog that no id can be made for. */
export function needIdOf({ id, createdAt }: Pick<Dialog, 'id' | 'createdAt'>): OwnId {
  const own = idOfDialog(Date.parse(createdAt), id)
  if (own === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return own
}

/**
 * Archived is a label of the party's, and read is what Dialogporten notes, since a list tells
 * nothing of the correspondence itself.
 */
function statusOf(dialog: Dialog): CorrespondenceStatus | 'deleted' {
  if (hasLabel(dialog, 'Bin')) return 'deleted'
  if (hasLabel(dialog, 'Archive')) return 'archived'
  return dialog.isContentSeen === true ? 'read' : 'unread'
}

export function hasLabel({ endUserContext }: Dialog, label: string): boolean {
  return endUserContext?.systemLabels?.includes(label) === true
}

/** In the language that was asked for, or in any. */
export function textIn(text: DialogText | null | undefined, language: Language): string {
  const texts = text?.value ?? []
  const meant = texts.find(({ languageCode }) => languageCode === languageTags[language])
  return (meant ?? texts[0])?.value ?? ''
}

/** The service that a resource stands for, as far as the services file or its name says. */
function serviceOfResource(
  resource: string,
  targets: readonly Target[],
): Pick<Message, 'service' | 'hasMetadata'> {
  const target = targets.find(
    ({ moved }) => moved.to === 'correspondence' && moved.resource === resource,
  )
  if (target !== undefined) return { service: target.service, hasMetadata: true }
  const migrated = migratedServiceOf(resource, targets)
  if (migrated === undefined) return {}
  const { key: service, listed } = migrated
  const isListed =
    listed?.moved.to === 'correspondence' && listed.service.edition === service.edition
  return isListed ? { service, hasMetadata: isListed } : { service }
}
