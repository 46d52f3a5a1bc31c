import { createHash, randomUUID } from 'node:crypto'
import { importJWK, type CryptoKey, type JWK } from 'jose'
import { answerKeys, inJson, writeKeys, type KeyFault } from './key-endpoint.ts'
import { createKeySet, type Describe, type KeySet } from './key-set.ts'
import type { Claims, Wish } from './claims.ts'
import { delegationKey, grant, grantType, type Client, type Delegation } from './grant.ts'
import { mintToken, type MaskinportenWish } from './mint.ts'
import { serve, UnlikeTheRealOne, type Answered, type Asked, type StandIn } from '../strict.ts'

export interface MaskinportenFaults {
  keys: KeyFault | undefined
  /** Seconds by which the clock of new tokens goes ahead, or behind when negative. */
  clockOffset: number
}

export interface Maskinporten extends StandIn {
  readonly issuer: string
  readonly mint: (wish: MaskinportenWish) => Promise<string>
  readonly keys: KeySet
  readonly faults: MaskinportenFaults
}

interface State {
  readonly keys: KeySet
  readonly faults: MaskinportenFaults
  readonly clients: Map<string, Client>
  readonly delegations: Set<string>
  /** Ids of assertions that were used. */
  readonly used: Set<string>
  /** Known once it listens. */
  issuer: string
  readonly mint: (wish: MaskinportenWish) => Promise<string>
}

/**
 * Maskinporten: metadata, keys and the jwt-bearer grant. ShadowAndFallback what the original has there are
 * three doors for the sandbox: `GET /sandbox/token` makes a token, `POST /sandbox/clients` registers
 * a client and its public key, which in reality happens in Digdir's self-service, and `POST
 * /sandbox/delegations` lets a supplier use a consumer's scope, which in reality happens in Altinn.
 */
export async function startMaskinporten(port: number): Promise<Maskinporten> {
  const keys = await createKeySet('Maskinporten', toJwk)
  const faults: MaskinportenFaults = { keys: undefined, clockOffset: 0 }
  const mint = (wish: MaskinportenWish): Promise<string> => {
    const now = Math.floor(Date.now() / 1000) + faults.clockOffset
    return Promise.resolve(mintToken(state, wish, now))
  }
  const [clients, delegations, used] = [
    new Map<string, Client>(),
    new Set<string>(),
    new Set<string>(),
  ]
  const state: State = { keys, faults, clients, delegations, used, issuer: '', mint }
  const standIn = await serve(port, (asked) => answer(asked, state))
  state.issuer = `${standIn.url}/`
  return { ...standIn, issuer: state.issuer, mint, keys, faults }
}

async function answer(asked: Asked, state: State): Promise<Answered> {
  const { issuer, keys, faults, mint } = state
  switch (`${asked.method} ${asked.path}`) {
    case 'GET /.well-known/oauth-authorization-server':
      return { status: 200, body: metadata(issuer) }
    case 'GET /jwk':
      return answerKeys(keys, faults.keys, `${issuer}moved/jwk`)
    case 'GET /moved/jwk':
      return inJson(writeKeys(keys))
    case 'POST /token':
      return grant(asked, state)
    case 'GET /sandbox/token':
      return { status: 200, body: await mint(readWish(asked)) }
    case 'POST /sandbox/clients':
      return register(asked, state.clients)
    case 'POST /sandbox/delegations':
      return delegate(asked, state.delegations)
    default:
      throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
}

/** Later keys go by their thumbprint (RFC 7638), of the length that Maskinporten's ids have. */
const toJwk: Describe = ({ publicKey }, place) => {
  const { n, e } = publicKey.export({ format: 'jwk' })
  const thumbprint = createHash('sha256').update(JSON.stringify({ e, kty: 'RSA', n }))
  const kid = place === 0 ? 'sandbox-signing-key-of-the-stand-in' : thumbprint.digest('base64url')
  return { kid, jwk: { kty: 'RSA', e, use: 'sig', kid, alg: 'RS256', n } }
}

function metadata(issuer: string): object {
  return {
    issuer,
    token_endpoint: `${issuer}token`,
    jwks_uri: `${issuer}jwk`,
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    grant_types_supported: [grantType],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'RS384', 'RS512'],
    authorization_details_types_supported: ['urn:altinn:systemuser', 'urn:altinn:consent'],
  }
}

const defaultScope =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'

function readWish({ query }: Asked): Wish {
  const systemUser = query.get('system-user')
  return {
    org: query.get('org') ?? '',
    scope: query.get('scope') ?? defaultScope,
    lifetime: 600,
    ...(systemUser === null ? {} : { systemUser }),
    claims: JSON.parse(query.get('claims') ?? '{}') as Claims,
  }
}

async function register({ body }: Asked, clients: Map<string, Client>): Promise<Answered> {
  const { org, scopes, jwk } = JSON.parse((await body()).toString()) as {
    org: string
    scopes: string[]
    jwk: JWK
  }
  const client = {
    id: randomUUID(),
    org,
    scopes,
    key: (await importJWK(jwk, 'RS256')) as CryptoKey,
  }
  clients.set(client.id, client)
  return { status: 201, body: { client_id: client.id } }
}

async function delegate({ body }: Asked, delegations: Set<string>): Promise<Answered> {
  delegations.add(delegationKey(JSON.parse((await body()).toString()) as Delegation))
  return { status: 204 }
}
