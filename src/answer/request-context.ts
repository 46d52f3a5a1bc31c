import type { FastifyReply } from 'fastify'
import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Query } from '../altinn2/query.ts'
import type { Altinn2Response } from '../altinn2/response.ts'
import type { Asking, Caller } from '../altinn3/ask.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Beside } from '../decide/beside.ts'
import type { AnsweredBy, Dates } from '../decide/dates.ts'
import type { Target } from '../decide/register.ts'
import type { Route } from '../translation.ts'
import { GatewayError } from '../errors.ts'
import type { Forward } from '../forward/forward.ts'
import { targetForAltinn2 } from '../forward/request-target.ts'
import type { ApplicationsOf } from '../lookups/applications.ts'
import type { Altinn2ListsOf } from '../lookups/altinn2-lists.ts'
import type { Altinn1FormsOf } from '../lookups/altinn1-forms.ts'
import type { CorrespondencesOf } from '../lookups/correspondences.ts'
import type { PartiesOf } from '../lookups/parties.ts'
import type { Body } from '../http/body.ts'
import { toDateHeaders } from '../respond/dates.ts'
import { respond, type ResponseSettings } from '../respond/respond.ts'
import type { Look, Ports, Question, TranslationSettings } from '../translation.ts'

export interface Backends extends ResponseSettings {
  /** Absent when this installation has no Altinn 2. */
  readonly forward?: Forward | undefined
  /** The signal says that nobody waits for the answer any more. */
  readonly askFor: (caller: Caller, gone: AbortSignal) => Asking
  readonly clock: Clock
  readonly partiesOf: PartiesOf
  readonly altinn2ListsOf: Altinn2ListsOf
  readonly applicationsOf: ApplicationsOf
  readonly correspondencesOf: CorrespondencesOf
  readonly altinn1FormsOf: Altinn1FormsOf
  readonly owners: Pick<Look, 'ownerName' | 'ownerNumbered' | 'ownersNamed'>
  readonly createId: Ports['createId']
  readonly translation: TranslationSettings
}

/** A request that may be answered: everything checked, nobody asked yet. */
export interface Asked {
  readonly row: Route
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly party: OrganizationNumber | undefined
  readonly principal: Principal | undefined
  readonly body: Body | undefined
  readonly reply: FastifyReply
  readonly beside: Beside
  /** The dates to tell of, once it is known who answers. */
  readonly datesOf: (by: AnsweredBy) => Dates
}

/** The same, as a translation sees it, and its only way out. */
export function toQuestion(
  targets: readonly Target[],
  { row, params, query, party, principal, body, reply }: Asked,
  backends: Backends,
  gone: AbortSignal,
): [Question, Ports] {
  if (party === undefined || principal === undefined) throw new GatewayError('TOKEN_MISSING')
  const isHead = reply.request.method === 'HEAD'
  const { organization: caller, scopes } = principal
  const self = targetForAltinn2(row, params, query)
  const { clock, createId, translation: settings } = backends
  const asking = backends.askFor(principal, gone)
  const look = {
    ...backends.partiesOf(principal.token, asking.ask),
    ...backends.correspondencesOf(principal.token, asking.ask),
    ...backends.altinn1FormsOf(principal.token, asking.ask),
    application: backends.applicationsOf(asking.ask),
    ...backends.owners,
  }
  return [
    { params, query, self, isHead, body, party, caller, scopes, targets, settings },
    { ...clock, ...asking, look, createId },
  ]
}

/** Writes an answer that was made here. */
export async function answerFrom(
  asked: Asked,
  side: AnsweredBy,
  answer: Altinn2Response,
  settings: ResponseSettings,
): Promise<void> {
  await respond(servedBy(asked, side), answer, settings)
}

/** What every answer says of who gave it. */
export function servedBy({ reply, datesOf }: Asked, side: AnsweredBy): FastifyReply {
  return reply.header('X-Served-By', side).headers(toDateHeaders(datesOf(side)))
}
