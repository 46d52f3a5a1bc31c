import { randomUUID } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'
import { answerBroker } from './altinn3-broker.ts'
import type { BrokerState } from './altinn3-broker-state.ts'
import { orgs, resources, seedBroker } from './altinn3-seed.ts'
import { checkBearer, hasScope } from './bearer.ts'
import {
  noneOf,
  onlyQuery,
  serve,
  UnlikeTheRealOne,
  type Answered,
  type Asked,
  type StandIn,
} from './strict.ts'

export interface Altinn3Settings {
  readonly issuer: string
  readonly jwksUrl: string
}

export interface Altinn3 extends StandIn {
  readonly broker: BrokerState
}

const exchangePath = '/authentication/api/v1/exchange/maskinporten'
const registryPath = '/resourceregistry/api/v1/resource'
const thirtyMinutes = 1_800

/** Altinn 3's platform: token exchange, broker, resource registry, service owners. */
export async function startAltinn3(port: number, settings: Altinn3Settings): Promise<Altinn3> {
  const checkMaskinporten = checkBearer(settings.issuer, settings.jwksUrl)
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const kid = 'SANDBOXALTINN3SIGNINGCERTIFICATE'
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kid, use: 'sig' }] }
  const broker = seedBroker()
  let issuer = ''
  let checkAltinn = checkBearer(issuer, keys)

  async function exchange(asked: Asked): Promise<Answered> {
    onlyQuery(asked)
    if (asked.headers['x-altinn-enterpriseuser-authentication'] !== undefined) {
      return { status: 410 }
    }
    const claims = await checkMaskinporten(asked)
    if (claims === undefined) return { status: 401 }
    const token = await new SignJWT(toAltinnClaims(claims))
      .setProtectedHeader({ alg: 'RS256', kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setIssuedAt()
      .setNotBefore('0s')
      .setExpirationTime(`${thirtyMinutes}s`)
      .sign(privateKey)
    return { status: 200, headers: { 'Content-Type': 'text/plain' }, body: token }
  }

  const authenticate = async (asked: Asked): Promise<JWTPayload | undefined> =>
    (await checkAltinn(asked)) ?? (await checkMaskinporten(asked))

  const standIn = await serve(port, async (asked) => {
    // What belongs to Altinn 2, or would name another caller, must not come this way.
    noneOf(asked, 'apikey', 'cookie', 'x-forwarded-for', 'altinn-party-organizationnumber')
    if (asked.path.startsWith('/broker/')) return answerBroker(asked, authenticate, broker)
    if (asked.method !== 'GET') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
    if (asked.path === exchangePath) return exchange(asked)
    if (asked.path === '/orgs/altinn-orgs.json') return { status: 200, body: orgs }
    if (asked.path.startsWith(registryPath)) return answerRegistry(asked)
    throw new UnlikeTheRealOne(asked.path)
  })
  issuer = `${standIn.url}/authentication/api/v1/openid/`
  checkAltinn = checkBearer(issuer, keys)
  return { ...standIn, broker }
}

/** As the real exchange does it: some claims go, Altinn's own come, a one-entry list flattens. */
function toAltinnClaims(claims: JWTPayload): JWTPayload {
  const dropped = new Set(['iss', 'aud', 'client_amr', 'sid'])
  const kept = Object.fromEntries(Object.entries(claims).filter(([name]) => !dropped.has(name)))
  const consumer = claims.consumer as { ID?: string } | undefined
  const details = claims.authorization_details
  return {
    ...kept,
    ...(Array.isArray(details) && details.length === 1
      ? { authorization_details: details[0] as unknown }
      : {}),
    'urn:altinn:orgNumber': consumer?.ID?.replace(/^0192:/, ''),
    'urn:altinn:authenticatemethod': 'maskinporten',
    'urn:altinn:authlevel': 3,
    ...(hasScope(claims, 'altinn:serviceowner') ? { 'urn:altinn:org': 'ttd' } : {}),
    sid: randomUUID(),
  }
}

function answerRegistry(asked: Asked): Answered {
  const rest = asked.path.slice(registryPath.length + 1)
  if (rest === 'resourcelist') {
    onlyQuery(asked, 'includeApps', 'includeMigratedApps')
    return { status: 200, body: resources }
  }
  if (rest === 'orgs') return { status: 200, body: orgs }
  if (rest === '' || rest.includes('/')) throw new UnlikeTheRealOne(asked.path)
  onlyQuery(asked, 'versionId')
  const found = resources.find(({ identifier }) => identifier === rest)
  return found === undefined ? { status: 404 } : { status: 200, body: found }
}
