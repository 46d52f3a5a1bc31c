import { idOfDialog, writeMessageId, type MessageId } from '../../altinn2/messages/message-id.ts'
import { toDeletedMessage, toListedMessage } from '../../altinn2/messages/message-resource.ts'
import type { CorrespondenceStatus } from '../../altinn2/messages/message-status.ts'
import { mapInSlices, Work } from '../../altinn2/odata/work.ts'
import type { Resource } from '../../altinn2/response.ts'
import {
  dialogsPerPage,
  ownersPerSearch,
  resourcesPerSearch,
  searchDialogs,
  type Dialog,
  type DialogSearch,
} from '../../altinn3/dialogporten.ts'
import { toOrganizationUrn } from '../../altinn3/party.ts'
import { shownIdOf } from './element.ts'
import { hasLabel, isCorrespondence, needIdOf, toCorrespondenceMessage } from './view.ts'
import {
  mostElements,
  needMoment,
  readLatest,
  type Listed,
  type ListedPart,
  type Listing,
  type Wanted,
} from '../list/element-rows.ts'
import { toIsoBounds } from '../list/dates.ts'
import { isAboutNothing } from '../list/narrowing.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** The party's correspondences, as far as they are wanted. */
export async function findCorrespondences(
  wanted: Wanted,
  part: ListedPart,
  request: TranslationRequest,
  ports: Ports,
): Promise<Listing> {
  const search = searchOf(part, request)
  if (search === undefined) return { elements: [], isCut: false }
  return readLatest(wanted, async (size) => {
    const { dialogs, until } = await readDialogs(search, size, ports)
    const work = new Work(ports)
    const toOne = (dialog: Dialog): readonly Listed[] => {
      work.pass(unitsPerDialog)
      return isListed(dialog, part, request) ? [toListed(dialog, part, request, ports)] : []
    }
    const elements = (await mapInSlices(dialogs, toOne, work)).flat()
    return { elements, ...(until === undefined ? {} : { until }) }
  })
}

/** Units of work that a look at one takes. */
const unitsPerDialog = 200

type Search = Omit<DialogSearch, 'limit' | 'orderBy' | 'continuationToken'>

function searchOf(
  { narrowing, isBin }: ListedPart,
  { party }: TranslationRequest,
): Search | undefined {
  const { correspondenceStatuses, resources, owners, changed, created } = narrowing
  const isAskedFor = isBin === true || correspondenceStatuses.length > 0
  if (isAboutNothing(narrowing) || !isAskedFor || resources?.length === 0) return undefined
  const [changedWithin, createdWithin] = [toIsoBounds(changed), toIsoBounds(created)]
  return {
    owner: party,
    ...(resources !== undefined && resources.length <= resourcesPerSearch ? { resources } : {}),
    ...(owners !== undefined && owners.length <= ownersPerSearch ? { orgs: owners } : {}),
    ...(isBin ? { systemLabel: 'Bin' } : stateOf(correspondenceStatuses)),
    contentUpdatedAfter: changedWithin.from,
    contentUpdatedBefore: changedWithin.to,
    createdAfter: createdWithin.from,
    createdBefore: createdWithin.to,
  }
}

/** What Dialogporten calls these, where it has a name for all of them and nothing else. */
function stateOf(
  statuses: readonly CorrespondenceStatus[],
): Pick<DialogSearch, 'systemLabel' | 'isContentSeen'> {
  const [only, another] = statuses
  if (!statuses.includes('archived')) {
    return { systemLabel: 'Default', ...(another ? {} : { isContentSeen: only === 'read' }) }
  }
  return another === undefined ? { systemLabel: 'Archive' } : {}
}

interface Dialogs {
  readonly dialogs: readonly Dialog[]
  readonly until?: number
}

async function readDialogs(search: Search, size: number, ports: Ports): Promise<Dialogs> {
  if (size > dialogsPerPage) return readPages(search, ports)
  const page = await ports.ask(searchDialogs, {
    ...search,
    orderBy: 'contentUpdatedAt',
    limit: size,
  })
  const { dialogs: given, next } = page ?? { dialogs: [] }
  const dialogs = [...new Map(given.map((dialog) => [dialog.id, dialog])).values()]
  if (next === undefined) return { dialogs }
  const last = dialogs.at(-1)
  return { dialogs, until: last === undefined ? Infinity : needMoment(last.contentUpdatedAt) }
}

const mostPages = mostElements / dialogsPerPage

/**
 * More than one page holds. They are read in the order in which dialogs came to be, which stays as
 * it is while their content changes.
 */
async function readPages(search: Search, { ask }: Ports): Promise<Dialogs> {
  const found = new Map<string, Dialog>()
  let next: string | undefined
  let pages = 0
  do {
    pages += 1
    const page = await ask(searchDialogs, {
      ...search,
      continuationToken: next,
      orderBy: 'createdAt',
      limit: dialogsPerPage,
    })
    for (const dialog of page?.dialogs ?? []) found.set(dialog.id, dialog)
    next = page?.next
  } while (next !== undefined && pages < mostPages)
  const dialogs = [...found.values()]
  return next === undefined ? { dialogs } : { dialogs, until: Infinity }
}

/** Dialogporten gives what it is asked for; that it is the party's is looked at all the same. */
function isListed(
  dialog: Dialog,
  { isBin }: ListedPart,
  { party }: Pick<TranslationRequest, 'party'>,
): boolean {
  const isOwn = dialog.party.toLowerCase() === toOrganizationUrn(party)
  // What is older than any id can say was never Altinn's.
  const hasId = idOfDialog(Date.parse(dialog.createdAt), dialog.id) !== undefined
  const isBinned = hasLabel(dialog, 'Bin')
  return isOwn && hasId && isCorrespondence(dialog) && (isBin ?? isBinned) === isBinned
}

function toListed(
  dialog: Dialog,
  { language }: ListedPart,
  request: TranslationRequest,
  ports: Ports,
): Listed {
  const { settings, params } = request
  const isBinned = hasLabel(dialog, 'Bin')
  const show = (id?: MessageId): Resource => {
    const message = toCorrespondenceMessage(dialog, { language, id }, request, ports.look)
    return isBinned
      ? toDeletedMessage(message, language)
      : toListedMessage(message, params.who ?? 'my', language)
  }
  const listed = {
    id: writeMessageId(needIdOf(dialog), hasLabel(dialog, 'Archive')),
    changed: needMoment(dialog.contentUpdatedAt),
    isBinned,
    show,
  }
  if (settings.migratedCorrespondenceIds === 'own') return listed
  return { ...listed, showOnPage: async () => show(await shownIdOf(dialog, request, ports)) }
}
