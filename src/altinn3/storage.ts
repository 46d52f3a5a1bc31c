import Type, { type Static } from 'typebox'
import {
  maybe,
  reader,
  Texts,
  Uuid,
  uuid,
  type Download,
  type Operation,
  type Refusal,
} from './operation.ts'

// Altinn/altinn-storage src/Storage.Interface/Models: Instance.cs, DataElement.cs.
export const DataElement = Type.Object({
  id: Uuid,
  dataType: Type.String(),
  filename: maybe(Type.String()),
  contentType: maybe(Type.String()),
  size: maybe(Type.Integer()),
  created: maybe(Type.String()),
  lastChanged: maybe(Type.String()),
  // MigrationController.cs puts a null there where a form has no second number.
  metadata: maybe(
    Type.Array(
      Type.Union([Type.Object({ key: Type.String(), value: maybe(Type.String()) }), Type.Null()]),
    ),
  ),
  references: maybe(
    Type.Array(Type.Object({ value: maybe(Type.String()), valueType: maybe(Type.String()) })),
  ),
  fileScanResult: maybe(Type.Union([Type.String(), Type.Integer()])),
  deleteStatus: maybe(Type.Object({ isHardDeleted: maybe(Type.Boolean()) })),
})

export const Instance = Type.Object({
  /** Party id and guid. */
  id: Type.String({ pattern: `^[0-9]+/${uuid}$` }),
  instanceOwner: Type.Object({
    partyId: Type.String(),
    organisationNumber: maybe(Type.String()),
  }),
  /** Owner and name, which go into paths: codes of Altinn 2's services may be part of the name. */
  appId: Type.String({ pattern: '^[A-Za-z0-9_-]+/[A-Za-z0-9_-]+$' }),
  org: Type.String(),
  dueBefore: maybe(Type.String()),
  visibleAfter: maybe(Type.String()),
  process: maybe(
    Type.Object({
      ended: maybe(Type.String()),
      currentTask: maybe(
        Type.Object({ elementId: maybe(Type.String()), altinnTaskType: maybe(Type.String()) }),
      ),
    }),
  ),
  status: maybe(
    Type.Object({
      isArchived: maybe(Type.Boolean()),
      isSoftDeleted: maybe(Type.Boolean()),
      isHardDeleted: maybe(Type.Boolean()),
      hardDeleted: maybe(Type.String()),
      readStatus: maybe(Type.Union([Type.String(), Type.Integer()])),
    }),
  ),
  presentationTexts: maybe(Texts),
  dataValues: maybe(Texts),
  data: maybe(Type.Array(DataElement)),
  created: Type.String(),
  lastChanged: Type.String(),
  lastChangedBy: maybe(Type.String()),
})

export type Instance = Static<typeof Instance>
export type DataElement = Static<typeof DataElement>

export const storage = '/storage/api/v1'
const outcomes = { 404: 'absent' } as const

export interface InstanceSearch {
  /** The owner's organisation number. */
  readonly owner: string
  readonly by:
    /** The last twelve hexadecimal digits of the instance's guid. */
    | { readonly A3Ref: string }
    /** What Altinn 2 archived it under, without its letters. */
    | { readonly 'dataValues.A2ArchRef': string }
}

/** Forms of a party with one reference: the search does not tell a version from others by itself. */
export const findInstances: Operation<InstanceSearch, readonly Instance[]> = {
  name: 'storage/find-instances',
  method: 'GET',
  target: ({ by }) => `${storage}/instances?${new URLSearchParams({ ...by }).toString()}`,
  headers: ownerHeader,
  read: (body) => readInstances(body).instances,
  retry: 'again',
  outcomes: {},
}

/** In a header, so that no log of addresses has the number. */
export function ownerHeader({
  owner,
}: {
  readonly owner: string
}): Readonly<Record<string, string>> {
  return { 'x-ai-instanceowneridentifier': `Organisation:${owner}` }
}

/** One with all that it holds; nobody is noted to have read it. */
export const getInstance: Operation<{ readonly instance: string }, Instance> = {
  name: 'storage/get-instance',
  method: 'GET',
  target: ({ instance }) => `${storage}/instances/${instance}`,
  read: reader(Instance),
  retry: 'again',
  outcomes,
}

const readInstances = reader(Type.Object({ instances: Type.Array(Instance) }))

export interface DataPlace {
  /** Party id and guid. */
  readonly instance: string
  readonly element: string
  /** Of what Storage renders when it is asked for: of forms that were migrated. */
  readonly language?: 'nb' | 'nn' | 'en'
}

/** Bytes as they were stored, or as they are rendered. */
export const getData: Download<DataPlace> = {
  name: 'storage/get-data',
  method: 'GET',
  target: ({ instance, element }) => `${storage}/instances/${instance}/data/${element}`,
  headers: ({ language = 'nb' }) => cookies[language],
  retry: 'again',
  outcomes,
}

// LanguageHelper.cs reads a cookie from Altinn 2's days, and takes bokmål where there is none.
const cookies = {
  nb: {},
  nn: { cookie: 'altinnPersistentContext=UL=2068' },
  en: { cookie: 'altinnPersistentContext=UL=1033' },
} as const

/** The caller's own mark that they have seen the form. */
export const markInstanceRead: Operation<{ readonly instance: string }, true> = {
  name: 'storage/mark-instance-read',
  method: 'PUT',
  target: ({ instance }) => `${storage}/instances/${instance}/readstatus?status=read`,
  read: () => true,
  retry: 'again',
  outcomes,
}

/** Sets values of the instance's own, and leaves its others. The caller needs the right to write. */
export const putDataValues: Operation<
  { readonly instance: string; readonly values: Readonly<Record<string, string>> },
  { readonly dataValues: object }
> = {
  name: 'storage/put-data-values',
  method: 'PUT',
  target: ({ instance }) => `${storage}/instances/${instance}/datavalues`,
  sends: ({ values }) => ({ json: { values } }),
  // The instance, which tells that it was Storage that answered.
  read: reader(Type.Object({ dataValues: Texts })),
  retry: 'again',
  outcomes,
}

/** Puts it into the bin. The caller needs the right to delete in the app. */
export const deleteInstance = {
  name: 'storage/delete-instance',
  method: 'DELETE',
  target: ({ instance }) => `${storage}/instances/${instance}?hard=false`,
  read: (): true => true,
  // Once more only moves the date of its deletion (InstancesController.cs).
  retry: 'again',
  keeps: ({ status, body }: Refusal) => ({
    // Storage says in words that the app protects it; a missing right is an empty 403.
    isProtected: status === 403 && typeof body === 'string' && body !== '',
  }),
  outcomes,
} satisfies Operation<{ readonly instance: string }, true>

const Contributors = maybe(Type.Array(Type.Union([Type.String(), Type.Null()])))

const Application = Type.Object({
  messageBoxConfig: maybe(
    Type.Object({
      hideSettings: maybe(
        Type.Object({
          hideAlways: maybe(Type.Boolean()),
          hideOnTask: maybe(Type.Array(Type.String())),
        }),
      ),
    }),
  ),
  title: maybe(Texts),
  dataTypes: maybe(
    Type.Array(
      Type.Object({
        id: Type.String(),
        taskId: maybe(Type.String()),
        appLogic: maybe(Type.Object({ classRef: maybe(Type.String()) })),
        enablePdfCreation: maybe(Type.Boolean()),
        allowedContributors: Contributors,
        allowedContributers: Contributors,
      }),
    ),
  ),
})

export type Application = Static<typeof Application>

/** What an app says of itself; also one that is deployed no more, and those of migrated forms. */
export const getApplication: Operation<{ readonly app: string }, Application> = {
  name: 'storage/get-application',
  method: 'GET',
  isPublic: true,
  target: ({ app }) => `${storage}/applications/${app}`,
  read: reader(Application),
  retry: 'again',
  outcomes,
}
