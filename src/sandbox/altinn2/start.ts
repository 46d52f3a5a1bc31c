import { brokerError, json, wantsHal } from './answer.ts'
import { answerBroker, hasAvailableFiles } from './broker.ts'
import type { Altinn2Broker } from './broker-state.ts'
import { answerMessages } from './messages.ts'
import { seedMessages } from './messages-seed.ts'
import type { Altinn2Messages } from './messages-state.ts'
import { answerReportees, isReporteesPath } from './reportees.ts'
import { seedReportees } from './reportees-seed.ts'
import type { Altinn2Reportees, Reportee } from './reportees-state.ts'
import { seedBroker } from './seed.ts'
import { checkBearer, organizationOf, type FindKey } from '../bearer.ts'
import { serviceOwners, services, type SeedService } from '../services.ts'
import {
  noneOf,
  onlyQuery,
  serve,
  UnlikeTheRealOne,
  type Answered,
  type Asked,
  type StandIn,
} from '../strict.ts'

export interface Altinn2Settings {
  readonly issuer: string
  readonly findKey: FindKey
  /** How Altinn 2 names itself in links, e.g. `https://tt02.altinn.no`. */
  readonly publicOrigin: string
}

export interface Altinn2 extends StandIn {
  readonly broker: Altinn2Broker
  readonly reportees: Altinn2Reportees
  readonly messages: Altinn2Messages
}

/**
 * Altinn 2 as it was while it was open: the broker, reportees, metadata, the message box to read. That
 * it takes the caller's Maskinporten token on these routes is an assumption; the rest is as
 * documented, the API key and the error phrases included.
 */
export async function startAltinn2(port: number, settings: Altinn2Settings): Promise<Altinn2> {
  const broker = seedBroker()
  const reportees = seedReportees()
  const messages = seedMessages()
  const check = checkBearer(settings.issuer, settings.findKey)

  const standIn = await serve(port, async (asked) => {
    noneOf(asked, 'cookie', 'ocp-apim-subscription-key', 'x-forwarded-for', 'forwarded', 'expect')
    const path = asked.path.toLowerCase().replace(/\/$/, '')
    if (path.startsWith('/api/metadata')) return answerMetadata(asked, path, settings.publicOrigin)
    if (path === '/api/brokerservice/inbox/hasavailablefiles') {
      return asked.headers.apikey === undefined ? keyMissing : hasAvailableFiles(asked, broker)
    }
    const isReportees = isReporteesPath(path)
    const [, who = '', rest = ''] = /^\/api\/(my|\d{9}|r\d{1,10})\/(.+)$/.exec(path) ?? []
    if (!isReportees && rest === '') throw new UnlikeTheRealOne(asked.path)
    if (asked.headers.apikey === undefined) return keyMissing
    const claims = await check(asked)
    const organization = claims && organizationOf(claims)
    if (claims === undefined || organization === undefined) return notAuthenticated
    const { publicOrigin } = settings
    if (isReportees) return answerReportees(path, { asked, claims, reportees, publicOrigin })
    const partyId = partyIdOf(who, organization, reportees)
    if (rest.startsWith('messages')) {
      if (partyId === undefined) return { status: 403, reason: 'Forbidden' }
      return answerMessages(rest, { asked, claims, messages, publicOrigin, who, partyId })
    }
    const isOwn = partyId !== undefined
    const caller = { publicOrigin, who, organization }
    return isOwn ? answerBroker(asked, rest, caller, broker) : brokerError(403, 51_000, 'Forbidden')
  })
  return { ...standIn, broker, reportees, messages }
}

/**
 * Of the organisation itself or of somebody on its list, by number or as the list's own links say it.
 * Who is on no list at all has itself, without anything that a party has.
 */
function partyIdOf(
  who: string,
  organization: string,
  { of }: Altinn2Reportees,
): number | undefined {
  const wanted = who === 'my' ? organization : who
  const found = of[organization]?.find(
    ({ partyId, organizationNumber }: Reportee) =>
      organizationNumber === wanted || `r${partyId}` === wanted,
  )
  return found?.partyId ?? (wanted === organization ? 0 : undefined)
}

const keyMissing = { status: 400, reason: "Required header 'ApiKey' is missing." }
const notAuthenticated = {
  status: 401,
  reason:
    'Authorization failed: There is no authenticated organization number set on this request.',
}

function answerMetadata(asked: Asked, path: string, publicOrigin: string): Answered {
  onlyQuery(asked, 'language', '$filter', '$orderby', '$top', '$skip')
  const [, type, code, edition] = /^\/api\/metadata\/(\w+)\/([^/]+)\/(\d+)$/.exec(path) ?? []
  if (type !== undefined) {
    const found = services.find(
      (service) => service.code.toLowerCase() === code && service.edition === Number(edition),
    )
    return found?.type.toLowerCase() === type
      ? json(asked, toMetadata(found, asked, publicOrigin))
      : { status: 404 }
  }
  if (path !== '/api/metadata') throw new UnlikeTheRealOne(asked.path)
  const list = services.map((service) => toMetadata(service, asked, publicOrigin))
  return json(
    asked,
    wantsHal(asked)
      ? {
          _links: { self: { href: `${publicOrigin}/api/metadata` } },
          _embedded: { metadata: list },
        }
      : list,
  )
}

function toMetadata(service: SeedService, asked: Asked, publicOrigin: string): object {
  const { code, edition, type, owner, name, validFrom, validTo } = service
  const base = `${publicOrigin}/api/metadata`
  const self = `${base}/${type.toLowerCase()}/${code}/${edition}`
  const requirements = `${base}/rolerequirements?serviceCode=${code}&serviceEditionCode=${edition}`
  return {
    ServiceOwnerCode: owner,
    ServiceOwnerName: serviceOwners[owner] ?? owner,
    ServiceName: name,
    ServiceCode: code,
    ServiceEditionCode: edition,
    ValidFrom: validFrom,
    ValidTo: validTo,
    ServiceType: type,
    ...(wantsHal(asked)
      ? { _links: { self: { href: self }, rolerequirements: { href: requirements } } }
      : {}),
  }
}
