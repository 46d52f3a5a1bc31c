import { randomUUID } from 'node:crypto'
import { dialogIdOfInstance } from './id.ts'
import {
  addDialog,
  startsSeen,
  tell,
  type ApiAction,
  type Dialog,
  type DialogportenState,
  type DialogStatus,
} from './state.ts'
import { uuidOf } from '../../synthetic-numbers.ts'

/** What Storage tells of an instance. Times are milliseconds since 1970. */
export interface ToldInstance {
  /** The guid, without the party. */
  readonly instanceId: string
  readonly partyId: number
  /** The owner, as a urn. */
  readonly party: string
  readonly org: string
  readonly app: string
  readonly title: string
  readonly created: number
  readonly lastChanged: number
  readonly isArchived: boolean
  /** Whether the service owner has confirmed that it has it all. */
  readonly isCompleteConfirmed?: boolean
  readonly isSoftDeleted?: boolean
  readonly isHardDeleted?: boolean
  /** Came over from Altinn 1 or 2. */
  readonly isMigrated?: boolean
  /** The kind of the current task. */
  readonly task?: 'data' | 'signing' | 'confirmation' | 'feedback' | 'reject'
  readonly dueAt?: number
  readonly isApiOnly?: boolean
}

/** SyncInstanceToDialogService.cs: each time something happens to the instance. */
export function showInstance(state: DialogportenState, told: ToldInstance): string {
  const id = dialogIdOfInstance(told.instanceId, told.created)
  tell(state, () => {
    const before = state.byId.get(id)
    if (told.isHardDeleted === true) purge(state, before)
    else if (before === undefined) addDialog(state, toDialog(told, id))
    else update(before, told)
  })
  return id
}

function purge({ byId, byParty, byLabel }: DialogportenState, dialog: Dialog | undefined): void {
  if (dialog === undefined) return
  byId.delete(dialog.id)
  for (const label of dialog.ownerLabels) byLabel.delete(label)
  const left = (byParty.get(dialog.party) ?? []).filter((one) => one !== dialog)
  byParty.set(dialog.party, left)
}

// StorageDialogportenDataMerger.cs
function statusOf(told: ToldInstance): DialogStatus {
  const { isArchived, isMigrated = false, isCompleteConfirmed = false, task = 'data' } = told
  if (isArchived) return isMigrated || isCompleteConfirmed ? 'Completed' : 'Awaiting'
  const byTask = {
    data: 'Draft',
    signing: 'InProgress',
    confirmation: 'InProgress',
    feedback: 'Awaiting',
    reject: 'RequiresAttention',
  } as const
  return byTask[task]
}

function toDialog(told: ToldInstance, id: string): Dialog {
  const { org, app, created, lastChanged } = told
  const serviceResource = `urn:altinn:resource:app_${org}_${app}`
  const isArchivedLong = told.isMigrated === true && told.isArchived
  const dialog: Dialog = {
    ...{ id, org, serviceResource, serviceResourceType: 'altinnapp', party: told.party },
    ...{ createdAt: created, updatedAt: lastChanged, contentUpdatedAt: lastChanged },
    ...(told.dueAt === undefined ? {} : { dueAt: told.dueAt }),
    status: statusOf(told),
    isApiOnly: told.isApiOnly ?? false,
    title: [{ value: told.title.slice(0, 255), languageCode: 'nb' }],
    ...{ attachments: [], apiActions: toActions(told), guiActions: [], transmissions: [] },
    ...{ activities: [], seenLog: [], labels: [isArchivedLong ? 'Archive' : 'Default'] },
    ...{ revision: randomUUID(), contextRevision: randomUUID() },
    isSeen: startsSeen(created, org, serviceResource),
    hasUnopenedContent: false,
    ownerLabels: [
      `urn:altinn:integration:storage:${told.partyId}/${told.instanceId}`.toLowerCase(),
    ],
    isDeleted: told.isSoftDeleted ?? false,
  }
  if (told.isArchived && told.isMigrated !== true) submit(dialog, told)
  return dialog
}

/** To the app while it can be changed, to the archive after that. */
function toActions({
  instanceId,
  partyId,
  org,
  app,
  isArchived,
}: ToldInstance): readonly ApiAction[] {
  const place = isArchived
    ? 'https://platform.tt02.altinn.no/storage/api/v1'
    : `https://${org}.apps.tt02.altinn.no/${org}/${app}`
  const url = `${place}/instances/${partyId}/${instanceId}`
  return [{ id: uuidOf(`${instanceId} read`), action: 'read', httpMethod: 'GET', url }]
}

function update(dialog: Dialog, told: ToldInstance): void {
  const status = statusOf(told)
  const isNew = status !== dialog.status || told.title !== dialog.title[0]?.value
  dialog.updatedAt = told.lastChanged
  dialog.revision = randomUUID()
  dialog.isDeleted = told.isSoftDeleted ?? false
  dialog.apiActions = toActions(told)
  const isSubmitted = told.isArchived && told.isMigrated !== true
  if (isSubmitted && dialog.transmissions.length === 0) submit(dialog, told)
  if (!isNew) return
  dialog.status = status
  dialog.title = [{ value: told.title.slice(0, 255), languageCode: 'nb' }]
  dialog.contentUpdatedAt = told.lastChanged
  dialog.isSeen = false
}

/** A submission is a transmission, and that is what gives the label. */
function submit(dialog: Dialog, told: ToldInstance): void {
  dialog.transmissions.push({
    id: uuidOf(`${told.instanceId} submission`),
    ...{ at: told.lastChanged, type: 'Submission' },
    sender: { actorType: 'PartyRepresentative', actorId: told.party },
    title: [{ value: 'Innsending', languageCode: 'nb' }],
  })
  dialog.labels = [...dialog.labels.filter((label) => label !== 'Sent'), 'Sent']
}
