import { toKnownDate } from '../../altinn2/date-time.ts'
import {
  hashOf,
  writeMessageId,
  type MessageId,
  type OwnId,
} from '../../altinn2/messages/message-id.ts'
import { getCorrespondence, type Correspondence } from '../../altinn3/correspondence.ts'
import {
  dialogsPerPage,
  resourceIdOf,
  searchDialogs,
  type Dialog,
  type DialogSearch,
} from '../../altinn3/dialogporten.ts'
import { isMigratedResource } from '../../altinn3/migrated.ts'
import { toOrganizationUrn } from '../../altinn3/party.ts'
import { GatewayError } from '../../errors.ts'
import { hasLabel, isCorrespondence, needIdOf } from './view.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** A message that was asked for by its id. */
export interface CorrespondenceElement {
  /** As lists have it. */
  readonly dialog: Dialog
  /**
   * Absent where nothing but the dialog is there: reminders, and what owners make themselves with a
   * resource for correspondences. Lists cannot tell these apart, so that they are opened, too.
   */
  readonly correspondence?: Correspondence
  /** The one that lists show. */
  readonly id: MessageId
  readonly isArchived: boolean
}

type DialogId = Extract<OwnId, { readonly kind: 'dialog' }>

/** Throws `NOT_FOUND` and `ELEMENT_AMBIGUOUS`. */
export async function needCorrespondenceOfDialog(
  id: DialogId,
  request: TranslationRequest,
  ports: Ports,
): Promise<CorrespondenceElement> {
  const dialog = await needDialog(id, request, ports)
  const correspondence = await readCorrespondenceOf(dialog, ports)
  if (correspondence === undefined) throw new GatewayError('NOT_FOUND')
  if (correspondence === null) {
    return { dialog, id: needIdOf(dialog), isArchived: hasLabel(dialog, 'Archive') }
  }
  return toElement(dialog, correspondence, request)
}

/** A message's dialog alone: Correspondence notes no fetch. Throws likewise. */
export async function needDialog(
  { created, hash }: DialogId,
  request: TranslationRequest,
  ports: Ports,
): Promise<Dialog> {
  const dialogs = await dialogsWithin([created, created], {}, request, ports)
  const [dialog, another] = dialogs.filter(
    (one) => Date.parse(one.createdAt) === created && hashOf(one.id) === hash,
  )
  // Which of them was meant nobody can say, and a wrong one must not be shown for it.
  if (another !== undefined) throw new GatewayError('ELEMENT_AMBIGUOUS')
  if (dialog === undefined) throw new GatewayError('NOT_FOUND')
  return dialog
}

/** A dialog as it is by now; `undefined` where it is gone. */
export async function readAgain(
  { id, createdAt }: Dialog,
  request: TranslationRequest,
  ports: Ports,
): Promise<Dialog | undefined> {
  const created = Date.parse(createdAt)
  const dialogs = await dialogsWithin([created, created], {}, request, ports)
  return dialogs.find((one) => one.id === id)
}

/** `null` where nothing but the dialog is there, `undefined` where the caller has no such message. */
export async function readCorrespondenceOf(
  dialog: Dialog,
  { look, ask }: Pick<Ports, 'look' | 'ask'>,
): Promise<Correspondence | null | undefined> {
  const id = await look.correspondenceOf(dialog.id)
  return typeof id === 'string' ? ask(getCorrespondence, { id }) : id
}

/** By the number that it had in Altinn 2. Throws likewise. */
export async function needGenuineCorrespondence(
  number: number,
  request: TranslationRequest,
  ports: Ports,
): Promise<CorrespondenceElement> {
  const { party, targets } = request
  const places = new Set(
    targets.flatMap(({ moved }) => (moved.to === 'correspondence' ? [moved.resource] : [])),
  )
  const id = await ports.look.correspondenceWith({
    party,
    number,
    named: [...places],
    isCandidate: isMigratedResource,
  })
  const correspondence = id && (await ports.ask(getCorrespondence, { id }))
  if (!correspondence || correspondence.altinn2CorrespondenceId !== number) {
    throw new GatewayError('NOT_FOUND')
  }
  const dialog = await findDialogOf(correspondence, request, ports)
  if (dialog === undefined) throw new GatewayError('NOT_FOUND')
  return toElement(dialog, correspondence, request)
}

/** As lists have it: to ask for the dialog itself would be to have seen it. */
async function findDialogOf(
  correspondence: Correspondence,
  request: TranslationRequest,
  ports: Ports,
): Promise<Dialog | undefined> {
  const { correspondenceId, resourceId, created, published, requestedPublishTime } = correspondence
  const id = await ports.look.dialogOf(correspondenceId)
  if (id === undefined) return undefined
  // Altinn/altinn-correspondence CreateDialogRequestMapper.cs: a dialog is as old as the message,
  // or as its publication, whichever came first; one that was still to come begins with that.
  const moments = [created, published, requestedPublishTime]
    .map((one) => Date.parse(toKnownDate(one) ?? ''))
    .filter((moment) => !Number.isNaN(moment))
  if (moments.length === 0) throw new GatewayError('ALTINN3_UNREADABLE')
  const within = [Math.min(...moments), Math.max(...moments)] as const
  const dialogs = await dialogsWithin(within, { resources: [resourceId] }, request, ports)
  return dialogs.find((one) => one.id === id)
}

/** Pages of what came to be within the same moments as a message; more than that is no accident. */
const mostPages = 20

/** The party's messages that came to be then (milliseconds since 1970, both ends included). */
async function dialogsWithin(
  [first, last]: readonly [number, number],
  narrowed: Pick<DialogSearch, 'resources'>,
  { party }: TranslationRequest,
  { ask }: Ports,
): Promise<readonly Dialog[]> {
  const search: DialogSearch = {
    owner: party,
    ...narrowed,
    createdAfter: new Date(first).toISOString(),
    // Dialogporten keeps microseconds.
    createdBefore: new Date(last).toISOString().replace('Z', '999Z'),
    orderBy: 'createdAt',
    limit: dialogsPerPage,
  }
  const found: Dialog[] = []
  let page = await ask(searchDialogs, search)
  for (let read = 1; page !== undefined; read += 1) {
    found.push(...page.dialogs)
    if (page.next === undefined || read === mostPages) break
    page = await ask(searchDialogs, { ...search, continuationToken: page.next })
  }
  const urn = toOrganizationUrn(party)
  return found.filter((one) => isCorrespondence(one) && one.party.toLowerCase() === urn)
}

function toElement(
  dialog: Dialog,
  correspondence: Correspondence,
  { settings }: Pick<TranslationRequest, 'settings'>,
): CorrespondenceElement {
  const number =
    settings.migratedCorrespondenceIds === 'genuine' && isMigratedResource(resourceIdOf(dialog))
      ? correspondence.altinn2CorrespondenceId
      : undefined
  const id = number ? toGenuineId(number) : needIdOf(dialog)
  return { dialog, correspondence, id, isArchived: hasLabel(dialog, 'Archive') }
}

/**
 * The id that a dialog's message is shown under, here and in lists. A caller who may not look at a
 * message of Altinn 2's is shown the id that is ours, under which nobody finds anything else.
 */
export async function shownIdOf(
  dialog: Dialog,
  { settings }: Pick<TranslationRequest, 'settings'>,
  { look }: Pick<Ports, 'look'>,
): Promise<MessageId> {
  const isAsked =
    settings.migratedCorrespondenceIds === 'genuine' && isMigratedResource(resourceIdOf(dialog))
  const number = isAsked ? await look.genuineNumberOf(dialog.id) : undefined
  return number === undefined ? needIdOf(dialog) : toGenuineId(number)
}

// The number of a message's archived twin, which had the letter `b`, did not come over.
function toGenuineId(number: number): MessageId {
  return { kind: 'genuine', letter: 'a', number }
}

/** Path of the message below the public address, as the caller named the party. */
export function pathOfCorrespondence(
  { id, isArchived }: Pick<CorrespondenceElement, 'id' | 'isArchived'>,
  who = 'my',
): string {
  return `/api/${who}/messages/${writeMessageId(id, isArchived)}`
}
