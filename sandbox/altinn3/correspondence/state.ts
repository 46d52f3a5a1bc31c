import type { DialogportenState } from '../dialogporten/state.ts'

/** CorrespondenceStatus.cs; the place is the number. */
export const correspondenceStatuses = [
  'Initialized',
  'ReadyForPublish',
  'Published',
  'Fetched',
  'Read',
  'Replied',
  'Confirmed',
  'PurgedByRecipient',
  'PurgedByAltinn',
  'Archived',
  'Reserved',
  'Failed',
  'AttachmentsDownloaded',
  'Forwarded',
] as const

export type CorrespondenceStatus = (typeof correspondenceStatuses)[number]

/** Times here and below are milliseconds since 1970. */
export interface StatusEvent {
  readonly status: CorrespondenceStatus
  readonly at: number
  readonly text: string
}

export interface Attachment {
  readonly id: string
  readonly fileName: string
  readonly displayName: string | null
  readonly isEncrypted: boolean
  readonly sendersReference: string
  readonly created: number
  expirationTime: number | null
  status: 'Published' | 'Purged' | 'Expired'
  statusChanged: number
  content: Buffer
}

export interface ExternalReference {
  readonly referenceValue: string
  readonly referenceType:
    | 'Generic'
    | 'AltinnAppInstance'
    | 'AltinnBrokerFileTransfer'
    | 'DialogportenDialogId'
    | 'DialogportenProcessId'
    | 'DialogportenTransmissionId'
    | 'DialogportenTransmissionType'
}

export interface Correspondence {
  readonly id: string
  readonly resourceId: string
  /** A urn, as the recipient is. */
  readonly sender: string
  readonly recipient: string
  readonly sendersReference: string
  readonly messageSender: string | null
  readonly content: {
    readonly language: string
    readonly messageTitle: string
    readonly messageSummary: string
    /** Markdown; of the migrated ones HTML. */
    readonly messageBody: string
  }
  readonly attachments: readonly Attachment[]
  readonly created: number
  readonly requestedPublishTime: number
  readonly dueDateTime: number | null
  readonly isConfirmationNeeded: boolean
  readonly replyOptions: readonly { readonly linkURL: string; readonly linkText: string | null }[]
  readonly propertyList: Readonly<Record<string, string>>
  readonly externalReferences: ExternalReference[]
  readonly idempotentKey: string | null
  readonly altinn2CorrespondenceId: number | null
  readonly statuses: StatusEvent[]
  /** In a table of their own, which the filter on status does not read. */
  readonly fetched: StatusEvent[]
}

export interface CorrespondenceModes {
  now: () => number
  /** How long one recipient's looks are one fetch (GetCorrespondenceOverviewHandler.cs). */
  fetchDebounceMs: number
  /** After how long a confirmation is written (ConfirmCorrespondenceHandler.cs). */
  confirmDelayMs: number
}

export interface CorrespondenceState {
  readonly byId: Map<string, Correspondence>
  /** Under `resource recipient`. */
  readonly byRecipient: Map<string, Correspondence[]>
  readonly byAltinn2Id: Map<number, Correspondence[]>
  /** Confirmations on their way, by correspondence: when they are written. */
  readonly confirming: Map<string, number>
  /** Until when a look is no new fetch. */
  readonly fetchedUntil: Map<string, number>
  readonly dialogs: DialogportenState
  readonly modes: CorrespondenceModes
}

export function createCorrespondenceState(dialogs: DialogportenState): CorrespondenceState {
  return {
    byId: new Map(),
    byRecipient: new Map(),
    byAltinn2Id: new Map(),
    confirming: new Map(),
    fetchedUntil: new Map(),
    dialogs,
    modes: { now: () => Date.now(), fetchDebounceMs: 15_000, confirmDelayMs: 4_000 },
  }
}

export function indexCorrespondence(state: CorrespondenceState, added: Correspondence): void {
  state.byId.set(added.id, added)
  push(state.byRecipient, `${added.resourceId} ${added.recipient}`, added)
  if (added.altinn2CorrespondenceId !== null) {
    push(state.byAltinn2Id, added.altinn2CorrespondenceId, added)
  }
}

function push<K>(index: Map<K, Correspondence[]>, key: K, added: Correspondence): void {
  const others = index.get(key)
  if (others === undefined) index.set(key, [added])
  else others.push(added)
}

/** CorrespondenceExtensions.cs: the highest ever, so that a download hides all but a forwarding. */
export function highestStatus({ statuses }: Correspondence): StatusEvent {
  const [first, ...rest] = statuses
  if (first === undefined) throw new Error('a correspondence without a status')
  return rest.reduce((best, one) => (rank(one) > rank(best) ? one : best), first)
}

function rank({ status }: StatusEvent): number {
  return correspondenceStatuses.indexOf(status)
}

export function hasBeen(
  { statuses, fetched }: Correspondence,
  ...wanted: readonly CorrespondenceStatus[]
): boolean {
  return [...statuses, ...fetched].some(({ status }) => wanted.includes(status))
}

/** IsAvailableForRecipient: by the highest, whatever else has been. */
export function isAvailable(correspondence: Correspondence): boolean {
  const { status } = highestStatus(correspondence)
  const hidden = ['Initialized', 'ReadyForPublish', 'PurgedByRecipient', 'PurgedByAltinn', 'Failed']
  return !hidden.includes(status)
}

export function addStatus(
  correspondence: Correspondence,
  status: CorrespondenceStatus,
  at: number,
  text: string = status,
): void {
  correspondence.statuses.push({ status, at, text })
}

/** Writes the confirmations whose time has come. */
export function writeConfirmations(state: CorrespondenceState): void {
  for (const [id, due] of state.confirming) {
    if (due > state.modes.now()) continue
    state.confirming.delete(id)
    const found = state.byId.get(id)
    if (found !== undefined) addStatus(found, 'Confirmed', due - state.modes.confirmDelayMs)
  }
}
