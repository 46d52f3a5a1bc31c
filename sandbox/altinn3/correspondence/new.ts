import {
  addStatus,
  hasBeen,
  indexCorrespondence,
  type Attachment,
  type Correspondence,
  type CorrespondenceState,
  type ExternalReference,
} from './state.ts'
import { showCorrespondence } from '../dialogporten/from-correspondence.ts'
import { dialogIdOfCorrespondence, dialogIdOfInstance } from '../dialogporten/id.ts'
import type { SystemLabel, Transmission } from '../dialogporten/state.ts'
import { tell } from '../dialogporten/state.ts'
import { organizationUrn } from '../party-urn.ts'
import { organizations } from '../../organizations.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

const minute = 60_000

/** What a test or a seed says of a new correspondence; all of it but the first three may be left out. */
export interface Given {
  /** Makes the ids. */
  readonly key: string
  readonly resourceId: string
  /** An organisation number. */
  readonly recipient: string
  /** The service owner's code. */
  readonly owner?: string
  readonly title?: string
  readonly summary?: string
  readonly body?: string
  readonly language?: string
  readonly messageSender?: string | null
  /** When it was published, or will be; a moment that Date reads. */
  readonly published?: string
  readonly dueDate?: string
  /** How far it has come, each step a minute after the one before. */
  readonly history?: readonly ('Fetched' | 'Read' | 'Confirmed' | 'Replied' | 'Archived')[]
  readonly isConfirmationNeeded?: boolean
  readonly label?: SystemLabel
  readonly attachments?: readonly { readonly fileName: string; readonly content: Buffer | string }[]
  readonly replyOptions?: Correspondence['replyOptions']
  readonly propertyList?: Readonly<Record<string, string>>
  readonly references?: readonly ExternalReference[]
  readonly altinn2CorrespondenceId?: number
  /** The dialog whose transmission it is; it then has none of its own. */
  readonly transmissionOf?: string
}

/** Sends it, and tells Dialogporten. */
export function addCorrespondence(state: CorrespondenceState, given: Given): Correspondence {
  const added = toCorrespondence(given)
  indexCorrespondence(state, added)
  const { transmissionOf, label = 'Default', owner = 'ttd' } = given
  if (transmissionOf === undefined) showCorrespondence(state.dialogs, added, owner, label)
  else addTransmission(state, added, transmissionOf)
  return added
}

function toCorrespondence(given: Given): Correspondence {
  const at = Date.parse(given.published ?? '2026-09-01T08:00:00Z')
  const created = at - minute
  // As Guid.CreateVersion7 makes them.
  const id = dialogIdOfInstance(uuidOf(`correspondence ${given.key}`), created)
  const found: Correspondence = {
    ...{ id, resourceId: given.resourceId, created, requestedPublishTime: at },
    sender: organizationUrn(organizations.serviceOwner.number),
    recipient: organizationUrn(given.recipient),
    sendersReference: `ref-${given.key}`,
    messageSender: given.messageSender ?? null,
    content: {
      language: given.language ?? 'nb',
      messageTitle: given.title ?? `Melding ${given.key}`,
      messageSummary: given.summary ?? '',
      messageBody: given.body ?? 'Dette er **innholdet** i meldingen.',
    },
    attachments: (given.attachments ?? []).map((one, place) =>
      toAttachment(one, place, id, created),
    ),
    dueDateTime: given.dueDate === undefined ? null : Date.parse(given.dueDate),
    isConfirmationNeeded: given.isConfirmationNeeded ?? false,
    replyOptions: given.replyOptions ?? [],
    propertyList: given.propertyList ?? {},
    externalReferences: [...(given.references ?? []), ...dialogReferences(given, id, created)],
    idempotentKey: null,
    altinn2CorrespondenceId: given.altinn2CorrespondenceId ?? null,
    ...{ statuses: [], fetched: [] },
  }
  live(found, given, at)
  return found
}

function dialogReferences(given: Given, id: string, created: number): readonly ExternalReference[] {
  const { key, transmissionOf } = given
  const dialog = transmissionOf ?? dialogIdOfCorrespondence(id, created)
  const own = { referenceValue: dialog, referenceType: 'DialogportenDialogId' } as const
  return transmissionOf === undefined
    ? [own]
    : [own, { referenceValue: uuidOf(`sent ${key}`), referenceType: 'DialogportenTransmissionId' }]
}

function toAttachment(
  { fileName, content }: NonNullable<Given['attachments']>[number],
  place: number,
  id: string,
  created: number,
): Attachment {
  return {
    id: uuidOf(`attachment ${place} of ${id}`),
    ...{ fileName, displayName: fileName.replace(/\.[^.]+$/, ''), isEncrypted: false },
    sendersReference: `vedlegg-${place + 1}`,
    ...{ created, expirationTime: null, status: 'Published', statusChanged: created },
    content: Buffer.from(content),
  }
}

function live(found: Correspondence, { history = [] }: Given, at: number): void {
  addStatus(found, 'Initialized', found.created)
  addStatus(found, 'ReadyForPublish', found.created)
  if (at > Date.now()) return
  addStatus(found, 'Published', at)
  for (const [place, status] of history.entries()) {
    const then = at + (place + 1) * minute
    if (status === 'Fetched') found.fetched.push({ status, at: then, text: status })
    else addStatus(found, status, then)
  }
  if (found.fetched.length === 0 && hasBeen(found, 'Read', 'Confirmed')) {
    found.fetched.push({ status: 'Fetched', at, text: 'Fetched' })
  }
}

function addTransmission(
  { dialogs }: CorrespondenceState,
  added: Correspondence,
  dialogId: string,
): void {
  const { content, created, externalReferences, sendersReference } = added
  const { referenceValue: id = '' } =
    externalReferences.find((one) => one.referenceType === 'DialogportenTransmissionId') ?? {}
  const transmission: Transmission = {
    ...{ id, at: created, type: 'Information', externalReference: sendersReference },
    sender: { actorType: 'ServiceOwner' },
    title: [{ value: content.messageTitle, languageCode: content.language }],
  }
  tell(dialogs, () => {
    const dialog = dialogs.byId.get(dialogId)
    if (dialog === undefined) return
    dialog.transmissions.push(transmission)
    dialog.updatedAt = dialog.contentUpdatedAt = created
    dialog.isSeen = false
    dialog.hasUnopenedContent = true
  })
}

/** So many letters to each, a minute apart: to see what a long list does. */
export function addManyCorrespondences(
  state: CorrespondenceState,
  recipients: readonly string[],
  countEach: number,
  given: Pick<Given, 'resourceId'> & Partial<Given>,
): void {
  const start = Date.parse(given.published ?? '2026-03-01T00:00:00Z')
  for (const recipient of recipients) {
    for (let place = 0; place < countEach; place += 1) {
      const published = new Date(start + place * minute).toISOString()
      addCorrespondence(state, {
        ...given,
        key: `many ${recipient} ${place}`,
        recipient,
        published,
      })
    }
  }
}
