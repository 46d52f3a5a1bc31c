import { ConfigFile } from '../config/file/schema.ts'
import { ServicesFile } from '../config/register/services-schema.ts'

/** The JSON Schemas for `config/`, printed from the schemas that check it, by file name. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const draft = 'https://json-schema.org/draft/2020-12/schema'
  const print = (schema: object): string =>
    `${JSON.stringify({ $schema: draft, ...schema }, withoutDefaulted, 2)}\n`
  return {
    'config.schema.json': print(ConfigFile),
    'services.schema.json': print(ServicesFile),
  }
}

interface ObjectSchema {
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>
}

/** Of an object's required properties, a file may leave out those that have a default. */
function withoutDefaulted(_: string, value: unknown): unknown {
  if (!isObjectSchema(value)) return value
  const required = value.required.filter((name) => value.properties[name]?.default === undefined)
  return { ...value, required: required.length === 0 ? undefined : required }
}

function isObjectSchema(value: unknown): value is ObjectSchema {
  return typeof value === 'object' && value !== null && 'required' in value && 'properties' in value
}
