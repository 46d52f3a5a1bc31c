import { onlyQuery, type Asked } from '../../strict.ts'

type Include = 'auto' | 'false' | 'true'

/** What narrows the list and says how much it tells. */
export interface Filters {
  readonly includeRoles: boolean
  readonly includeAccessPackages: boolean
  readonly includeResources: boolean
  readonly includeInstances: boolean
  readonly includePartiesViaKeyRoles: Include
  readonly includeSubParties: Include
  readonly includeInactiveParties: Include
  /** Uuids in lower case; none is no filter. */
  readonly partyFilter: readonly string[]
  readonly anyOfResourceIds: readonly string[]
  /** The service owner whose resources count alone. */
  readonly orgCode?: string
}

/** What one of the two AuthorizedPartiesController.cs takes, and what holds where nothing is said. */
export interface QueryRules {
  readonly includes: Include
  /** The switches that are on. */
  readonly on: readonly (typeof switches)[number][]
  readonly alone: 'partyFilter' | 'orgCode'
}

/** Objections by the name of the parameter. */
export type Objections = Readonly<Record<string, readonly string[]>>

const switches = [
  'includeRoles',
  'includeAccessPackages',
  'includeResources',
  'includeInstances',
] as const
const includes = [
  'includePartiesViaKeyRoles',
  'includeSubParties',
  'includeInactiveParties',
] as const
const uuid = /^\{?[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}?$/i

/** What ASP.NET's model binding makes of the query; names and values have no case. */
export function readFilters(
  asked: Asked,
  rules: QueryRules,
): Filters | { readonly errors: Objections } {
  onlyQuery(asked, ...switches, ...includes, rules.alone, 'anyOfResourceIds')
  const errors: Record<string, readonly string[]> = {}
  const values = (name: string): readonly string[] =>
    [...asked.query].flatMap(([given, value]) =>
      given.toLowerCase() === name.toLowerCase() ? [value] : [],
    )
  const read = (name: string, valid: RegExp): string | undefined => {
    const [value] = values(name)
    if (value !== undefined && !valid.test(value)) errors[name] = invalid(value)
    return value?.toLowerCase()
  }
  const partyFilter = values('partyFilter').map((value) => value.toLowerCase())
  const wrong = partyFilter.find((value) => !uuid.test(value))
  if (wrong !== undefined) errors.partyFilter = invalid(wrong)
  const orgCode = values('orgCode')[0]?.trim().toLowerCase()
  const filters = {
    ...toRecord(switches, (name) => {
      const value = read(name, /^(?:true|false)$/i)
      return value === undefined ? rules.on.includes(name) : value === 'true'
    }),
    ...toRecord(
      includes,
      (name) => (read(name, /^(?:true|false|auto)$/i) ?? rules.includes) as Include,
    ),
    partyFilter,
    anyOfResourceIds: values('anyOfResourceIds'),
    ...(orgCode ? { orgCode } : {}),
  }
  return Object.keys(errors).length > 0 ? { errors } : filters
}

function invalid(value: string): readonly string[] {
  return [`The value '${value}' is not valid.`]
}

function toRecord<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): Record<Name, Value> {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<Name, Value>
}
