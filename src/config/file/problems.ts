import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { nearest } from './nearest.ts'

/** Everything that is wrong with a configuration, found in one go. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.join('\n'))
    this.problems = problems
  }
}

/** The keywords that our schemas use. */
interface Schema {
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly type?: string
  readonly pattern?: string
  /** Ours: what the pattern asks for. */
  readonly inWords?: string
  /** Ours: what the pattern of a record's names asks for. */
  readonly namesInWords?: string
  readonly items?: Schema
  readonly minItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly minProperties?: number
}

type NameOf = (path: string) => string

/**
 * What a schema finds wrong, each with the name that its reader would look for. A choice is told by
 * the branch that was meant, not by all those that were not.
 */
export function problemsOf(schema: TSchema, value: unknown, nameOf: NameOf, path = ''): string[] {
  return problemsAt(schema, value, nameOf, path)
}

function problemsAt(schema: Schema, value: unknown, nameOf: NameOf, path: string): string[] {
  if (schema.anyOf !== undefined) return problemsOfChoice(schema.anyOf, value, nameOf, path)
  if (schema.type === 'array' && Array.isArray(value)) {
    const few = value.length < (schema.minItems ?? 0) ? [`${nameOf(path)} must not be empty`] : []
    const items = value.flatMap((item, place) =>
      problemsAt(schema.items ?? {}, item, nameOf, below(path, String(place))),
    )
    return [...few, ...items]
  }
  if (schema.type === 'object' && isRecord(value)) {
    return problemsOfObject(schema, value, nameOf, path)
  }
  const [first] = Value.Errors(schema as TSchema, value)
  return first === undefined ? [] : [`${nameOf(path)} ${inWordsOf(schema, first)}`]
}

/** An expression says nothing to most readers, and shows what a message would rather not. */
function inWordsOf(
  { inWords = 'written otherwise' }: Schema,
  { keyword, message }: { readonly keyword: string; readonly message: string },
): string {
  return keyword === 'pattern' ? `must be ${inWords}` : message
}

function problemsOfObject(
  schema: Schema,
  value: Readonly<Record<string, unknown>>,
  nameOf: NameOf,
  path: string,
): string[] {
  const { properties = {}, patternProperties = {}, required = [] } = schema
  const [names, anyName] = Object.entries(patternProperties)[0] ?? ['', undefined]
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => `${nameOf(below(path, name))} is missing`)
  const few =
    Object.keys(value).length < (schema.minProperties ?? 0)
      ? [`${nameOf(path)} must not be empty`]
      : []
  const present = Object.entries(value).flatMap(([name, one]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : anyName
    if (known === anyName && known !== undefined && !new RegExp(names, 'u').test(name)) {
      return [`${nameOf(path)} must name each by ${schema.namesInWords ?? 'another name'}`]
    }
    if (known !== undefined) return problemsAt(known, one, nameOf, below(path, name))
    return schema.additionalProperties === false
      ? [unknownSetting(nameOf(below(path, name)), name, properties)]
      : []
  })
  return [...few, ...missing, ...present]
}

/** Of a choice it says which was made, and of a misspelling what was meant. */
function unknownSetting(
  path: string,
  name: string,
  properties: Readonly<Record<string, Schema>>,
): string {
  const kind = properties.to?.const
  const meant = nearest(name, Object.keys(properties))
  const of = typeof kind === 'string' ? ` of ${kind}` : ''
  return `${path} is not a known setting${of}${meant === undefined ? '' : `: did you mean ${meant}?`}`
}

function problemsOfChoice(
  branches: readonly Schema[],
  value: unknown,
  nameOf: NameOf,
  path: string,
): string[] {
  const constants = branches.map((branch) => branch.const)
  if (!constants.includes(undefined)) {
    return constants.includes(value)
      ? []
      : [`${nameOf(path)} must be one of ${constants.join(', ')}`]
  }
  const list = branches.find(({ type }) => type === 'array')
  if (Array.isArray(value) && list !== undefined) return problemsAt(list, value, nameOf, path)
  const tagged = branches.flatMap((branch) => branch.anyOf ?? [branch])
  const tags = tagged.flatMap(({ properties }) => {
    const tag = properties?.to?.const
    return typeof tag === 'string' ? tag : []
  })
  const meant = tagged.find(
    ({ properties }) => isRecord(value) && properties?.to?.const === value.to,
  )
  if (meant !== undefined) return problemsAt(meant, value, nameOf, path)
  return [`${nameOf(below(path, 'to'))} must be one of ${tags.join(', ')}`]
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function below(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
