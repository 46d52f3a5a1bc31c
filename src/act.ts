import type { FastifyReply } from 'fastify'
import type { OrganizationNumber } from './altinn2/organization-number.ts'
import type { Query } from './altinn2/query.ts'
import type { Altinn2Response } from './altinn2/response.ts'
import type { Asking, Caller } from './altinn3/ask.ts'
import type { Principal } from './authenticate/principal.ts'
import type { Clock } from './clock.ts'
import type { Beside } from './decide/beside.ts'
import type { AnsweredBy, Dates } from './decide/dates.ts'
import type { Plan, Refusal } from './decide/plan.ts'
import type { Target } from './decide/register.ts'
import type { Endpoint } from './endpoint.ts'
import { errors, GatewayError } from './errors.ts'
import { collect, needJson, type Collected } from './forward/collect.ts'
import type { Forward } from './forward/forward.ts'
import { targetForAltinn2 } from './forward/request-target.ts'
import { toForwardRequest, toMergeRequest } from './forward/request.ts'
import type { Body } from './receive/body.ts'
import { toDateHeaders } from './respond/dates.ts'
import { passOn } from './respond/pass-on.ts'
import { respond, type ResponseSettings } from './respond/respond.ts'
import type { PartiesOf } from './lookups/parties.ts'
import { Altinn2Refused, type MergePorts } from './merge/merge.ts'
import type { Ports, Question, TranslationSettings } from './translate/translation.ts'

export interface Backends extends ResponseSettings {
  /** Absent when this installation has no Altinn 2. */
  readonly forward?: Forward | undefined
  /** The signal says that nobody waits for the answer any more. */
  readonly askFor: (caller: Caller, gone: AbortSignal) => Asking
  readonly clock: Clock
  readonly partiesOf: PartiesOf
  readonly createId: Ports['createId']
  readonly translation: TranslationSettings
}

/** A request that may be answered: everything checked, nobody asked yet. */
export interface Asked {
  readonly row: Endpoint
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

/** Does what was decided and answers the caller. */
export async function act(plan: Plan, asked: Asked, backends: Backends): Promise<void> {
  switch (plan.do) {
    case 'forward':
      await forwardTo(asked, backends, () => true)
      return
    case 'translate':
      await answerFromAltinn3(plan.targets, asked, backends)
      return
    case 'merge':
      await merge(plan.targets, asked, backends)
      return
    case 'firstHit':
      // Altinn 2 has not turned the reference down for good until Altinn 3 has, too.
      if (await forwardTo(asked, backends, (status) => status !== 404)) return
      await answerFrom(asked, 'altinn3', await translate(plan.targets, asked, backends), backends)
      return
    case 'refuse':
      servedBy(asked, 'gateway')
      throw toError(plan.because)
    default:
      plan satisfies never
  }
}

async function forwardTo(
  asked: Asked,
  { forward }: Backends,
  isTaken: (status: number) => boolean,
): Promise<boolean> {
  const { row, params, query, body, reply } = asked
  if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
  const request = toForwardRequest(row, params, query, reply.request.raw, body)
  return forward(request, {
    start: (head) => (isTaken(head.status) ? passOn(servedBy(asked, 'altinn2'), head) : undefined),
    life: reply.request.life,
  })
}

async function answerFromAltinn3(
  targets: readonly Target[],
  asked: Asked,
  backends: Backends,
): Promise<void> {
  let answer: Altinn2Response
  try {
    answer = await translate(targets, asked, backends)
  } catch (error) {
    if (!asked.beside.fallsBack || !isAltinn3s(error)) throw error
    asked.reply.request.entry.fellBack = error.code
    await forwardTo(asked, backends, () => true)
    return
  }
  await answerFrom(asked, 'altinn3', answer, backends)
}

function isAltinn3s(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false
  const { side, status } = errors[error.code]
  // 501 is no failure: it is what Altinn 3 does not do.
  return side === 'altinn3' && status > 501
}

/** Altinn 3's answer to a question that was checked, in Altinn 2's shape. */
export async function translate(
  targets: readonly Target[],
  asked: Asked,
  backends: Backends,
  gone = asked.reply.request.life.gone(),
): Promise<Altinn2Response> {
  const { whenMoved } = asked.row
  if (!('translation' in whenMoved)) throw new GatewayError('UNEXPECTED')
  const [question, ports] = toQuestion(targets, asked, backends, gone)
  return whenMoved.translation(question, ports)
}

function toQuestion(
  targets: readonly Target[],
  { row, params, query, party, principal, body, reply }: Asked,
  { askFor, clock, partiesOf, createId, translation: settings }: Backends,
  gone: AbortSignal,
): [Question, Ports] {
  if (party === undefined || principal === undefined) throw new GatewayError('TOKEN_MISSING')
  const isHead = reply.request.method === 'HEAD'
  const caller = principal.organization
  const self = targetForAltinn2(row, params, query)
  const asking = askFor(principal, gone)
  return [
    { params, query, self, isHead, body, party, caller, targets, settings },
    { ...clock, ...asking, look: partiesOf(principal.token, asking.ask), createId },
  ]
}

/** One side's failure is the answer: half a list must not pass for a whole one. */
async function merge(targets: readonly Target[], asked: Asked, backends: Backends): Promise<void> {
  const { whenMoved } = asked.row
  if (whenMoved.kind !== 'merged') throw new GatewayError('UNEXPECTED')
  const [question, ports] = toQuestion(targets, asked, backends, asked.reply.request.life.gone())
  const askAltinn2 = askingAltinn2(asked, backends)
  try {
    const merged = await whenMoved.merge(question, { ...ports, askAltinn2 })
    await answerFrom(asked, 'both', merged, backends)
  } catch (error) {
    if (!(error instanceof Altinn2Answer)) throw error
    const { head, body } = error.collected
    passOn(servedBy(asked, 'altinn2'), head).end(body)
  }
}

/** With all that the caller is given of it. */
class Altinn2Answer extends Altinn2Refused {
  readonly collected: Collected

  constructor(collected: Collected) {
    super(collected.head)
    this.collected = collected
  }
}

function askingAltinn2(
  { row, params, reply }: Asked,
  { forward }: Backends,
): MergePorts['askAltinn2'] {
  return async (query, dialect) => {
    if (forward === undefined) throw new GatewayError('ALTINN2_UNREACHABLE')
    const { raw, life } = reply.request
    const request = toMergeRequest(row, params, query, raw, dialect)
    const collected = await collect(forward, request, life)
    if (collected.head.status !== 200) throw new Altinn2Answer(collected)
    return needJson(collected)
  }
}

async function answerFrom(
  asked: Asked,
  side: AnsweredBy,
  answer: Altinn2Response,
  settings: ResponseSettings,
): Promise<void> {
  await respond(servedBy(asked, side), answer, settings)
}

function servedBy({ reply, datesOf }: Asked, side: AnsweredBy): FastifyReply {
  return reply.header('X-Served-By', side).headers(toDateHeaders(datesOf(side)))
}

/** What a caller is told of a plan that asks nobody. */
export function toError({ code, pointer, since, from }: Refusal): GatewayError {
  const details = [
    ...(since === undefined ? [] : [`since ${since}`]),
    ...(from === undefined ? [] : [`it moves at ${from}`]),
    ...(pointer === undefined ? [] : [`see ${pointer}`]),
  ]
  return new GatewayError(code, {
    ...(details.length === 0 ? {} : { detail: details.join(', ') }),
    ...(pointer === undefined ? {} : { pointer }),
  })
}
