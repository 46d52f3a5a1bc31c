import type { JWTPayload } from 'jose'
import { wantsHal } from './answer.ts'
import type { Altinn2Messages } from './messages/state.ts'
import type { Records } from './records.ts'
import type { Altinn2Reportees } from './reportees/state.ts'
import { hasScope } from '../bearer.ts'
import { onlyQuery, type Answered, type Asked } from '../strict.ts'

/** What one started stand-in keeps, and how it names itself in links. */
export interface Platform {
  readonly publicOrigin: string
  readonly messages: Altinn2Messages
  readonly reportees: Altinn2Reportees
  readonly records: Records
}

/** One request, after the API key, the token and the party were checked. */
export interface Call extends Platform {
  readonly asked: Asked
  readonly params: Readonly<Record<string, string>>
  /** The token's organisation; empty where an operation takes none. */
  readonly organization: string
  /** The party that `{who}` names, and as the caller wrote it. */
  readonly partyId: number
  readonly who: string
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below `/api/`, with `{names}`; matched without regard to case. */
  readonly path: string
  /** Query parameters that it knows; any other is a mistake of ours. */
  readonly query?: readonly string[]
  /** Those that must be there; they tell operations of one path apart. */
  readonly when?: readonly string[]
  /** Who may call: for `party`, the path begins with `{who}`. */
  readonly by: 'anybody' | 'party' | 'organisation'
  /** Any of these; an empty list takes every token. */
  readonly scopes: readonly string[]
  readonly answer: (call: Call) => Answered | Promise<Answered>
}

/** Ends an operation with this answer. */
export class Refused extends Error {
  readonly answered: Answered

  constructor(answered: Answered) {
    super('refused')
    this.answered = answered
  }
}

/** Altinn/docs content/api/rest/kom-i-gang/scopes.md: the general scopes cover all of an API. */
export const endUser = (...scopes: readonly string[]): readonly string[] => [
  'altinn:enduser',
  'altinn:endusernoconsent',
  ...scopes,
]
export const serviceOwner = (name: string): readonly string[] => [
  'altinn:serviceowner',
  `altinn:serviceowner/${name}`,
]

export const odata = ['$filter', '$orderby', '$top', '$skip'] as const

export interface FoundOperation {
  readonly operation: Operation
  readonly params: Readonly<Record<string, string>>
}

const patterns = new WeakMap<Operation, RegExp>()

/** The first in the table whose method, path and required parameters fit. */
export function findOperation(
  table: readonly Operation[],
  asked: Asked,
): FoundOperation | undefined {
  const method = asked.method === 'HEAD' ? 'GET' : asked.method
  const path = asked.path.replace(/\/$/, '')
  for (const operation of table) {
    if (operation.method !== method) continue
    const found = patternOf(operation).exec(path)
    if (found !== null && hasAll(asked, operation.when ?? [])) {
      return { operation, params: found.groups ?? {} }
    }
  }
  return undefined
}

function patternOf(operation: Operation): RegExp {
  const known = patterns.get(operation)
  if (known !== undefined) return known
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'who' ? '(?<who>my|\\d{9}|r\\d{1,10})' : `(?<${name}>[^/]+)`,
  )
  const pattern = new RegExp(`^/api/${path}$`, 'i')
  patterns.set(operation, pattern)
  return pattern
}

function hasAll({ query }: Asked, names: readonly string[]): boolean {
  const given = new Set([...query.keys()].map((name) => name.toLowerCase()))
  return names.every((name) => given.has(name.toLowerCase()))
}

const missingScope = { status: 401, reason: 'Claims Authorization failed: Missing required scope' }

/** Checks the query and the scopes, then answers; what an operation throws as `Refused` is its answer. */
export async function answerOperation(
  { query = [], when = [], scopes, answer }: Operation,
  claims: JWTPayload,
  call: Call,
): Promise<Answered> {
  if (scopes.length > 0 && !hasScope(claims, ...scopes)) return missingScope
  onlyQuery(call.asked, 'language', 'ForceEIAuthentication', ...query, ...when)
  try {
    return await answer(call)
  } catch (error) {
    if (error instanceof Refused) return error.answered
    throw error
  }
}

export interface Link {
  readonly href: string
  readonly isTemplated?: true
  readonly 'mime-type'?: string
}

export type Links = Readonly<Record<string, Link>>

/**
 * Links of one resource. Plain JSON has none for end users; of service owners' operations it was
 * recorded with an array (navikt/min-side-arbeidsgiver-api AltinnRollerClientTest.kt).
 */
export function withLinks(asked: Asked, properties: object, links: Links): object {
  if (wantsHal(asked)) return { ...properties, _links: links }
  if (!asked.path.toLowerCase().startsWith('/api/serviceowner/')) return properties
  const all = Object.entries(links).map(([Rel, { href: Href }]) => ({ Rel, Href, ...plainLink }))
  return { ...properties, _links: all }
}

const plainLink = {
  ...{ Title: null, FileNameWithExtension: null, MimeType: null, IsTemplated: false },
  ...{ Encrypted: false, SigningLocked: false, SignedByDefault: false, FileSize: 0 },
}

/** How an address begins that leads to this stand-in. */
export function api({ publicOrigin }: Pick<Platform, 'publicOrigin'>): string {
  return `${publicOrigin}/api`
}
