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
    const opens = needs.resource === undefined || known?.resources.includes(needs.resource) === true
    const fits = !needs.ownersOnly || known?.owner === organization
    if (known === undefined || !opens || !fits) throw new GatewayError('API_KEY_REFUSED')
  }
}

interface Needs {
  readonly resource?: string
  /** The key's owner must be the organisation that calls (`OrgNrMustMatch`). */
  readonly ownersOnly?: boolean
}

function needsOf({ id, group, method }: Endpoint): Needs | undefined {
  const needs = readOnly.has(id) ? 'Authorization' : byGroup[group]
  if (needs === undefined) return undefined
  if (typeof needs !== 'string') return needs
  const isRead = method === 'GET' || readOnly.has(id) || group === 'end-user/role-definitions'
  const ownersOnly = group.endsWith('/delegation-requests') && group.startsWith('enterprise/')
  return { resource: `${needs}.${isRead ? 'read' : 'write'}`, ownersOnly }
}

/** Posts that Altinn 2 took for reading. */
const readOnly: ReadonlySet<string> = new Set(['end-user/reportees/convert-reportee'])

// Altinn/docs content/referanse/api-oversikt/apikey.md; what it leaves out took no key.
const byGroup = {
  'end-user/authentication': undefined,
  'end-user/messages': 'Message',
  'end-user/reportees': 'Organization',
  'end-user/organizations': 'Organization',
  'end-user/profile': 'UserProfile',
  'end-user/roles': 'Authorization',
  'end-user/rights': 'Authorization',
  'end-user/app-rights': 'Authorization',
  'end-user/role-definitions': 'Authorization',
  'end-user/delegations': 'Authorization',
  'end-user/lookup': 'LookUp',
  'end-user/broker-inbox': 'Broker',
  'end-user/broker-outbox': 'Broker',
  'enterprise/consent-requests': { ownersOnly: true },
  'enterprise/tokens': 'Authorization',
  'enterprise/delegation-requests': 'Authorization',
  'enterprise/enterprise-users': { ownersOnly: true },
  'metadata/services': undefined,
  'metadata/code-lists': undefined,
  'metadata/role-requirements': undefined,
  'metadata/role-definitions': undefined,
  'metadata/keys': undefined,
  'service-owner/reportees': 'ServiceOwner',
  'service-owner/rights': 'ServiceOwner',
  'service-owner/app-rights': 'ServiceOwner',
  'service-owner/roles': 'ServiceOwner',
  'service-owner/role-definitions': 'ServiceOwner',
  'service-owner/delegations': 'ServiceOwner',
  'service-owner/delegation-requests': 'ServiceOwner',
  'service-owner/consents': 'ServiceOwner',
  'service-owner/events': 'ServiceOwner',
  'service-owner/notifications': 'ServiceOwner',
  'service-owner/organizations': 'ServiceOwner',
  'service-owner/srr': 'ServiceOwner',
} as const satisfies Record<GroupName, string | Needs | undefined>
