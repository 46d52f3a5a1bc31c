import Type, { type Static } from 'typebox'
import { maybe, reader, type Download, type Operation } from './operation.ts'

interface FormOfApp {
  /** Owner and name. */
  readonly app: string
  readonly dataType: string
}

/**
 * The XML schema of a form, as the app has it; many apps have none.
 *
 * Altinn/app-lib-dotnet ResourceController.cs: for everybody.
 */
export const getXmlSchema: Download<FormOfApp> = {
  name: 'apps/get-xml-schema',
  method: 'GET',
  base: 'apps',
  isPublic: true,
  target: ({ app, dataType }) => `/${app}/api/xsdschema/${encodeURIComponent(dataType)}`,
  type: /\bxml\b/i,
  retry: 'again',
  outcomes: { 400: 'absent', 401: 'absent', 403: 'absent', 404: 'absent' },
}

const JsonSchema = Type.Object({
  /** The XML element that stands for the whole. */
  '@xsdRootElement': maybe(Type.String()),
})

export type JsonSchema = Static<typeof JsonSchema>

/** Likewise in JSON. AppResourcesSI.cs: where an app has none, it fails. */
export const getJsonSchema: Operation<FormOfApp, JsonSchema> = {
  name: 'apps/get-json-schema',
  method: 'GET',
  base: 'apps',
  isPublic: true,
  target: ({ app, dataType }) => `/${app}/api/jsonschema/${encodeURIComponent(dataType)}`,
  read: reader(JsonSchema),
  retry: 'again',
  outcomes: { 400: 'absent', 401: 'absent', 403: 'absent', 404: 'absent', 500: 'absent' },
}
