import { createHash } from 'node:crypto'
import { json } from '../answer.ts'
import { api, type Call, type Operation } from '../operation.ts'
import { selfSigned } from '../../maskinporten/certificate.ts'
import { createKeySet, type Jwk, type KeyPair } from '../../maskinporten/key-set.ts'
import type { Answered } from '../../strict.ts'

const open = { method: 'GET', by: 'anybody', scopes: [] } as const

/** Altinn/docs content/api/rest/metadata.md: with what consent tokens are checked. */
export const keyOperations: readonly Operation[] = [
  { ...open, path: 'metadata/well-known', answer: getWellKnown },
  { ...open, path: 'metadata/jwk', answer: getKeys },
]

interface IssuerKey extends KeyPair {
  readonly kid: string
  readonly jwk: Jwk
}

let made: Promise<IssuerKey> | undefined

/** Made when it is first asked for: most of those who start a sandbox never do. */
export async function issuerKey(): Promise<IssuerKey> {
  made ??= createKeySet('Altinn 2', describe).then(({ current }) => current)
  return made
}

/** Its id is the certificate's thumbprint. */
function describe(pair: KeyPair): { readonly kid: string; readonly jwk: Jwk } {
  const { raw } = selfSigned(pair, 'altinn.no')
  const kid = createHash('sha1').update(raw).digest('base64url')
  const { kty, e, n } = pair.publicKey.export({ format: 'jwk' })
  return { kid, jwk: { kty, e, use: 'sig', kid, x5t: kid, x5c: [raw.toString('base64')], n } }
}

function getWellKnown(call: Call): Answered {
  return json(call.asked, {
    issuer: 'altinn.no',
    jwks_uri: `${api(call)}/metadata/jwk`,
    response_types_supported: ['token'],
  })
}

async function getKeys({ asked }: Call): Promise<Answered> {
  const { jwk } = await issuerKey()
  const answered = json(asked, { keys: [jwk] })
  return { ...answered, headers: { ...answered.headers, 'Cache-Control': 'max-age=86400' } }
}
