import { UnlikeTheRealOne } from '../../../strict.ts'

const texts = [
  'org',
  'appId',
  'process.currentTask',
  'process.endEvent',
  'dataValues.A2ArchRef',
  'A3Ref',
  'excludeConfirmedBy',
  'continuationToken',
  'searchString',
  'order',
] as const
const integers = [
  'instanceOwner.partyId',
  'size',
  'mainVersionInclude',
  'mainVersionExclude',
] as const
const flags = [
  'process.isComplete',
  'status.isArchived',
  'status.isSoftDeleted',
  'status.isHardDeleted',
  'confirmed',
  'includeDataElements',
] as const
/** Any number of times each, as `gte:2026-01-01`. */
const moments = ['created', 'lastChanged', 'visibleAfter', 'dueBefore', 'process.ended'] as const

/** InstanceQueryParameters.cs: what is bound from the query, whatever the case of its name. */
export const queryNames: readonly string[] = [...texts, ...integers, ...flags, ...moments]

export interface Parameters {
  readonly text: (name: (typeof texts)[number]) => string | undefined
  readonly integer: (name: (typeof integers)[number]) => number | undefined
  readonly flag: (name: (typeof flags)[number]) => boolean | undefined
  readonly moments: (name: (typeof moments)[number]) => readonly string[]
  /** What model binding objects to, by the parameter's name. */
  readonly errors: Readonly<Record<string, readonly string[]>>
}

/** An empty value is none, and of several the first counts. */
export function readParameters(query: URLSearchParams): Parameters {
  const given = new Map<string, string[]>()
  for (const [name, value] of query) {
    const key = name.toLowerCase()
    given.set(key, [...(given.get(key) ?? []), value])
  }
  const all = (name: string): readonly string[] => given.get(name.toLowerCase()) ?? []
  const text = (name: string): string | undefined => {
    const value = all(name)[0]?.trim()
    return value === '' ? undefined : value
  }
  return {
    text,
    integer: (name) => toNumber(text(name)),
    flag: (name) => toFlag(text(name)),
    moments: all,
    errors: {
      ...errorsIn(integers, text, (value) => /^[+-]?\d{1,9}$/.test(value)),
      ...errorsIn(flags, text, (value) => /^(?:true|false)$/i.test(value)),
    },
  }
}

function errorsIn(
  names: readonly string[],
  text: (name: string) => string | undefined,
  isValid: (value: string) => boolean,
): Parameters['errors'] {
  const wrong = names.flatMap((name) => {
    const value = text(name)
    if (value === undefined || isValid(value)) return []
    return [[name, [`The value '${value}' is not valid.`]] as const]
  })
  return Object.fromEntries(wrong)
}

const toNumber = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : Number(value)

const toFlag = (value: string | undefined): boolean | undefined =>
  value === undefined ? undefined : /^true$/i.test(value)

export type Operator = 'gt' | 'gte' | 'lt' | 'lte' | 'eq'

/**
 * A bound as `operator:moment`; undefined when it does not come apart. The original lets an operator
 * that it does not know do nothing, which nobody can mean.
 */
export function splitBound(
  value: string,
): { readonly operator: Operator; readonly moment: string } | undefined {
  const [, operator, moment = ''] = /^([^:]*):(.*)$/s.exec(value) ?? []
  if (operator === undefined) return undefined
  if (!/^(?:[gl]te?|eq)$/.test(operator)) throw new UnlikeTheRealOne(`operator ${operator}`)
  return { operator: operator as Operator, moment }
}
