import { parseContinuation, parseOrder, type Continuation } from './order.ts'
import type { Errors } from './problem.ts'
import { dialogStatuses, systemLabels } from './state.ts'
import type { DialogStatus, SystemLabel } from './state.ts'
import { hasZone, parseMoment } from '../moment.ts'
import { onlyQuery, UnlikeTheRealOne, type Asked } from '../../strict.ts'

const lists = [
  'org',
  'serviceResource',
  'party',
  'extendedStatus',
  'status',
  'systemLabel',
] as const
export const ranges = ['created', 'updated', 'contentUpdated', 'due'] as const
const texts = ['externalReference', 'process', 'search', 'searchLanguageCode'] as const
const switches = ['isContentSeen', 'excludeApiOnly'] as const
const paging = ['orderBy', 'continuationToken', 'limit'] as const

/** SearchDialogEndpoint.cs */
export const searchParameters: readonly string[] = [
  ...lists,
  ...ranges.flatMap((name) => [`${name}After`, `${name}Before`]),
  ...texts,
  ...switches,
  ...paging,
]

export type Bounds = Readonly<
  Record<(typeof ranges)[number], readonly [number, number] | undefined>
>

export interface Search {
  readonly org: readonly string[]
  readonly serviceResource: readonly string[]
  readonly party: readonly string[]
  readonly extendedStatus: readonly string[]
  readonly status: readonly DialogStatus[]
  readonly systemLabel: readonly SystemLabel[]
  /** Both ends included. */
  readonly bounds: Bounds
  readonly externalReference: string | undefined
  readonly process: string | undefined
  readonly search: string | undefined
  readonly searchLanguageCode: string | undefined
  readonly isContentSeen: boolean | undefined
  readonly excludeApiOnly: boolean
  readonly order: NonNullable<ReturnType<typeof parseOrder>>
  readonly continuation: Continuation | undefined
  readonly rawContinuation: string | undefined
  readonly limit: number
}

/** What FastEndpoints binds; what it cannot read is 400, before anything is held to a rule. */
export function readSearch(asked: Asked): Search | { readonly errors: Errors } {
  onlyQuery(asked, ...searchParameters)
  const wrong: Record<string, string[]> = {}
  const search = bind(asked, wrong)
  return Object.keys(wrong).length > 0 ? { errors: wrong } : search
}

function bind(asked: Asked, wrong: Record<string, string[]>): Search {
  const all = (name: string): readonly string[] => valuesOf(asked, name)
  const one = <T>(name: string, type: string, parse: (text: string) => T | undefined) => {
    const [text] = all(name)
    const value = text === undefined ? undefined : parse(text)
    if (text !== undefined && value === undefined) {
      wrong[name] = [`Value [${text}] is not valid for a [${type}] property!`]
    }
    return value
  }
  const each = <T extends string>(name: string, known: readonly T[]): readonly T[] =>
    all(name).flatMap((text) => {
      const found = known.find((value) => value.toLowerCase() === text.toLowerCase())
      if (found === undefined) wrong[name] = [`Value [${text}] is not valid for a [List] property!`]
      return found ?? []
    })
  const [rawContinuation] = all('continuationToken')
  return {
    org: all('org'),
    serviceResource: all('serviceResource'),
    party: all('party').map((urn) => urn.toLowerCase()),
    extendedStatus: all('extendedStatus'),
    status: each('status', dialogStatuses),
    systemLabel: each('systemLabel', systemLabels),
    bounds: bindBounds((name) => one(name, 'DateTimeOffset', parseZoned)),
    externalReference: one('externalReference', 'String', String),
    process: one('process', 'String', String),
    search: one('search', 'String', String),
    searchLanguageCode: one('searchLanguageCode', 'String', String),
    isContentSeen: one('isContentSeen', 'Boolean', toBoolean),
    excludeApiOnly: one('excludeApiOnly', 'Boolean', toBoolean) ?? false,
    order: one('orderBy', 'OrderSet', parseOrder) ?? parseOrder(undefined) ?? [],
    continuation: one('continuationToken', 'ContinuationTokenSet', parseContinuation),
    rawContinuation,
    limit: one('limit', 'Int32', toInteger) ?? 100,
  }
}

function bindBounds(read: (name: string) => number | undefined): Bounds {
  const bounds = ranges.map((name) => {
    const [after, before] = [read(`${name}After`), read(`${name}Before`)]
    const isOpen = after === undefined && before === undefined
    return [name, isOpen ? undefined : [after ?? -Infinity, before ?? Infinity]]
  })
  return Object.fromEntries(bounds) as Bounds
}

export function valuesOf({ query }: Asked, name: string): readonly string[] {
  return [...query].flatMap(([given, value]) =>
    given.toLowerCase() === name.toLowerCase() ? [value] : [],
  )
}

/** The documentation asks for a zone; what goes without one was not meant for it. */
function parseZoned(text: string): number | undefined {
  const at = parseMoment(text)
  if (at !== undefined && !hasZone(text))
    throw new UnlikeTheRealOne(`a date without a zone: ${text}`)
  return at
}

function toBoolean(text: string): boolean | undefined {
  if (/^true$/i.test(text)) return true
  return /^false$/i.test(text) ? false : undefined
}

function toInteger(text: string): number | undefined {
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined
}
