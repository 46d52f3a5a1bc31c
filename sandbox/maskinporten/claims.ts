import { randomUUID } from 'node:crypto'
import { systemUserIds } from '../organizations.ts'

export type Claims = Readonly<Record<string, unknown>>

/** What a token says when nothing is wrong with it. */
export interface Wish {
  readonly org: string
  readonly systemUser?: string
  readonly scope: string
  /** Seconds. */
  readonly lifetime?: number
  /** Added to the claims, or put in their place; `null` takes a claim away. */
  readonly claims?: Claims
}

export function identifier(number: string): { readonly authority: string; readonly ID: string } {
  return { authority: 'iso6523-actorid-upis', ID: `0192:${number}` }
}

export function toClaims(issuer: string, wish: Wish, now: number): Claims {
  const { org, systemUser, scope, lifetime = 120 } = wish
  return {
    iss: issuer,
    scope,
    client_id: 'sandbox-client',
    client_amr: 'private_key_jwt',
    token_type: 'Bearer',
    iat: now,
    exp: now + lifetime,
    jti: randomUUID(),
    consumer: identifier(org),
    ...(systemUser === undefined ? {} : systemUsers(systemUserDetails(systemUser, org))),
  }
}

export function change(claims: Claims, changes: Claims = {}): Claims {
  const changed = Object.entries({ ...claims, ...changes })
  return Object.fromEntries(changed.filter(([, value]) => value !== null))
}

/** felleslosninger/docs maskinporten_func_systembruker.md */
export function systemUserDetails(customer: string, vendor: string, changes: Claims = {}): Claims {
  const details = {
    type: 'urn:altinn:systemuser',
    systemuser_id: [systemUserIds[customer] ?? randomUUID()],
    systemuser_org: identifier(customer),
    system_id: `${vendor}_sandbox`,
  }
  return change(details, changes)
}

/** None, one, or more of them than the platforms understand. */
export function systemUsers(...details: readonly Claims[]): Claims {
  return { authorization_details: details }
}

/** The claims of a token that a supplier got for its consumer, by Altinn's word or another's. */
export function suppliedBy(number: string, source = 'https://tt02.altinn.no'): Claims {
  return { supplier: identifier(number), delegation_source: source }
}

/** maskinporten_func_samtykke.md: `from` holds a whole identity number. */
export function consentFrom(person: string, to: string, changes: Claims = {}): Claims {
  const now = Date.now()
  const details = {
    type: 'urn:altinn:consent',
    id: randomUUID(),
    from: `urn:altinn:person:identifier-no:${person}`,
    to: `urn:altinn:organization:identifier-no:${to}`,
    consented: new Date(now).toISOString(),
    validTo: new Date(now + 86_400_000).toISOString(),
    consentRights: [
      {
        action: ['consent'],
        resource: [{ type: 'urn:altinn:resource', value: 'ttd-samtykke' }],
        metadata: {},
      },
    ],
  }
  return { authorization_details: [change(details, changes)] }
}

/** maskinporten_func_european_eseals.md: the number is whatever the certificate says. */
export function europeanSeal(id: string): Claims {
  return {
    consumer: { authority: 'etsi-en-319-412', ID: id },
    client_id: `eidas-${randomUUID()}`,
    client_amr: 'CForESeal',
  }
}

/** Release note 21-09: a consumer that is one unit of an organisation. */
export function subunitConsumer(number: string, subunit: string): Claims {
  return { consumer: identifier(`${number}:ER//${subunit}:1`) }
}
