import type { KeyObject } from 'node:crypto'
import type { KeySet, SigningKey } from './key-set.ts'
import { change, toClaims, type Claims, type Wish } from './claims.ts'
import { writeToken, type Alter } from './token.ts'

/** What a test may spoil about any token, whoever issues it. */
export interface Spoiled {
  /** Fields of the header to add or replace; `null` takes one away; text is the whole header. */
  readonly header?: Claims | string
  /** Text that is signed in place of the claims, also when it is no JSON. */
  readonly payload?: string
  /** Signs in place of the issuer's current key, whose id stays in the header. */
  readonly key?: SigningKey | KeyObject | Buffer | string
  /** What really signs, when the header shall say something else. */
  readonly algorithm?: string
  /** Has the last word on the three parts, after they were signed. */
  readonly alter?: Alter
}

export type MaskinportenWish = Wish & Spoiled

export function mintToken(
  { issuer, keys }: { readonly issuer: string; readonly keys: KeySet },
  wish: MaskinportenWish,
  now: number,
): string {
  const claims = change(toClaims(issuer, wish, now), wish.claims)
  // A real token has these two alone: Altinn/docs Maskinporten-token.md, decoded.
  return signToken({ kid: keys.current.kid, alg: 'RS256' }, claims, keys, wish)
}

/** Writes a token, spoiled as asked. The header's algorithm signs unless told otherwise. */
export function signToken(header: Claims, claims: Claims, keys: KeySet, wish: Spoiled): string {
  const key = wish.key ?? keys.current
  const named = isSigningKey(key) ? { ...header, kid: key.kid } : header
  const head = typeof wish.header === 'string' ? wish.header : change(named, wish.header)
  const said = typeof head === 'string' ? undefined : head.alg
  const form = {
    header: head,
    payload: wish.payload ?? claims,
    algorithm: wish.algorithm ?? (typeof said === 'string' ? said : 'RS256'),
    key: isSigningKey(key) ? key.privateKey : key,
  }
  return writeToken(form, wish.alter)
}

function isSigningKey(key: NonNullable<Spoiled['key']>): key is SigningKey {
  return typeof key === 'object' && 'privateKey' in key
}
