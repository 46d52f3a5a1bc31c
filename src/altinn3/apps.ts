import type { Download } from './operation.ts'

/** Languages as apps write them. */
export type AppLanguage = 'nb' | 'nn' | 'en'

interface AppPlace {
  /** Owner and name. */
  readonly app: string
  /** Party id and guid. */
  readonly instance: string
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
