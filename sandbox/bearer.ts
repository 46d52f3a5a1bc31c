import type { KeyObject } from 'node:crypto'
import { jwtVerify, type JWTHeaderParameters, type JWTPayload } from 'jose'
import type { Asked } from './strict.ts'

/** Checks a bearer token against one issuer's keys, as each platform does for itself. */
export type CheckBearer = (asked: Asked) => Promise<JWTPayload | undefined>

export type FindKey = (kid: string | undefined) => KeyObject | undefined

export function checkBearer(issuer: string, find: FindKey): CheckBearer {
  const options = {
    issuer,
    algorithms: ['RS256', 'RS384', 'RS512'],
    clockTolerance: 10,
    requiredClaims: ['exp'],
  }
  return async ({ headers }) => {
    const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? []
    if (token === undefined) return undefined
    return jwtVerify(token, ({ kid }: JWTHeaderParameters) => need(find(kid)), options).then(
      ({ payload }) => payload,
      () => undefined,
    )
  }
}

function need(key: KeyObject | undefined): KeyObject {
  if (key === undefined) throw new Error('unknown key')
  return key
}

interface SystemUserDetails {
  readonly type?: unknown
  readonly systemuser_id?: unknown
  readonly systemuser_org?: { readonly ID?: string }
}

function detailsOf(claims: JWTPayload): SystemUserDetails | undefined {
  return ([claims.authorization_details].flat() as SystemUserDetails[])[0]
}

/** The organisation that a token acts for: the system user's, else the consumer. */
export function organizationOf(claims: JWTPayload): string | undefined {
  const consumer = claims.consumer as { readonly ID?: string } | undefined
  return (detailsOf(claims)?.systemuser_org ?? consumer)?.ID?.replace(/^0192:/, '')
}

/** DecisionHelper.cs: the first id of the first details; text of any kind. */
export function systemUserOf(claims: JWTPayload): string | undefined {
  const details = detailsOf(claims)
  if (details?.type !== 'urn:altinn:systemuser') return undefined
  const [id] = [details.systemuser_id].flat()
  return typeof id === 'string' ? id : ''
}

export function hasScope(claims: JWTPayload, ...scopes: readonly string[]): boolean {
  const granted = new Set(typeof claims.scope === 'string' ? claims.scope.split(' ') : [])
  return scopes.some((scope) => granted.has(scope))
}
