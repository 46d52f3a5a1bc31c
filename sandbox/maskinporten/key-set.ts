import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { FindKey } from '../bearer.ts'

export type Jwk = Readonly<Record<string, unknown>>

export interface KeyPair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export interface SigningKey extends KeyPair {
  readonly kid: string
  readonly jwk: Jwk
}

/** How an issuer names and shows the key that it made as its n-th. */
export type Describe = (pair: KeyPair, place: number) => { readonly kid: string; readonly jwk: Jwk }

const generate = promisify(generateKeyPair)

/** Every pair that this process has made, by issuer, length and place. */
const pairs = new Map<string, Promise<KeyPair>>()

/** The n-th pair of an issuer, the same in every sandbox of a process: making one takes long. */
function pairOf(issuer: string, place: number, modulusLength = 2048): Promise<KeyPair> {
  const name = `${issuer} ${modulusLength} ${place}`
  const pair = pairs.get(name) ?? generate('rsa', { modulusLength })
  pairs.set(name, pair)
  return pair
}

export async function createKeySet(issuer: string, describe: Describe): Promise<KeySet> {
  const pair = await pairOf(issuer, 0)
  return new KeySet(issuer, { ...pair, ...describe(pair, 0) }, describe)
}

/** An issuer's keys, in the hands of a test. */
export class KeySet {
  /** What signs from now on. */
  current: SigningKey
  /** What the key endpoint shows; anything may be put here. */
  published: Jwk[]
  /** How often the key endpoint was asked. */
  fetches = 0
  readonly #issuer: string
  #pairsUsed = 1
  readonly #made: Map<string, SigningKey>
  readonly #describe: Describe

  constructor(issuer: string, first: SigningKey, describe: Describe) {
    this.#issuer = issuer
    this.current = first
    this.published = [first.jwk]
    this.#made = new Map([[first.kid, first]])
    this.#describe = describe
  }

  /** A new key signs, and every other is gone. */
  async rotate(): Promise<SigningKey> {
    this.current = await this.#make()
    this.published = [this.current.jwk]
    return this.current
  }

  /** Shows a new key beside the others; it does not sign until it is made `current`. */
  async publishAhead(modulusLength = 2048): Promise<SigningKey> {
    const key = await this.#make(modulusLength)
    this.published.push(key.jwk)
    return key
  }

  /** Shows a key of 1024 bits beside the others. */
  addWeak(): Promise<SigningKey> {
    return this.publishAhead(1024)
  }

  /** Shows another key under the same id; platforms go on with the first. */
  async duplicate(kid = this.current.kid): Promise<SigningKey> {
    const pair = await this.#nextPair()
    const { jwk } = this.#describe(pair, this.#made.size)
    const key = { ...pair, kid, jwk: { ...jwk, kid } }
    this.published.push(key.jwk)
    return key
  }

  /** Shows keys that are not RSA beside the others. */
  async addOtherKinds(): Promise<void> {
    this.published.push(...(await otherKinds()))
  }

  /** Takes away the current key unless told otherwise; it goes on signing. */
  drop(kid = this.current.kid): void {
    this.published = this.published.filter((jwk) => jwk.kid !== kid)
  }

  /** Writes `n` and `e` in ordinary base64 with its padding. */
  useOrdinaryBase64(): void {
    this.published = this.published.map(toOrdinaryBase64)
  }

  /** What a platform that has just read the set would trust, whatever the endpoint does. */
  readonly find: FindKey = (kid = '') => {
    const isShown = this.published.some((jwk) => jwk.kid === kid)
    return isShown ? this.#made.get(kid)?.publicKey : undefined
  }

  async #make(modulusLength = 2048): Promise<SigningKey> {
    const pair = await this.#nextPair(modulusLength)
    const key = { ...pair, ...this.#describe(pair, this.#made.size) }
    this.#made.set(key.kid, key)
    return key
  }

  #nextPair(modulusLength?: number): Promise<KeyPair> {
    const place = this.#pairsUsed
    this.#pairsUsed += 1
    return pairOf(this.#issuer, place, modulusLength)
  }
}

async function otherKinds(): Promise<readonly Jwk[]> {
  const curve = await generate('ec', { namedCurve: 'P-256' })
  const edwards = await generate('ed25519')
  return [
    { ...curve.publicKey.export({ format: 'jwk' }), kid: 'another-kind-ec', use: 'sig' },
    { ...edwards.publicKey.export({ format: 'jwk' }), kid: 'another-kind-okp', use: 'sig' },
    { kty: 'oct', k: Buffer.alloc(32, 'secret').toString('base64url'), kid: 'another-kind-oct' },
  ]
}

export function toOrdinaryBase64(jwk: Jwk): Jwk {
  const write = (value: unknown): unknown =>
    typeof value === 'string' ? Buffer.from(value, 'base64url').toString('base64') : value
  return jwk.kty === 'RSA' ? { ...jwk, n: write(jwk.n), e: write(jwk.e) } : jwk
}
