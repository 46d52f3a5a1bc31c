import { mayDo, mayList, type Caller } from './access.ts'
import { policyOf } from '../access-management/state.ts'
import { changeLabels } from './labels.ts'
import { forbidden, gone, notFound, problem } from './problem.ts'
import type {
  ApiAction,
  Dialog,
  DialogAttachment,
  DialogportenState,
  GuiAction,
  Transmission,
} from './state.ts'
import { prune, seenSince, toCommon, toText } from './view.ts'
import { toRoundTripMoment } from '../moment.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

/** GET /enduser/dialogs/{id}: GetDialogQuery.cs. To look is to have seen. */
export function lookAtDialog(
  asked: Asked,
  id: string,
  caller: Caller,
  state: DialogportenState,
): Answered {
  onlyQuery(asked)
  const dialog = state.byId.get(id)
  if (dialog === undefined) return notFound(asked, id)
  if (!mayDo(caller, dialog, 'read') && !mayList(caller, dialog)) return forbidden(asked)
  if (dialog.isDeleted) return gone(asked, id)
  const resource = dialog.serviceResource.replace('urn:altinn:resource:', '')
  if ((policyOf(caller.access, resource)?.minimumLevel ?? 0) > caller.level) {
    return forbidden(asked, 'Altinn authentication level too low.')
  }
  const now = state.modes.now()
  if (dialog.visibleFrom !== undefined && dialog.visibleFrom > now) {
    const until = new Date(dialog.visibleFrom).toISOString().slice(0, 19)
    return problem(asked, 404, { DialogEntity: [`Dialog is not visible until ${until}`] })
  }
  see(dialog, caller, now)
  const languages = asked.headers['accept-language']
  return {
    status: 200,
    headers: { ETag: dialog.revision },
    body: toModel(dialog, caller, languages),
  }
}

/** DialogSeenLogWriter.cs: once for each who looks, until something happens to the dialog. */
function see(dialog: Dialog, caller: Caller, at: number): void {
  const { urn: actorId, name: actorName } = caller
  const latest = dialog.seenLog.findLast((one) => one.actorId === actorId)?.at
  const isSeenByThem = latest !== undefined && latest > dialog.updatedAt
  if (isSeenByThem && dialog.isSeen && !dialog.labels.includes('MarkedAsUnopened')) return
  const id = uuidOf(`${dialog.id} ${dialog.updatedAt} ${String(dialog.isSeen)} ${actorId}`)
  if (!dialog.seenLog.some((one) => one.id === id)) {
    dialog.seenLog.push({ id, at, actorId, actorName })
  }
  changeLabels(dialog, [], ['MarkedAsUnopened'])
  dialog.isSeen = true
}

function toModel(dialog: Dialog, caller: Caller, languages: string | undefined): object {
  return {
    ...toCommon(dialog),
    revision: dialog.revision,
    content: toContent(dialog, caller, languages),
    attachments: dialog.attachments.map((one) => toAttachment(one, languages)),
    transmissions: dialog.transmissions.map((one) =>
      toTransmission(one, dialog, caller, languages),
    ),
    guiActions: dialog.guiActions.map((one) => toGuiAction(one, dialog, caller, languages)),
    apiActions: dialog.apiActions.map((one) => toApiAction(one, dialog, caller)),
    activities: dialog.activities.map(({ at, description = [], ...one }) => ({
      ...one,
      createdAt: toRoundTripMoment(at),
      description: prune(description, languages),
    })),
    seenSinceLastUpdate: seenSince(dialog, dialog.updatedAt, caller),
    seenSinceLastContentUpdate: seenSince(dialog, dialog.contentUpdatedAt, caller),
    endUserContext: { revision: dialog.contextRevision, systemLabels: dialog.labels },
  }
}

const embedded = 'application/vnd.dialogporten.frontchannelembed+json;type=markdown'

function toContent(dialog: Dialog, caller: Caller, languages: string | undefined): object {
  const body = toText(dialog.mainContentReference, languages, embedded)
  return {
    title: toText(dialog.title, languages),
    summary: toText(dialog.summary, languages),
    senderName: toText(dialog.senderName, languages),
    mainContentReference: body && { ...body, isAuthorized: mayDo(caller, dialog, 'read') },
  }
}

function toAttachment(
  { id, displayName, mediaType, url, expiresAt }: DialogAttachment,
  languages: string | undefined,
): object {
  return {
    id,
    displayName: prune(displayName, languages),
    urls: [{ id: uuidOf(`url ${id}`), url, mediaType, consumerType: 'Gui' }],
    expiresAt: expiresAt === undefined ? undefined : toRoundTripMoment(expiresAt),
  }
}

function toTransmission(
  { id, at, externalReference, type, sender, title }: Transmission,
  dialog: Dialog,
  caller: Caller,
  languages: string | undefined,
): object {
  return {
    ...{ id, createdAt: toRoundTripMoment(at), externalReference, type, sender },
    isAuthorized: mayDo(caller, dialog, 'read'),
    isOpened: false,
    content: { title: toText(title, languages) },
    attachments: [],
    navigationalActions: [],
  }
}

const unauthorized = 'urn:dialogporten:unauthorized'

function toApiAction(
  { id, action, name, httpMethod, url }: ApiAction,
  dialog: Dialog,
  caller: Caller,
): object {
  const isAuthorized = mayDo(caller, dialog, action)
  const address = isAuthorized ? url : unauthorized
  const endpoint = { id: uuidOf(`endpoint ${id}`), url: address, httpMethod, deprecated: false }
  return { id, action, isAuthorized, name, endpoints: [endpoint] }
}

function toGuiAction(
  { title, url, ...gui }: GuiAction,
  dialog: Dialog,
  caller: Caller,
  languages: string | undefined,
): object {
  const isAuthorized = mayDo(caller, dialog, gui.action)
  return {
    ...gui,
    url: isAuthorized ? url : unauthorized,
    isAuthorized,
    isDeleteDialogAction: false,
    title: prune(title, languages),
  }
}
