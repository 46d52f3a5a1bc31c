import { createHmac } from 'node:crypto'
import type { Endpoint, GroupName } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'

/** What Altinn 2 knew of a key: whose it was, and what it opened (`Broker.read`). */
export interface RegisteredKey {
  /** HMAC-SHA256 of the key, in hexadecimal. */
  readonly hash: string
  /** An organisation number. */
  readonly owner: string
  readonly resources: readonly string[]
}

/** How far the header is heeded. It says which system asks, and never who: a token does that. */
export type ApiKeyPolicy =
  /** Altinn 2 judges the keys of what it answers; Altinn 3 knows none. */
  | { readonly mode: 'forward' }
  /** There must be one, as Altinn 2 had it; its value is not looked at. */
  | { readonly mode: 'require' }
  | {
      readonly mode: 'registry'
      readonly secret: string
      readonly keys: readonly RegisteredKey[]
    }

/** Throws `API_KEY_MISSING` or `API_KEY_REFUSED`. */
export type CheckApiKey = (
  row: Endpoint,
  key: string | undefined,
  organization: string | undefined,
) => void

export function createCheckApiKey(policy: ApiKeyPolicy): CheckApiKey {
  if (policy.mode === 'forward') return () => undefined
  // Found by its HMAC, which nobody without the secret can steer.
  const keys = new Map(
    policy.mode === 'registry' ? policy.keys.map((key) => [key.hash.toLowerCase(), key]) : [],
  )
  return (row, key, organization) => {
    const needs = needsOf(row)
    if (needs === undefined) return
    if (key === undefined || key === '') throw new GatewayError('API_KEY_MISSING')
    if (policy.mode === 'require') return
    const known = keys.get(createHmac('sha256', policy.secret).update(key).digest('hex'))
    const resource = resourceOf(needs, row)
    const opens = resource === undefined || known?.resources.includes(resource) === true
    const fits = needs.ownersOnly === undefined || known?.owner === organization
    if (known === undefined || !opens || !fits) throw new GatewayError('API_KEY_REFUSED')
  }
}

/** Did Altinn 2 ask for a key here? */
export function takesApiKey(row: Endpoint): boolean {
  return needsOf(row) !== undefined
}

/** What a key must open for a row. */
interface Needs {
  readonly category?: string
  /** The key's owner must be the organisation that calls (`OrgNrMustMatch`). */
  readonly ownersOnly?: true
  /** Reading was enough in Altinn 2, whatever the method. */
  readonly readsOnly?: true
}

function needsOf({ id, group }: Endpoint): Needs | undefined {
  return exceptions[id] ?? byGroup[group]
}

function resourceOf({ category, readsOnly }: Needs, { method }: Endpoint): string | undefined {
  if (category === undefined) return undefined
  return `${category}.${method === 'GET' || readsOnly === true ? 'read' : 'write'}`
}

const authorization = { category: 'Authorization' } as const
const broker = { category: 'Broker' } as const
const serviceOwner = { category: 'ServiceOwner' } as const

// Altinn/docs content/referanse/api-oversikt/apikey.md; what it leaves out took no key.
const exceptions: Readonly<Record<string, Needs>> = {
  'end-user/reportees/convert-reportee': { ...authorization, readsOnly: true },
}

const byGroup = {
  'end-user/authentication': undefined,
  'end-user/messages': { category: 'Message' },
  'end-user/reportees': { category: 'Organization' },
  'end-user/organizations': { category: 'Organization' },
  'end-user/profile': { category: 'UserProfile' },
  'end-user/roles': authorization,
  'end-user/rights': authorization,
  'end-user/app-rights': authorization,
  'end-user/role-definitions': { ...authorization, readsOnly: true },
  'end-user/delegations': authorization,
  'end-user/lookup': { category: 'LookUp' },
  'end-user/broker-inbox': broker,
  'end-user/broker-outbox': broker,
  'enterprise/consent-requests': { ownersOnly: true },
  'enterprise/tokens': authorization,
  'enterprise/delegation-requests': { ...authorization, ownersOnly: true },
  'enterprise/enterprise-users': { ownersOnly: true },
  'metadata/services': undefined,
  'metadata/code-lists': undefined,
  'metadata/role-requirements': undefined,
  'metadata/role-definitions': undefined,
  'metadata/keys': undefined,
  'service-owner/reportees': serviceOwner,
  'service-owner/rights': serviceOwner,
  'service-owner/app-rights': serviceOwner,
  'service-owner/roles': serviceOwner,
  'service-owner/role-definitions': serviceOwner,
  'service-owner/delegations': serviceOwner,
  'service-owner/delegation-requests': serviceOwner,
  'service-owner/consents': serviceOwner,
  'service-owner/events': serviceOwner,
  'service-owner/notifications': serviceOwner,
  'service-owner/organizations': serviceOwner,
  'service-owner/srr': serviceOwner,
} as const satisfies Record<GroupName, Needs | undefined>
