import { ConfigFile } from '../config/file/schema.ts'
import { ServicesFile } from '../config/register/services-schema.ts'

/** The JSON Schemas for `config/`, printed from the schemas that check it, by file name. */
export function jsonSchemas(): Readonly<Record<string, string>> {
  const draft = 'https://json-schema.org/draft/2020-12/schema'
  const print = (schema: object): string =>
    `${JSON.stringify({ $schema: draft, ...schema }, undefined, 2)}\n`
  return {
    'config.schema.json': print(ConfigFile),
    'services.schema.json': print(ServicesFile),
  }
}
