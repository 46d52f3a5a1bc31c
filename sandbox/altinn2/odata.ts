import { parameter } from './answer.ts'
import { UnlikeTheRealOne, type Answered, type Asked } from '../strict.ts'

export type Row = Readonly<Record<string, string | null>>

/** What a list without `$top` ends at (Altinn/docs content/api/rest/meldinger/hente.md). */
const pageSize = 50
const most = 10_000

/** A list's page, or the 400 with OData's own words as its reason. */
export function pageOf<Type extends Row>(
  asked: Asked,
  rows: readonly Type[],
  fields: readonly string[],
  mostRows: number,
): readonly Type[] | Answered {
  const top = wholeNumber(asked, '$top') ?? pageSize
  if (top > most) {
    const reason = `The limit of '${most}' for Top query has been exceeded. The value from the incoming request is '${top}'`
    return { status: 400, reason }
  }
  const filter = parameter(asked, '$filter')
  const stranger = filter === undefined ? undefined : unknownField(filter, fields)
  if (stranger !== undefined) {
    const type = 'Altinn.SBL.AltinnWebAPI.Models.Reportee'
    const reason = `Could not find property named '${stranger}' on type '${type}'`
    return { status: 400, reason }
  }
  const kept = filter === undefined ? rows : rows.filter(toTest(filter))
  const skip = wholeNumber(asked, '$skip') ?? 0
  return sorted(kept, parameter(asked, '$orderby')).slice(skip, skip + Math.min(top, mostRows))
}

function wholeNumber(asked: Asked, name: string): number | undefined {
  const text = parameter(asked, name)
  if (text !== undefined && !/^\d+$/.test(text)) throw new UnlikeTheRealOne(`${name}=${text}`)
  return text === undefined ? undefined : Number(text)
}

function unknownField(filter: string, fields: readonly string[]): string | undefined {
  const [, field] = /^(\w+) (?:eq|ne) '[^']*'$/.exec(filter) ?? []
  return field === undefined || fields.includes(field) ? undefined : field
}

type Test = (row: Row) => boolean

/** The filters that clients are known to send, and no others: this is no OData library. */
function toTest(filter: string): Test {
  // navikt/permitteringsskjema-api AltinnService.java, 2020.
  const [, first, rest] = /^\(([^()]*)\) and ([^()]*)$/.exec(filter) ?? []
  if (first !== undefined && rest !== undefined) {
    const both = [toTest(first), toTest(rest)]
    return (row) => both.every((test) => test(row))
  }
  const either = filter.split(' or ').map((part) => part.split(' and ').map(toCondition))
  return (row) => either.some((all) => all.every((test) => test(row)))
}

function toCondition(text: string): Test {
  const [, field, operator, value] = /^(Type|Status) (eq|ne) '([^']*)'$/.exec(text.trim()) ?? []
  if (field !== undefined) {
    return (row) => ((row[field] ?? null) === value) === (operator === 'eq')
  }
  const substring =
    /^substringof\('([^']*)', ?(?:tolower\((Name)\)|(Name|OrganizationNumber))\)$/.exec(text.trim())
  if (substring === null) throw new UnlikeTheRealOne(`$filter ${text}`)
  const [, needle = '', lowered, asItIs = ''] = substring
  return (row) =>
    lowered === undefined
      ? (row[asItIs] ?? '').includes(needle)
      : (row[lowered] ?? '').toLowerCase().includes(needle)
}

function sorted<Type extends Row>(
  rows: readonly Type[],
  order: string | undefined,
): readonly Type[] {
  if (order === undefined) return rows
  const [, field, way] = /^(Name|OrganizationNumber)(?: (asc|desc))?$/.exec(order) ?? []
  if (field === undefined) throw new UnlikeTheRealOne(`$orderby ${order}`)
  const sign = way === 'desc' ? -1 : 1
  const key = (row: Row): string => row[field] ?? ''
  return [...rows].sort(
    (one, other) => sign * (key(one) < key(other) ? -1 : +(key(one) > key(other))),
  )
}
