import Type, { type Static } from 'typebox'
import { maybe, reader, Texts as TextsByLanguage, type Operation } from './operation.ts'

const Texts = maybe(Type.Array(Type.Union([Type.String(), Type.Null()])))

// Altinn/app-lib-dotnet ApplicationMetadata.cs; Altinn/altinn-storage Application.cs, DataType.cs.
const DataType = Type.Object({
  id: Type.String(),
  /** By `nb`, `nn`, `en`; few apps have one. */
  description: maybe(TextsByLanguage),
  taskId: maybe(Type.String()),
  /** Media types; an empty list allows all. */
  allowedContentTypes: Texts,
  allowedContributors: Texts,
  allowedContributers: Texts,
  appLogic: maybe(
    Type.Object({
      classRef: maybe(Type.String()),
      autoCreate: maybe(Type.Boolean()),
      disallowUserCreate: maybe(Type.Boolean()),
      disallowUserDelete: maybe(Type.Boolean()),
    }),
  ),
  /** Megabytes. */
  maxSize: maybe(Type.Number()),
  /** Nought: as many as one likes. */
  maxCount: maybe(Type.Integer()),
  minCount: maybe(Type.Integer()),
  enableFileScan: maybe(Type.Boolean()),
})

const AppMetadata = Type.Object({
  /** Of the library that the app is made with: `8.6.0.123`. */
  altinnNugetVersion: maybe(Type.String()),
  disallowUserInstantiation: maybe(Type.Boolean()),
  /** The app deletes an instance when its process has ended: no list shows it from then on. */
  autoDeleteOnProcessEnd: maybe(Type.Boolean()),
  partyTypesAllowed: maybe(
    Type.Object({
      organisation: maybe(Type.Boolean()),
      subUnit: maybe(Type.Boolean()),
      person: maybe(Type.Boolean()),
      bankruptcyEstate: maybe(Type.Boolean()),
    }),
  ),
  /** Scopes that the app demands in place of the general ones. */
  apiScopes: maybe(
    Type.Object({
      users: maybe(Type.Object({ read: maybe(Type.String()), write: maybe(Type.String()) })),
    }),
  ),
  /** When the app may be used. */
  validFrom: maybe(Type.String()),
  validTo: maybe(Type.String()),
  dataTypes: maybe(Type.Array(DataType)),
})

/** What a deployed app says of itself to everybody. */
export type AppMetadata = Static<typeof AppMetadata>
export type AppDataType = Static<typeof DataType>

/** @see AppMetadata; `undefined` where no app runs under that name */
export const getAppMetadata: Operation<{ readonly app: string }, AppMetadata> = {
  name: 'apps/get-metadata',
  method: 'GET',
  base: 'apps',
  isPublic: true,
  target: ({ app }) => `/${app}/api/v1/applicationmetadata`,
  read: reader(AppMetadata),
  retry: 'again',
  outcomes: { 404: 'absent' },
}
