import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { variables, type Kind } from './variables.ts'

export type Environment = Readonly<Record<string, string | undefined>>
export type Tree = Record<string, unknown>

/** The settings as they are written: the file that `CONFIG` names, and the variables over it. */
export function readSettings(environment: Environment, problems: string[]): Tree {
  const file = environment.CONFIG === undefined ? {} : readYaml(environment.CONFIG, problems)
  for (const [name, [setting, kind]] of Object.entries(variables)) {
    const text = readVariable(name, environment, problems)
    if (text !== undefined) put(file, setting.split('.'), convert(text, kind))
  }
  return file
}

function readYaml(file: string, problems: string[]): Tree {
  try {
    const parsed: unknown = parse(readFileSync(file, 'utf8'))
    const isMapping = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    if (isMapping) return parsed as Tree
    problems.push(`CONFIG: ${file} holds no settings`)
  } catch (error) {
    problems.push(`CONFIG: ${error instanceof Error ? error.message : file}`)
  }
  return {}
}

/** `NAME` itself, or the content of the file that `NAME_FILE` names. */
function readVariable(
  name: string,
  environment: Environment,
  problems: string[],
): string | undefined {
  const file = environment[`${name}_FILE`]
  if (file === undefined || file === '') return environment[name]
  if (environment[name] !== undefined && environment[name] !== '') {
    problems.push(`${name} and ${name}_FILE are both set`)
    return undefined
  }
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    problems.push(`${name}_FILE: ${file} cannot be read`)
    return undefined
  }
}

function convert(text: string, kind: Kind): unknown {
  if (text === '') return undefined
  if (kind === 'integer') return /^-?\d+$/.test(text) ? Number(text) : text
  if (kind === 'boolean') return text === 'true' || text === 'false' ? text === 'true' : text
  if (kind === 'list') return text.split(',').map((part) => part.trim())
  return text
}

function put(tree: Tree, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length > 0) {
    const child = tree[name]
    const next = typeof child === 'object' && child !== null ? (child as Tree) : {}
    tree[name] = next
    put(next, rest, value)
  } else if (value === undefined) {
    Reflect.deleteProperty(tree, name)
  } else {
    tree[name] = value
  }
}
