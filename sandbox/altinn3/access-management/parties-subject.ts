import type { Objections } from './authorized-parties-query.ts'
import { UnlikeTheRealOne } from '../../strict.ts'

export interface Attribute {
  readonly type: string
  readonly value: string
}

/** AuthorizedPartyRequestDto.cs */
export interface PartiesRequest extends Attribute {
  readonly partyFilter: readonly Attribute[]
}

type Json = Readonly<Record<string, unknown>>

/** What ASP.NET makes of the body; names of members have no case. */
export function readPartiesRequest(text: string): PartiesRequest | { readonly errors: Objections } {
  const body = tryParse(text)
  if (!isObject(body)) {
    const why = text === '' || body === null ? emptyBody : { $: [notConverted('$')] }
    return { errors: { ...why, ...noSubject } }
  }
  const members = lowerCase(body, 'type', 'value', 'partyFilter')
  const partyFilter = toAttributes(members.partyfilter)
  const subject = toAttribute({ type: members.type, value: members.value })
  if (partyFilter === undefined || subject === undefined) {
    return unconverted(subject === undefined ? '$.value' : '$.partyFilter')
  }
  const missing = [subject.type.trim() === '' && 'Type', subject.value.trim() === '' && 'Value']
    .filter((name) => name !== false)
    .map((name) => [name, [`The ${name} field is required.`]] as const)
  if (missing.length > 0) return { errors: Object.fromEntries(missing) }
  return { ...subject, partyFilter }
}

const noSubject = { subject: ['The subject field is required.'] }
const emptyBody = { '': ['A non-empty request body is required.'] }

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The real one skips members that it does not know; here they are a mistake of ours. */
function lowerCase(members: Json, ...known: readonly string[]): Json {
  const lower = known.map((name) => name.toLowerCase())
  const stranger = Object.keys(members).find((name) => !lower.includes(name.toLowerCase()))
  if (stranger !== undefined) throw new UnlikeTheRealOne(`member ${stranger} of the body`)
  return Object.fromEntries(
    Object.entries(members).map(([name, value]) => [name.toLowerCase(), value]),
  )
}

function isText(value: unknown): value is string | null | undefined {
  return typeof (value ?? '') === 'string'
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function toAttributes(given: unknown): readonly Attribute[] | undefined {
  if ((given ?? null) === null) return []
  if (!Array.isArray(given)) return undefined
  const attributes = given.map(toAttribute)
  return attributes.every((one) => one !== undefined) ? attributes : undefined
}

function toAttribute(given: unknown): Attribute | undefined {
  if (!isObject(given)) return undefined
  const { type, value } = lowerCase(given, 'type', 'value')
  return isText(type) && isText(value) ? { type: toText(type), value: toText(value) } : undefined
}

function unconverted(place: string): { readonly errors: Objections } {
  return { errors: { [place]: [notConverted(place)], ...noSubject } }
}

function notConverted(place: string): string {
  return `The JSON value could not be converted. Path: ${place} | LineNumber: 0 | BytePositionInLine: 0.`
}
