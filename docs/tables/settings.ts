import { ConfigFile } from '../../src/config/file/schema.ts'
import { variables } from '../../src/config/file/variables.ts'
import { code, table } from '../../src/commands/markdown.ts'

/** What this table reads of a JSON Schema. */
interface Schema {
  readonly description?: string
  readonly default?: unknown
  readonly defaultInProduction?: unknown
  readonly defaultInSandbox?: unknown
  /** A choice: each has a `const`. */
  readonly anyOf?: readonly { readonly const?: unknown }[]
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Setting {
  readonly path: string
  readonly schema: Schema
}

function settingsOf({ properties = {} }: Schema, above = ''): readonly Setting[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = above + name
    return schema.properties === undefined ? [{ path, schema }] : settingsOf(schema, `${path}.`)
  })
}

const settings = settingsOf(ConfigFile as Schema)

const variableOf = (path: string): string | undefined =>
  Object.entries(variables).find(([, [setting]]) => setting === path)?.[0]

/** The description, without the name of the variable at its end, the choices and the default. */
function meaningOf({ path, schema }: Setting): string {
  const { description = '', anyOf = [] } = schema
  const variable = variableOf(path)
  const own = variable === undefined ? description : description.replace(`${variable}.`, '').trim()
  const choices = anyOf.map((one) => code(String(one.const)))
  const sentences = [
    own,
    ...(choices.length === 0 ? [] : [`One of ${choices.join(', ')}.`]),
    ...(schema.default === undefined ? [] : [`Default: ${defaultOf(schema)}.`]),
  ]
  return sentences.filter((sentence) => sentence !== '').join(' ')
}

function defaultOf({ default: initial, defaultInProduction, defaultInSandbox }: Schema): string {
  const special = [
    ...(defaultInProduction === undefined ? [] : [`${valueOf(defaultInProduction)} in production`]),
    ...(defaultInSandbox === undefined ? [] : [`${valueOf(defaultInSandbox)} in the sandbox`]),
  ]
  const usual = valueOf(initial)
  return special.length === 0 ? usual : `${special.join(', ')}, else ${usual}`
}

function valueOf(value: unknown): string {
  return Array.isArray(value) && value.length === 0
    ? 'none'
    : code(JSON.stringify(value).replaceAll('"', ''))
}

const sectionOf = ({ path }: Setting): string => path.split('.').slice(0, -1).join('.')

/** All settings: a table for each section of a configuration file. */
export function settingTables(): string {
  return [...new Set(settings.map(sectionOf))]
    .map((section) => {
      const rows = settings.filter((setting) => sectionOf(setting) === section)
      const title = section === '' ? 'At the top of the file' : `In ${code(section)}`
      return `### ${title}\n\n${table(['setting', 'variable', 'what'], rows.map(toCells))}`
    })
    .join('\n\n')
}

function toCells(setting: Setting): readonly string[] {
  const variable = variableOf(setting.path)
  const name = setting.path.replace(/^.*\./, '')
  return [code(name), variable === undefined ? '' : code(variable), meaningOf(setting)]
}
