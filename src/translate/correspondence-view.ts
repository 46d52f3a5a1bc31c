import { languageTags, type Language } from '../altinn2/language.ts'
import { idOfDialog, writeMessageId, type MessageId, type OwnId } from '../altinn2/message-id.ts'
import type { Message } from '../altinn2/message.ts'
import type { CorrespondenceStatus } from '../altinn2/message-status.ts'
import { parseServiceKey, type ServiceKey } from '../altinn2/service-key.ts'
import { resourceIdOf, type Dialog, type DialogText } from '../altinn3/dialogporten.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { Look, TranslationSettings } from './translation.ts'

/** Is it about a correspondence? Altinn 2 had none of the others, or has them as forms. */
export function isCorrespondence({ serviceResourceType }: Dialog): boolean {
  return serviceResourceType?.toLowerCase() === 'correspondenceservice'
}

/**
 * What a correspondence's message says, as far as its dialog knows.
 *
 * @param id what it is shown under, where that is not made of the dialog
 */
export function toCorrespondenceMessage(
  dialog: Dialog,
  targets: readonly Target[],
  language: Language,
  { inboxUrl }: Pick<TranslationSettings, 'inboxUrl'>,
  { ownerName }: Pick<Look, 'ownerName'>,
  id: MessageId = needIdOf(dialog),
): Message {
  const { content, org, dueAt, latestActivity } = dialog
  const status = statusOf(dialog)
  const service = serviceOfResource(resourceIdOf(dialog), targets)
  const serviceOwner = ownerName(org, language) ?? org.toUpperCase()
  const sender = textIn(content?.senderName, language) || serviceOwner
  return {
    type: 'Correspondence',
    id: writeMessageId(id, status === 'archived'),
    ...(status === 'archived' && id.kind !== 'genuine'
      ? { originalId: writeMessageId(id, false) }
      : {}),
    subject: textIn(content?.title, language),
    status,
    isUnread: hasLabel(dialog, 'MarkedAsUnopened'),
    created: dialog.createdAt,
    lastChanged: dialog.contentUpdatedAt,
    lastChangedBy: latestActivity?.performedBy?.actorName ?? sender,
    ...(dueAt ? { due: dueAt } : {}),
    serviceOwner,
    sender,
    ...(service === undefined ? {} : { service }),
    hasPrint: false,
    portalView: `${inboxUrl}/${dialog.id}`,
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
function textIn(text: DialogText | null | undefined, language: Language): string {
  const texts = text?.value ?? []
  const meant = texts.find(({ languageCode }) => languageCode === languageTags[language])
  return (meant ?? texts[0])?.value ?? ''
}

/** How Altinn names what it migrates (altinn-studio-docs content/correspondence/transition). */
export function isMigratedResource(resource: string): boolean {
  return resource.includes('-migratedcorrespondence-')
}

/** The service that a resource stands for, as far as the services file or its name says. */
export function serviceOfResource(
  resource: string,
  targets: readonly Target[],
): ServiceKey | undefined {
  const target = targets.find(
    ({ moved }) => moved.to === 'correspondence' && moved.resource === resource,
  )
  if (target !== undefined) return target.service
  const [, code, edition] = /-migratedcorrespondence-(.+)-([0-9]+)$/.exec(resource) ?? []
  return parseServiceKey(`${code ?? ''}/${edition ?? ''}`)
}
