import type { Party } from '../../access-management/state.ts'
import type { DataElement, Instance, InstanceOwner, ProcessState } from '../model.ts'
import { addInstance, type Row, type StorageState } from '../state.ts'
import { uuidOf } from '../../../synthetic-numbers.ts'

export interface NewFile {
  readonly type: string
  readonly contentType: string
  /** None for what is rendered when asked for. */
  readonly content?: Buffer
  readonly name?: string
  readonly more?: Partial<DataElement>
}

export interface NewRow {
  /** Everything that must be some id follows from it. */
  readonly seed: string
  readonly app: string
  readonly owner: Party
  readonly created: string
  readonly lastChanged?: string
  /** Where it is; ended and archived without one. */
  readonly task?: keyof typeof tasks | ServiceTask
  /** Posted with the party's id alone. */
  readonly isWithoutNumber?: true
  readonly files?: readonly NewFile[]
  readonly more?: Partial<Instance>
  /** The reference that it had in Altinn 2 or 1. */
  readonly migrated?: {
    readonly version: 1 | 2
    readonly dataValues: Readonly<Record<string, string>>
  }
}

/** Stores an instance as if somebody had made it in the app, or moved it from Altinn 2. */
export function addNew(state: StorageState, given: NewRow): Row {
  const id = uuidOf(`instance ${given.seed}`)
  const { app, created, lastChanged = created, owner, task, migrated } = given
  const by = owner.organizationNumber ?? owner.personId ?? ''
  const archived = task === undefined ? { archived: lastChanged } : {}
  const instance: Instance = {
    id,
    instanceOwner: given.isWithoutNumber ? { partyId: String(owner.partyId) } : toOwner(owner),
    appId: app,
    org: app.split('/')[0] ?? '',
    ...(migrated === undefined ? { process: toProcess(given) } : {}),
    status: {
      isArchived: task === undefined,
      ...archived,
      isSoftDeleted: false,
      isHardDeleted: false,
      readStatus: task === undefined ? 'Read' : 'Unread',
    },
    ...(migrated === undefined ? {} : { dataValues: migrated.dataValues }),
    created,
    createdBy: by,
    lastChanged,
    lastChangedBy: by,
    ...given.more,
  }
  const elements = (given.files ?? []).map((file, place) =>
    toElement(state, instance, file, uuidOf(`element ${place} of ${given.seed}`)),
  )
  const mainVersion = migrated?.version ?? 3
  return addInstance(state, { instance, owner: toOwner(owner), elements, mainVersion })
}

function toOwner({ partyId, organizationNumber, personId }: Party): InstanceOwner {
  return {
    partyId: String(partyId),
    ...(personId === null ? {} : { personNumber: personId }),
    ...(organizationNumber === null ? {} : { organisationNumber: organizationNumber }),
  }
}

/** Service tasks are an open list, to which apps add their own. */
export interface ServiceTask {
  readonly service: string
}

const tasks = {
  data: ['Task_1', 'Utfylling', 2],
  signing: ['Task_2', 'Signering', 3],
  confirmation: ['Task_3', 'Bekreftelse', 4],
  payment: ['Task_4', 'Betaling', 5],
} as const

function toProcess({ created: started, lastChanged = started, task }: NewRow): ProcessState {
  const beginning = { started, startEvent: 'StartEvent_1' }
  if (task === undefined) return { ...beginning, ended: lastChanged, endEvent: 'EndEvent_1' }
  const type = typeof task === 'object' ? task.service : task
  const [elementId, name, flow] =
    typeof task === 'object' ? (['Task_9', type, 6] as const) : tasks[task]
  return {
    ...beginning,
    currentTask: {
      flow,
      started: lastChanged,
      elementId,
      name,
      altinnTaskType: type,
      flowType: 'CompleteCurrentMoveToNext',
    },
  }
}

function toElement(
  { contents }: StorageState,
  { id: instanceGuid, appId, created, createdBy, lastChanged, lastChangedBy, status }: Instance,
  { type, contentType, content, name, more }: NewFile,
  id: string,
): DataElement {
  if (content !== undefined) contents.set(id, content)
  return {
    id,
    instanceGuid,
    dataType: type,
    ...(name === undefined ? {} : { filename: name }),
    contentType,
    blobStoragePath: `${appId}/${instanceGuid}/data/${id}`,
    size: content?.length ?? 0,
    locked: status.isArchived,
    refs: [],
    isRead: status.readStatus === 'Read',
    tags: [],
    fileScanResult: 'NotApplicable',
    ...{ created, createdBy, lastChanged, lastChangedBy },
    ...more,
  }
}

/** Thousands of them for an owner, a minute apart, each with nothing but its form. */
export function addManyInstances(
  state: StorageState,
  owner: Party,
  count: number,
  given: Partial<NewRow> = {},
): readonly Row[] {
  const first = Date.parse(given.created ?? '2026-01-01T00:00:00Z')
  const before = state.rows.size
  return Array.from({ length: count }, (_, place) =>
    addNew(state, {
      seed: `${before + place} of many`,
      app: 'ttd/prove-skjema',
      owner,
      ...given,
      created: new Date(first + place * 60_000).toISOString().replace('.000', ''),
    }),
  )
}
