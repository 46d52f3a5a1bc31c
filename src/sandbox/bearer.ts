import { createLocalJWKSet, createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose'
import type { Asked } from './strict.ts'

/** Checks a bearer token against one issuer's keys, as each platform does for itself. */
export type CheckBearer = (asked: Asked) => Promise<JWTPayload | undefined>

export function checkBearer(issuer: string, keys: string | object): CheckBearer {
  const keySet =
    typeof keys === 'string'
      ? createRemoteJWKSet(new URL(keys))
      : createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0])
  return async ({ headers }) => {
    const [, token] = /^Bearer (\S+)$/.exec(headers.authorization ?? '') ?? []
    if (token === undefined) return undefined
    return jwtVerify(token, keySet, { issuer, clockTolerance: 10 }).then(
      ({ payload }) => payload,
      () => undefined,
    )
  }
}

/** The organisation that a token acts for: the system user's, else the consumer. */
export function organizationOf(claims: JWTPayload): string | undefined {
  const details = [claims.authorization_details].flat()[0] as
    { systemuser_org?: { ID?: string } } | undefined
  const consumer = claims.consumer as { ID?: string } | undefined
  return (details?.systemuser_org ?? consumer)?.ID?.replace(/^0192:/, '')
}

export function hasScope(claims: JWTPayload, ...scopes: readonly string[]): boolean {
  const granted = new Set(typeof claims.scope === 'string' ? claims.scope.split(' ') : [])
  return scopes.some((scope) => granted.has(scope))
}
