import type { JWTPayload } from 'jose'
import {
  discovery,
  exchange,
  exchangePath,
  mintAltinnToken,
  openIdPath,
} from './authentication/authentication.ts'
import {
  answerAuthorizedParties,
  authorizedPartiesPath,
} from './access-management/authorized-parties.ts'
import { answerBroker } from './broker/broker.ts'
import type { AltinnWish } from './authentication/claims.ts'
import { answerInstances, cookieOf, isOfInstances } from './instances.ts'
import { answerMessages, isMessages } from './messages.ts'
import { answerAuthorize, authorizePath } from './authorization/pdp.ts'
import { answerMetaRoles, isMetaRoles } from './access-management/meta-roles.ts'
import { answerRegistry, registryPath } from './registry/registry.ts'
import { orgs } from './seed.ts'
import {
  answerServiceOwnerParties,
  isServiceOwnerParties,
} from './access-management/service-owner-parties.ts'
import { keyRefusal } from '../api-management.ts'
import { checkBearer, type CheckBearer, type FindKey } from '../bearer.ts'
import { answerKeys } from '../maskinporten/key-endpoint.ts'
import {
  noCookieBut,
  noneOf,
  serve,
  UnlikeTheRealOne,
  type Answered,
  type Asked,
} from '../strict.ts'
import type { StandIn } from '../strict.ts'
import { createKnobs, type Knobs } from './knobs.ts'

export interface Altinn3Settings {
  /** Maskinporten's. */
  readonly issuer: string
  readonly findKey: FindKey
}

interface Platform extends Knobs {
  /** Of the tokens that it issues; known once it listens. */
  issuer: string
  readonly checkMaskinporten: CheckBearer
}

export interface Altinn3 extends StandIn, Knobs {
  /** Of the tokens that it issues. */
  readonly issuer: string
  readonly mintAltinnToken: (wish: AltinnWish) => string
}

/** Altinn 3's platform: tokens, broker, authorised parties, decisions, registry, service owners. */
export async function startAltinn3(port: number, settings: Altinn3Settings): Promise<Altinn3> {
  const knobs = await createKnobs()
  const checkMaskinporten = checkBearer(settings.issuer, settings.findKey)
  const platform: Platform = { ...knobs, issuer: '', checkMaskinporten }
  const standIn = await serve(port, (asked) => answer(asked, platform))
  const issuer = `${standIn.url}${openIdPath}`
  platform.issuer = issuer
  const mint = (wish: AltinnWish): string => mintAltinnToken(issuer, knobs.keys, wish)
  return { ...standIn, ...knobs, issuer, mintAltinnToken: mint }
}

function answer(asked: Asked, platform: Platform): Answered | Promise<Answered> {
  // What belongs to Altinn 2, or would name another caller, must not come this way.
  noneOf(asked, 'apikey', 'x-forwarded-for', 'altinn-party-organizationnumber')
  noCookieBut(asked, cookieOf(asked.path))
  if (asked.path.startsWith('/broker/')) {
    const either = (what: Asked): Promise<JWTPayload | undefined> => checkEither(what, platform)
    return answerBroker(asked, either, platform.broker, platform.access)
  }
  const check = checkAltinn(platform)
  if (isOfInstances(asked.path)) {
    return answerInstances(asked, check, platform.storage, platform.access)
  }
  if (isMessages(asked)) return answerMessages(asked, { ...platform, checkAltinn: check })
  if (asked.path === authorizePath) return answerDecision(asked, platform)
  if (isServiceOwnerParties(asked.path)) return answerOwnersList(asked, platform)
  if (asked.method !== 'GET') throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  if (asked.path.startsWith(openIdPath)) return answerOpenId(asked, platform)
  return answerGet(asked, platform)
}

function answerGet(asked: Asked, platform: Platform): Answered | Promise<Answered> {
  const { access, counts, faults } = platform
  switch (asked.path) {
    case exchangePath:
      counts.exchanges += 1
      return exchange(asked, { ...platform, fault: faults.exchange })
    case authorizedPartiesPath:
      counts.authorizedParties += 1
      return answerAuthorizedParties(asked, checkAltinn(platform), access, faults.authorizedParties)
    case '/orgs/altinn-orgs.json':
      return { status: 200, body: orgs }
    default:
      if (isMetaRoles(asked.path)) return answerMetaRoles(asked)
      if (asked.path.startsWith(registryPath)) return answerRegistry(asked, platform)
      throw new UnlikeTheRealOne(asked.path)
  }
}

function answerOpenId(
  { path }: Asked,
  { issuer, keys, faults }: Platform,
): Answered | Promise<Answered> {
  switch (path.slice(openIdPath.length)) {
    case '.well-known/openid-configuration':
      return { status: 200, body: discovery(issuer) }
    case '.well-known/openid-configuration/jwks':
      return answerKeys(keys, faults.keys, `${issuer}moved`)
    default:
      throw new UnlikeTheRealOne(path)
  }
}

function answerDecision(asked: Asked, platform: Platform): Answered | Promise<Answered> {
  const { access, apiManagement, counts, faults } = platform
  counts.decisions += 1
  return (
    keyRefusal(asked, apiManagement) ??
    answerAuthorize(asked, checkAltinn(platform), access, faults.decision)
  )
}

/** Belongs to the products that are subscribed to, as the decision does (docs.altinn.studio). */
function answerOwnersList(asked: Asked, platform: Platform): Answered | Promise<Answered> {
  const { access, apiManagement, counts, faults } = platform
  counts.serviceOwnerParties += 1
  return (
    keyRefusal(asked, apiManagement) ??
    answerServiceOwnerParties(asked, checkAltinn(platform), access, faults.serviceOwnerParties)
  )
}

function checkAltinn({ issuer, keys }: Platform): CheckBearer {
  return checkBearer(issuer, keys.find)
}

/** The broker takes Maskinporten's tokens as they are, too. */
async function checkEither(asked: Asked, platform: Platform): Promise<JWTPayload | undefined> {
  return (await checkAltinn(platform)(asked)) ?? (await platform.checkMaskinporten(asked))
}
