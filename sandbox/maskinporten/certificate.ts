import { sign, X509Certificate } from 'node:crypto'
import type { KeyPair } from './key-set.ts'

/** A certificate that a key signs for itself, for Node can read X.509 and not write it. */
export function selfSigned({ publicKey, privateKey }: KeyPair, name: string): X509Certificate {
  const issuer = sequence(set(sequence(commonName, text(name))))
  const body = sequence(
    integer(1),
    sha256WithRsa,
    issuer,
    sequence(time('260101000000Z'), time('351231235959Z')),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('sha256', body, privateKey)
  return new X509Certificate(sequence(body, sha256WithRsa, bits(signature)))
}

/** A DER value: tag, length, content (X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const bytes = Buffer.concat(content)
  return Buffer.concat([Buffer.of(tag, ...lengthOf(bytes.length)), bytes])
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

const sequence = (...content: readonly Buffer[]): Buffer => der(0x30, ...content)
const set = (...content: readonly Buffer[]): Buffer => der(0x31, ...content)
const integer = (value: number): Buffer => der(0x02, Buffer.of(value))
const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
const time = (value: string): Buffer => der(0x17, Buffer.from(value))
const bits = (bytes: Buffer): Buffer => der(0x03, Buffer.of(0), bytes)
// 2.5.4.3
const commonName = der(0x06, Buffer.of(0x55, 0x04, 0x03))
// 1.2.840.113549.1.1.11, with its empty parameters
const sha256WithRsa = sequence(
  der(0x06, Buffer.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b)),
  der(0x05),
)
