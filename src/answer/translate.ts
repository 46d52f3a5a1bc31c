import type { Altinn2Response } from '../altinn2/response.ts'
import type { AnsweredBy } from '../decide/dates.ts'
import type { Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import type { OpenWork } from '../operate/open-submissions.ts'
import { noteSubmission } from '../operate/request-log.ts'
import { detaching } from './detached.ts'
import { targetForAltinn2 } from '../forward/request-target.ts'
import { guarded } from '../replicas/guard.ts'
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
  context: RequestContext,
  backends: Backends,
  signal: AbortSignal,
): [TranslationRequest, Ports] {
  const { row, params, query, party, principal, body, caller, calls } = context
  if (party === undefined || principal === undefined) throw new GatewayError('TOKEN_MISSING')
  const { organization, scopes } = principal
  const { translation: settings } = backends
  const self = targetForAltinn2(row, params, query)
  const isHead = caller.method === 'HEAD'
  const key = idempotencyKeyOf(caller.headers)
  return [
    {
      ...{ params, query, self, isHead, body, party, caller: organization, scopes },
      ...{ targets, settings },
      // Two systems of one organisation may choose the same key.
      ...(key === undefined ? {} : { idempotencyKey: `${principal.owner} ${key}` }),
    },
    toPorts({ ...context, party, principal }, backends, signal, calls),
  ]
}

const longestKey = 200

/** Throws `PARAMETER_MALFORMED` for one that is too long. */
function idempotencyKeyOf(headers: RequestContext['caller']['headers']): string | undefined {
  const key = headers['idempotency-key']
  if (key === undefined || key === '') return undefined
  if (typeof key === 'string' && key.length <= longestKey) return key
  throw new GatewayError('PARAMETER_MALFORMED', { detail: 'Idempotency-Key' })
}

/** What ways out rest on, of a request or of a command. */
export interface PortsContext extends Known, Pick<RequestContext, 'calls' | 'body' | 'entry'> {
  readonly caller: Pick<RequestContext['caller'], 'connection'>
}

/** The ways out for one caller: what they do ends with the signal, and counts as the calls say. */
export function toPorts(
  context: PortsContext,
  backends: Backends,
  signal: AbortSignal,
  calls: CallsFor,
  noteOpen?: OpenWork['note'],
): Ports {
  const { principal, party, entry } = context
  const { owner, token } = principal
  const { clock, createId } = backends
  const asking = backends.askFor(principal, signal, calls)
  const look = {
    ...backends.partiesOf(token, asking.ask),
    ...backends.correspondencesOf(token, asking.ask),
    ...backends.altinn1FormsOf(token, asking.ask),
    application: backends.applicationsOf(asking.ask),
    appMetadata: backends.appMetadataOf(asking.ask),
    rootsOf: backends.formRootsOf(asking),
    processTasks: backends.processTasksOf(asking),
    ...backends.rolesOf(asking.ask),
    ...backends.owners,
  }
  return {
    ...clock,
    ...guarded(asking, backends.inTurn),
    look,
    renderBody: backends.renderBodyFor({ owner, organization: party }, signal),
    createId,
    yieldToOthers: () => yieldToOthers(owner),
    detached: detaching(context, backends, (until, its, note) =>
      toPorts(context, backends, until, its, note),
    ),
    outcomes: backends.outcomes,
    noteSubmission: (names) => {
      noteSubmission(entry, names)
      noteOpen?.(names)
    },
  }
}

/** Who asks, and for whom: known to every translation. */
interface Known {
  readonly party: OrganizationNumber
  readonly principal: Principal
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
