import { brokerError } from './answer.ts'
import { answerBroker, hasAvailableFiles } from './broker/broker.ts'
import type { Altinn2Broker } from './broker/state.ts'
import { answerMessages } from './messages/messages.ts'
import { seedMessages } from './messages/seed.ts'
import type { Altinn2Messages } from './messages/state.ts'
import { answerReportees, isReporteesPath } from './reportees/reportees.ts'
import { seedReportees } from './reportees/seed.ts'
import type { Altinn2Reportees } from './reportees/state.ts'
import {
  answerOperation,
  findOperation,
  type Call,
  type FoundOperation,
  type Platform,
} from './operation.ts'
import { operations } from './operations.ts'
import { partyIdOf } from './reportees/party.ts'
import { seedRecords, type Records } from './records.ts'
import { seedBroker } from './seed.ts'
import type { JWTPayload } from 'jose'
import { checkBearer, organizationOf, type CheckBearer, type FindKey } from '../bearer.ts'
import {
  noneOf,
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
  readonly records: Records
}

/**
 * Altinn 2 as it was while it was open, every operation of its catalogue. That it takes the caller's
 * Maskinporten token on these routes is an assumption; the rest is as documented, the API key and the
 * error phrases included.
 */
export async function startAltinn2(port: number, settings: Altinn2Settings): Promise<Altinn2> {
  const broker = seedBroker()
  const reportees = seedReportees()
  const messages = seedMessages()
  const records = seedRecords()
  const platform = { publicOrigin: settings.publicOrigin, reportees, messages, records }
  const check = checkBearer(settings.issuer, settings.findKey)

  const server = { ...platform, broker, check }
  const standIn = await serve(port, (asked) => answer(asked, server))
  return { ...standIn, broker, reportees, messages, records }
}

interface Server extends Platform {
  readonly broker: Altinn2Broker
  readonly check: CheckBearer
}

/** The API key first, then the token, then the party; some operations take neither key nor token. */
async function answer(asked: Asked, server: Server): Promise<Answered> {
  noneOf(asked, 'cookie', 'ocp-apim-subscription-key', 'x-forwarded-for', 'forwarded', 'expect')
  const path = asked.path.toLowerCase().replace(/\/$/, '')
  if (path === '/api/brokerservice/inbox/hasavailablefiles') {
    return asked.headers.apikey === undefined ? keyMissing : hasAvailableFiles(asked, server.broker)
  }
  const found = findOperation(operations, asked)
  const params = found?.params ?? {}
  const open = { ...server, asked, params, organization: '', partyId: 0, who: '' }
  if (found?.operation.by === 'anybody') return answerOperation(found.operation, {}, open)
  const isReportees = isReporteesPath(path)
  if (found === undefined && !isReportees && !ofParty.test(path)) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  if (asked.headers.apikey === undefined) return keyMissing
  const claims = await server.check(asked)
  const organization = claims && organizationOf(claims)
  if (claims === undefined || organization === undefined) return notAuthenticated
  const call = { ...open, organization }
  if (found?.operation.by === 'organisation') return answerOperation(found.operation, claims, call)
  if (isReportees) return answerReportees(path, { ...call, claims })
  return answerForParty(path, found, claims, call)
}

const ofParty = /^\/api\/(?<who>my|\d{9}|r\d{1,10})\/(?<rest>.+)$/

async function answerForParty(
  path: string,
  found: FoundOperation | undefined,
  claims: JWTPayload,
  call: Call & { readonly broker: Altinn2Broker },
): Promise<Answered> {
  const { who = '', rest = '' } = ofParty.exec(path)?.groups ?? {}
  const { asked, organization, reportees, broker } = call
  const isBroker = rest.startsWith('brokerservice/')
  if (found === undefined && !isBroker && !rest.startsWith('messages')) {
    throw new UnlikeTheRealOne(`${asked.method} ${asked.path}`)
  }
  const partyId = partyIdOf(who, organization, reportees)
  if (partyId === undefined) return isBroker ? brokerError(403, 51_000, 'Forbidden') : forbidden
  const mine = { ...call, who, partyId }
  if (found !== undefined) return answerOperation(found.operation, claims, mine)
  return isBroker
    ? answerBroker(asked, rest, mine, broker)
    : answerMessages(rest, { ...mine, claims })
}

const forbidden = { status: 403, reason: 'Forbidden' }
const keyMissing = { status: 400, reason: "Required header 'ApiKey' is missing." }
const notAuthenticated = {
  status: 401,
  reason:
    'Authorization failed: There is no authenticated organization number set on this request.',
}
