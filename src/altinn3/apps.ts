import Type, { type Static } from 'typebox'
import { maybe, reader, Texts, type Download, type Operation } from './operation.ts'

/** Languages as apps write them. */
export type AppLanguage = 'nb' | 'nn' | 'en'

/** Which instance of which app. */
export interface InstancePlace {
  /** Owner and name. */
  readonly app: string
  /** Party id and guid. */
  readonly instance: string
}

interface AppPlace extends InstancePlace {
  readonly language: AppLanguage
}

/**
 * A form as its app has it now, through its class and without the ids of its rows; who reads it has
 * read the instance (Altinn/app-lib-dotnet DataController.cs).
 */
export const getAppForm: Download<AppPlace & { readonly element: string }> = {
  name: 'apps/get-form',
  method: 'GET',
  base: 'apps',
  target: ({ app, instance, element, language }) =>
    `/${app}/instances/${instance}/data/${element}?language=${language}`,
  headers: () => ({ accept: 'application/xml' }),
  type: /^(?:application|text)\/xml\b/i,
  retry: 'again',
  outcomes: { 404: 'absent' },
}

// Altinn/app-lib-dotnet ValidationIssueWithSource.cs.
export const ValidationIssue = Type.Object({
  severity: maybe(Type.Union([Type.Integer(), Type.String()])),
  dataElementId: maybe(Type.String()),
  /** Names in JSON: `tiltak[0].navn`. */
  field: maybe(Type.String()),
  code: maybe(Type.String()),
  description: maybe(Type.String()),
  /** The id of a text of the app's, and what is put into it: by place, or in newer apps by name. */
  customTextKey: maybe(Type.String()),
  customTextParams: maybe(Type.Array(Type.Union([Type.String(), Type.Null()]))),
  customTextParameters: maybe(Texts),
})

export type ValidationIssue = Static<typeof ValidationIssue>

/** Everything that is wrong at the task where an instance is; none runs in what is archived: 409. */
export const validateInstance: Operation<AppPlace, readonly ValidationIssue[]> = {
  name: 'apps/validate-instance',
  method: 'GET',
  base: 'apps',
  target: ({ app, instance, language }) =>
    `/${app}/instances/${instance}/validate?language=${language}`,
  read: reader(Type.Array(ValidationIssue)),
  retry: 'again',
  outcomes: { 404: 'absent', 409: 'absent' },
}
