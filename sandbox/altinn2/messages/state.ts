export type MessageKind = 'FormTask' | 'Correspondence'

export type MessageState =
  'unread' | 'read' | 'beingFilledIn' | 'toBeSigned' | 'submitted' | 'archived'

/** An element of the message box. Times are milliseconds since 1970, as fine as the database was. */
export interface Altinn2Message {
  /** With its letter: `a` of what is active, `b` of what is archived. */
  readonly id: string
  /** What it was called before it was archived. */
  readonly originalId?: string
  readonly kind: MessageKind
  readonly subject: string
  readonly state: MessageState
  readonly lastChanged: number
  readonly created: number
  readonly lastChangedBy: string
  /** The name that it has in its reader's language. */
  readonly serviceOwner: string
  readonly sender?: string
  readonly serviceCode: string
  readonly serviceEdition: number
  readonly due?: number
  readonly archiveReference?: string
  /** Of a correspondence; shown where it is read by itself. */
  readonly body?: string
  /** What it holds; files by their names. */
  readonly contents?: {
    readonly form?: Buffer
    readonly print?: Buffer
    /** By name, in the order of their ids; what was deleted leaves its id unused. */
    readonly attachments: Readonly<Record<string, Buffer | null>>
    readonly subForms?: readonly SubForm[]
  }
  /** A correspondence that is done once its reader has said so. */
  readonly needsConfirmation?: boolean
  /** What the service owner sent with a correspondence for machines to read. */
  readonly customData?: string
  /** Whether somebody has said in the portal that it is to be read again. */
  readonly isMarkedUnread?: boolean
  /** In the bin, from which nothing comes back. */
  readonly isDeleted?: boolean
}

/** A form that was added to the main one. */
export interface SubForm {
  readonly id: number
  readonly format: string
  readonly version: number
  readonly xml: Buffer
}

/** What befalls the calls whose `METHOD /path` fits. */
export interface MessageFault {
  readonly on?: RegExp
  /** Without a status nothing is ever answered. */
  readonly status?: number
  readonly reason?: string
  /** How many calls yet; without it, all of them. */
  times?: number
}

export interface MessageModes {
  /** So many the database gives at most, the latest of them, before anything is filtered. */
  mostRead: number
  /** The longest page, whatever `$top` says. */
  rowsPerPage: number
}

/** What one started stand-in keeps; tests may change it. */
export interface Altinn2Messages {
  /** By the party's id, and there by the element's. */
  readonly boxes: Map<number, Map<string, Altinn2Message>>
  readonly modes: MessageModes
  readonly faults: MessageFault[]
  /** Path and query of every question, as they came. */
  readonly queries: string[]
  /** Called when a page of a list has been read, before it is answered. */
  afterPage: ((pagesRead: number) => void) | undefined
  pagesRead: number
}

export function emptyMessages(): Altinn2Messages {
  return {
    boxes: new Map(),
    // Altinn/docs content/ny-funksjonalitet/releases/2025/25-3, of the portal; hente.md: pages of fifty.
    modes: { mostRead: 2_000, rowsPerPage: 50 },
    faults: [],
    queries: [],
    afterPage: undefined,
    pagesRead: 0,
  }
}

export function addMessages(
  { boxes }: Altinn2Messages,
  partyId: number,
  added: readonly Altinn2Message[],
): void {
  const box = boxes.get(partyId) ?? new Map<string, Altinn2Message>()
  boxes.set(partyId, box)
  for (const message of added) box.set(message.id, message)
}

/** What somebody else does to an element; under another id it takes the place of what it was. */
export function changeMessage(
  { boxes }: Altinn2Messages,
  partyId: number,
  id: string,
  change: Partial<Altinn2Message>,
): void {
  const box = boxes.get(partyId)
  const before = box?.get(id)
  if (box === undefined || before === undefined) throw new Error(`no message ${id}`)
  const after = { ...before, ...change }
  if (after.id !== id) box.delete(id)
  box.set(after.id, after)
}

/** To the bin, or for good. */
export function deleteMessage(
  state: Altinn2Messages,
  partyId: number,
  id: string,
  isForGood = false,
): void {
  if (isForGood) state.boxes.get(partyId)?.delete(id)
  else changeMessage(state, partyId, id, { isDeleted: true })
}
