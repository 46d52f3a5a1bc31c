import { randomUUID } from 'node:crypto'
import { orgs } from '../seed.ts'
import { change, identifier, toClaims, type Claims, type Wish } from '../../maskinporten/claims.ts'
import type { Spoiled } from '../../maskinporten/mint.ts'

export const thirtyMinutes = 1_800

/** An Altinn token to be made without an exchange. */
export interface AltinnWish extends Omit<Wish, 'org'>, Spoiled {
  /** Whose Maskinporten token it stands for; left out when it is a person's. */
  readonly org?: string
  readonly user?: AltinnUser
  /** Made by Altinn/AltinnTestTools, and says so. */
  readonly fromTestTools?: boolean
}

/** Somebody who came through ID-porten. */
export interface AltinnUser {
  readonly userId: number
  readonly userName: string
  readonly partyId: number
  readonly partyUuid: string
  readonly personId: string
}

export function altinnClaims(issuer: string, wish: AltinnWish, now: number): Claims {
  const { org, user, scope, lifetime = thirtyMinutes } = wish
  const source =
    org === undefined ? { scope, token_type: 'Bearer' } : toClaims('', { ...wish, org }, now)
  const altinn = org === undefined ? source : exchangeClaims(source)
  const claims = {
    ...(altinn ?? source),
    ...(user === undefined ? {} : userClaims(user)),
    ...(wish.fromTestTools === true ? testToolClaims(source) : {}),
    ...standing(issuer, now, lifetime),
  }
  return change(claims, wish.claims)
}

/** What every Altinn token says of itself. */
export function standing(issuer: string, now: number, lifetime: number): Claims {
  return { iss: issuer, nbf: now, iat: now, exp: now + lifetime }
}

/**
 * As the real exchange does it (AuthenticationController.cs): some claims go, Altinn's own come, a
 * list of one flattens. Undefined when it would not take the consumer, which may be of any list.
 */
export function exchangeClaims(claims: Claims): Claims | undefined {
  const { authority, ID } = (claims.consumer ?? {}) as { authority?: unknown; ID?: unknown }
  const [, number] = typeof ID === 'string' ? ID.split(':') : []
  if (authority !== 'iso6523-actorid-upis' || !number) return undefined
  const { authorization_details: details, scope } = claims
  const isOwner = typeof scope === 'string' && scope.includes('altinn:serviceowner')
  const owner = isOwner ? codeOf(number) : undefined
  const dropped = { iss: null, aud: null, client_amr: null, sid: null }
  return {
    ...change(claims, dropped),
    ...(Array.isArray(details) && details.length === 1
      ? { authorization_details: details[0] as unknown }
      : {}),
    'urn:altinn:orgNumber': number,
    'urn:altinn:authenticatemethod': 'maskinporten',
    'urn:altinn:authlevel': 3,
    ...(owner === undefined ? {} : { 'urn:altinn:org': owner }),
    sid: randomUUID(),
  }
}

function codeOf(number: string): string | undefined {
  return Object.entries(orgs.orgs).find(([, { orgnr }]) => orgnr === number)?.[0]
}

/** What the exchange makes of an ID-porten token at the substantial level. */
function userClaims({ userId, userName, partyId, partyUuid, personId }: AltinnUser): Claims {
  return {
    nameid: String(userId),
    'urn:altinn:userid': String(userId),
    'urn:altinn:username': userName,
    'urn:altinn:partyid': partyId,
    'urn:altinn:party:uuid': partyUuid,
    'urn:altinn:authenticatemethod': 'BankID',
    'urn:altinn:authlevel': 3,
    pid: personId,
    acr: 'idporten-loa-substantial',
    amr: ['BankID'],
    client_id: 'sandbox-client',
    consumer: identifier('991825827'),
    jti: randomUUID(),
    sid: randomUUID(),
  }
}

/** TokenGenerator/Services/Token.cs: no session, and a system user's details stay a list. */
function testToolClaims({ authorization_details: details }: Claims): Claims {
  const isSystemUser = details !== undefined
  return {
    actual_iss: 'altinn-test-tools',
    sid: null,
    ...(isSystemUser ? { authorization_details: details, 'urn:altinn:orgNumber': null } : {}),
  }
}
