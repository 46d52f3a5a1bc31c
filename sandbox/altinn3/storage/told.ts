import { showInstance, type ToldInstance } from '../dialogporten/from-instance.ts'
import type { DialogportenState } from '../dialogporten/state.ts'
import { organizationUrn, personUrn } from '../party-urn.ts'
import type { Instance, InstanceOwner } from './model.ts'
import type { Row, StorageState } from './state.ts'

/** From now on Dialogporten is told of what Storage has, and of all that comes to it. */
export function tellOfInstances(storage: StorageState, dialogs: DialogportenState): void {
  const show = (row: Row): void => {
    const told = toTold(row, storage)
    if (told !== undefined) showInstance(dialogs, told)
  }
  for (const row of storage.rows.values()) show(row)
  storage.onWrite = show
}

/** Altinn/altinn-dialogporten-adapter StorageDialogportenDataMerger.cs; nobody's has no dialog. */
function toTold(
  { instance, owner, mainVersion }: Row,
  storage: StorageState,
): ToldInstance | undefined {
  const { id: instanceId, instanceOwner, appId, org, status, process, dueBefore } = instance
  const party = urnOfOwner(owner ?? instanceOwner)
  if (party === undefined) return undefined
  const task = process?.currentTask?.altinnTaskType
  const application = storage.applications[appId]
  return {
    ...{ instanceId, partyId: Number(instanceOwner.partyId), party, org },
    app: appId.split('/')[1] ?? '',
    title: titleOf(instance, application?.title.nb ?? appId),
    created: Date.parse(instance.created),
    lastChanged: Date.parse(instance.lastChanged),
    isArchived: status.isArchived,
    isSoftDeleted: status.isSoftDeleted,
    isHardDeleted: status.isHardDeleted,
    isMigrated: mainVersion !== 3,
    ...(isKnown(task) ? { task } : {}),
    ...(dueBefore === undefined ? {} : { dueAt: Date.parse(dueBefore) }),
    isApiOnly: application?.messageBoxConfig?.hideSettings?.hideAlways === true,
  }
}

function urnOfOwner({ organisationNumber, personNumber }: InstanceOwner): string | undefined {
  if (organisationNumber !== undefined) return organizationUrn(organisationNumber)
  return personNumber === undefined ? undefined : personUrn(personNumber)
}

/** The app's name and what tells this one from others. */
function titleOf({ presentationTexts = {} }: Instance, name: string): string {
  return [name, ...Object.values(presentationTexts)].filter(Boolean).join(', ')
}

const tasks = ['data', 'signing', 'confirmation', 'feedback'] as const

function isKnown(task: string | undefined): task is (typeof tasks)[number] {
  return tasks.some((one) => one === task)
}
