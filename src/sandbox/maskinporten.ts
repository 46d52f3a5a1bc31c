import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK } from 'jose'
import { grant, grantType, type Client } from './maskinporten-grant.ts'
import { systemUserIds } from './organizations.ts'
import { serve, UnlikeTheRealOne, type Answered, type Asked, type StandIn } from './strict.ts'

/** A token to be made without a grant. */
export interface Wish {
  readonly org: string
  readonly systemUser?: string
  readonly scope: string
  /** Seconds. */
  readonly lifetime?: number
  /** Added to the claims, or put in their place; `null` takes a claim away. */
  readonly claims?: Readonly<Record<string, unknown>>
}

export interface Maskinporten extends StandIn {
  readonly issuer: string
  readonly mint: (wish: Wish) => Promise<string>
}

const kid = 'sandbox-signing-key-of-the-stand-in'

/**
 * Maskinporten: metadata, keys and the jwt-bearer grant. Beside what the original has there are
 * two doors for the sandbox: `GET /sandbox/token` makes a token, `POST /sandbox/clients` registers
 * a client and its public key, which in reality happens in Digdir's self-service.
 */
export async function startMaskinporten(port: number): Promise<Maskinporten> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' }
  const clients = new Map<string, Client>()
  const used = new Set<string>()
  let issuer = ''

  const sign = (claims: Record<string, unknown>): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ kid, alg: 'RS256' }).sign(privateKey)

  const mint = async (wish: Wish): Promise<string> => {
    const claims = { ...toClaims(issuer, wish), ...wish.claims }
    return sign(Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== null)))
  }

  async function answer(asked: Asked): Promise<Answered> {
    switch (`${asked.method} ${asked.path}`) {
      case 'GET /.well-known/oauth-authorization-server':
        return { status: 200, body: metadata(issuer) }
      case 'GET /jwk':
        return { status: 200, body: { keys: [jwk] } }
      case 'POST /token':
        return grant(asked, { clients, used, issuer, mint })
      case 'GET /sandbox/token':
        return { status: 200, body: await mint(readWish(asked)) }
      case 'POST /sandbox/clients':
        return register(asked, clients)
      default:
        throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
    }
  }

  const standIn = await serve(port, answer)
  issuer = `${standIn.url}/`
  return { ...standIn, issuer, mint }
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

function toClaims(issuer: string, { org, systemUser, scope, lifetime = 120 }: Wish): object {
  const now = Math.floor(Date.now() / 1000)
  const id = (number: string): object => ({
    authority: 'iso6523-actorid-upis',
    ID: `0192:${number}`,
  })
  return {
    iss: issuer,
    scope,
    client_id: 'sandbox-client',
    client_amr: 'private_key_jwt',
    token_type: 'Bearer',
    iat: now,
    exp: now + lifetime,
    jti: randomUUID(),
    consumer: id(org),
    ...(systemUser === undefined
      ? {}
      : {
          authorization_details: [
            {
              type: 'urn:altinn:systemuser',
              systemuser_id: [systemUserIds[systemUser] ?? randomUUID()],
              systemuser_org: id(systemUser),
              system_id: `${org}_sandbox`,
            },
          ],
        }),
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
    claims: JSON.parse(query.get('claims') ?? '{}') as Record<string, unknown>,
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
