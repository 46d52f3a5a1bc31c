export type DialogStatus =
  'NotApplicable' | 'Draft' | 'InProgress' | 'Awaiting' | 'RequiresAttention' | 'Completed'

export const dialogStatuses: readonly DialogStatus[] = [
  'InProgress',
  'Draft',
  'RequiresAttention',
  'Completed',
  'NotApplicable',
  'Awaiting',
]

export const systemLabels = ['Default', 'Bin', 'Archive', 'MarkedAsUnopened', 'Sent'] as const

export type SystemLabel = (typeof systemLabels)[number]

/** One text in its languages. */
export type Texts = readonly { readonly value: string; readonly languageCode: string }[]

export interface Actor {
  readonly actorType: 'PartyRepresentative' | 'ServiceOwner'
  readonly actorName?: string
  readonly actorId?: string
}

export interface Activity {
  readonly id: string
  readonly type: string
  readonly at: number
  readonly performedBy: Actor
  readonly description?: Texts
}

export interface DialogAttachment {
  readonly id: string
  readonly displayName: Texts
  readonly mediaType: string
  readonly url: string
  readonly expiresAt?: number
}

export interface ApiAction {
  readonly id: string
  readonly action: string
  readonly name?: string
  readonly httpMethod: string
  readonly url: string
}

export interface GuiAction extends Omit<ApiAction, 'name'> {
  readonly title: Texts
  readonly priority: 'Primary' | 'Secondary' | 'Tertiary'
}

export interface Transmission {
  readonly id: string
  readonly at: number
  readonly type: 'Information' | 'Submission'
  readonly sender: Actor
  readonly title: Texts
  readonly externalReference?: string
}

export interface Seen {
  readonly id: string
  readonly at: number
  /** Whoever looked; a urn. */
  readonly actorId: string
  readonly actorName: string
}

/** Times are milliseconds since 1970. */
export interface Dialog {
  readonly id: string
  readonly org: string
  /** A urn. */
  readonly serviceResource: string
  /** As snapshots of the real one have it: in lower case. */
  readonly serviceResourceType: string
  readonly party: string
  readonly externalReference?: string
  readonly process?: string
  readonly createdAt: number
  updatedAt: number
  contentUpdatedAt: number
  readonly dueAt?: number
  readonly visibleFrom?: number
  status: DialogStatus
  readonly extendedStatus?: string
  readonly isApiOnly: boolean
  title: Texts
  readonly summary?: Texts
  readonly senderName?: Texts
  readonly mainContentReference?: Texts
  readonly attachments: readonly DialogAttachment[]
  apiActions: readonly ApiAction[]
  guiActions: readonly GuiAction[]
  readonly transmissions: Transmission[]
  readonly activities: Activity[]
  readonly seenLog: Seen[]
  labels: readonly SystemLabel[]
  revision: string
  contextRevision: string
  /** Since the content last changed, by anybody. */
  isSeen: boolean
  hasUnopenedContent: boolean
  /** Service owners' own, which end users never see. */
  readonly ownerLabels: readonly string[]
  isDeleted: boolean
}

export interface DialogportenModes {
  now: () => number
  /** How long what other products tell is on its way. */
  delayMs: number
  /** Whether free text finds too much to be told. */
  isSearchTooBroad: boolean
}

interface Waiting {
  readonly due: number
  readonly change: () => void
}

export interface DialogportenState {
  readonly byId: Map<string, Dialog>
  readonly byParty: Map<string, Dialog[]>
  /** Under an owner's label. */
  readonly byLabel: Map<string, Dialog>
  /** In the order in which they will arrive. */
  readonly waiting: Waiting[]
  /** Called when a page of a search has been read, before it is answered. */
  afterPage: ((pagesRead: number) => void) | undefined
  pagesRead: number
  readonly modes: DialogportenModes
}

export function createDialogportenState(): DialogportenState {
  return {
    byId: new Map(),
    byParty: new Map(),
    byLabel: new Map(),
    waiting: [],
    afterPage: undefined,
    pagesRead: 0,
    modes: { now: () => Date.now(), delayMs: 0, isSearchTooBroad: false },
  }
}

/** What another product tells: it shows once the delay has passed, in the order it was told. */
export function tell(state: DialogportenState, change: () => void): void {
  const { modes, waiting } = state
  waiting.push({ due: modes.now() + modes.delayMs, change })
  catchUp(state)
}

/** Lets arrive what the clock has brought. */
export function catchUp({ waiting, modes }: DialogportenState): void {
  const now = modes.now()
  const first = waiting.findIndex(({ due }) => due > now)
  arrive(waiting.splice(0, first === -1 ? waiting.length : first))
}

/** Lets everything arrive that is on its way, whatever the clock says. */
export function settleDialogs({ waiting }: DialogportenState): void {
  arrive(waiting.splice(0))
}

function arrive(waiting: readonly Waiting[]): void {
  for (const { change } of waiting) change()
}

export function addDialog(state: DialogportenState, dialog: Dialog): void {
  state.byId.set(dialog.id, dialog)
  for (const label of dialog.ownerLabels) state.byLabel.set(label.toLowerCase(), dialog)
  const others = state.byParty.get(dialog.party)
  if (others === undefined) state.byParty.set(dialog.party, [dialog])
  else others.push(dialog)
}

const firstMigration = Date.UTC(2025, 11, 1)

/**
 * DialogEntity.cs: what was made before December 2025, and what Altinn 2's forms became, counts as
 * seen from the beginning.
 */
export function startsSeen(createdAt: number, org: string, serviceResource: string): boolean {
  const isForm = serviceResource.toLowerCase().startsWith(`urn:altinn:resource:app_${org}_a2`)
  return createdAt < firstMigration || isForm
}
