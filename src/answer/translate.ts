import type { Altinn2Response } from '../altinn2/response.ts'
import type { AnsweredBy } from '../decide/dates.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import { targetForAltinn2 } from '../forward/request-target.ts'
import { toDateHeaders } from '../respond/dates.ts'
import { yieldToOthers } from '../runtime/yield-to-others.ts'
import type { Ports, TranslationRequest } from '../translation.ts'
import type { Backends } from './backends.ts'
import type { Reply, RequestContext } from './request-context.ts'

/** Altinn 3's answer to the request, in Altinn 2's shape. */
export async function translate(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
  signal = context.caller.connection.signal(),
): Promise<Altinn2Response> {
  const { whenMoved } = context.row
  if (!('translation' in whenMoved)) throw new GatewayError('UNEXPECTED')
  const [translationRequest, ports] = toTranslationRequest(targets, context, backends, signal)
  return whenMoved.translation(translationRequest, ports)
}

/** The request as a translation sees it, and the translation's only way out. */
export function toTranslationRequest(
  targets: readonly Target[],
  { row, params, query, party, principal, body, caller, calls }: RequestContext,
  backends: Backends,
  signal: AbortSignal,
): [TranslationRequest, Ports] {
  if (party === undefined || principal === undefined) throw new GatewayError('TOKEN_MISSING')
  const { organization, owner, scopes, token } = principal
  const { clock, createId, translation: settings } = backends
  const asking = backends.askFor(principal, signal, calls)
  const look = {
    ...backends.partiesOf(token, asking.ask),
    ...backends.correspondencesOf(token, asking.ask),
    ...backends.altinn1FormsOf(token, asking.ask),
    application: backends.applicationsOf(asking.ask),
    ...backends.owners,
  }
  const self = targetForAltinn2(row, params, query)
  const isHead = caller.method === 'HEAD'
  const renderBody = backends.renderBodyFor({ owner, organization: party }, signal)
  return [
    { params, query, self, isHead, body, party, caller: organization, scopes, targets, settings },
    { ...clock, ...asking, look, renderBody, createId, yieldToOthers: () => yieldToOthers(owner) },
  ]
}

/** What every answer says of who gave it. */
export function servedBy({ reply, datesOf }: RequestContext, side: AnsweredBy): Reply {
  reply.setHeaders({ 'X-Served-By': side, ...toDateHeaders(datesOf(side)) })
  return reply
}

/** Sends an answer that was made here; the log line says what a list is without. */
export async function answerAs(
  side: AnsweredBy,
  answer: Altinn2Response,
  context: RequestContext,
): Promise<void> {
  const missing = answer.headers?.['X-Warning-ListPartial']
  if (missing !== undefined) context.entry.partial = missing.split(' ')
  await servedBy(context, side).send(answer)
}
