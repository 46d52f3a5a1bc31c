import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'

/** What a token says and how it is signed: good, or wrong in whatever way a test wants. */
export interface TokenForm {
  /** Text goes out as it is. */
  readonly header: object | string
  readonly payload: object | string
  /** The algorithm that really signs; `none`, however spelled, leaves the signature empty. */
  readonly algorithm: string
  /** Bytes or text are a secret; a private key under HS256 stands for its public half in PEM. */
  readonly key: KeyObject | Buffer | string
}

export type Alter = (header: string, payload: string, signature: string) => string

const dots: Alter = (...parts) => parts.join('.')

/** No library: each of them refuses to write what a gateway must refuse to read. */
export function writeToken(
  { header, payload, algorithm, key }: TokenForm,
  alter: Alter = dots,
): string {
  const [head, body] = [encode(header), encode(payload)]
  const signature = signBytes(algorithm, key, Buffer.from(`${head}.${body}`))
  return alter(head, body, signature.toString('base64url'))
}

function encode(part: object | string): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url')
}

function signBytes(algorithm: string, key: TokenForm['key'], bytes: Buffer): Buffer {
  const [, family = 'RS', size = '256'] = /^(HS|RS|PS|ES)(256|384|512)$/.exec(algorithm) ?? []
  if (/^none$/i.test(algorithm)) return Buffer.alloc(0)
  if (family === 'HS') return createHmac(`sha${size}`, toSecret(key)).update(bytes).digest()
  if (typeof key === 'string' || Buffer.isBuffer(key)) throw new Error(`a secret for ${algorithm}`)
  if (algorithm === 'EdDSA') return sign(null, bytes, key)
  const pss = {
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
  }
  const how = family === 'PS' ? pss : family === 'ES' ? { dsaEncoding: 'ieee-p1363' as const } : {}
  return sign(`sha${size}`, bytes, { key, ...how })
}

function toSecret(key: TokenForm['key']): Buffer | string {
  if (typeof key === 'string' || Buffer.isBuffer(key)) return key
  return createPublicKey(key).export({ type: 'spki', format: 'pem' })
}

/** A private key that no issuer knows. */
export function strangersKey(algorithm = 'RS256'): KeyObject {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey
  if (algorithm.startsWith('ES')) {
    return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  }
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
}
