import type { Altinn2Response } from '../altinn2/response.ts'
import type { AnsweredBy } from '../decide/dates.ts'
import type { Target } from '../decide/register.ts'
import type { Asking } from '../altinn3/calling/ask.ts'
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
import type {
  Ports,
  PublicLook,
  PublicPorts,
  PublicTranslationRequest,
  TranslationRequest,
} from '../translation.ts'
import type { Backends } from './backends.ts'
import type { Reply, RequestContext } from './request-context.ts'

/** Altinn 3's answer to the request, in Altinn 2's shape. */
export async function translate(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
  signal = context.caller.connection.signal(),
): Promise<Altinn2Response> {
  const { row } = context
  if (row.callers === 'public') {
    if (!('translation' in row.whenMoved)) throw new GatewayError('UNEXPECTED')
    const ports = toPublicPorts(backends, signal, context.calls)
    return row.whenMoved.translation(toPublicRequest(targets, context, backends), ports)
  }
  if (!('translation' in row.whenMoved)) throw new GatewayError('UNEXPECTED')
  const [translationRequest, ports] = toTranslationRequest(targets, context, backends, signal)
  return row.whenMoved.translation(translationRequest, ports)
}

/** The request of a caller without a token, as a translation sees it. */
export function toPublicRequest(
  targets: readonly Target[],
  { row, params, query, caller }: RequestContext,
  { translation: settings }: Backends,
): PublicTranslationRequest {
  const self = targetForAltinn2(row, params, query)
  return { params, query, self, isHead: caller.method === 'HEAD', targets, settings }
}

/** Its translation's only way out. All callers without a token have one share of the places together. */
export function toPublicPorts(
  backends: Backends,
  signal: AbortSignal,
  calls: CallsFor,
): PublicPorts {
  const asking = backends.askFor(undefined, signal, calls)
  return {
    ...backends.clock,
    look: toPublicLook(backends, asking),
    stream: asking.stream,
    yieldToOthers: () => yieldToOthers(calls.share.owner),
  }
}

function toPublicLook(backends: Backends, asking: Asking): PublicLook {
  return {
    application: backends.applicationsOf(asking.ask),
    appMetadata: backends.appMetadataOf(asking.ask),
    rootsOf: backends.formRootsOf(asking),
    processTasks: backends.processTasksOf(asking),
    resources: backends.resourcesOf(asking.ask),
    policyRules: backends.policyRulesOf(asking.ask),
    ...backends.rolesOf(asking.ask),
    hasXmlSchema: backends.hasXmlSchemaOf(asking),
    ...backends.owners,
  }
}

/** The request as a translation sees it, and the translation's only way out. */
export function toTranslationRequest(
  targets: readonly Target[],
  context: RequestContext,
  backends: Backends,
  signal: AbortSignal,
): [TranslationRequest, Ports] {
  const { party, principal, body, caller, calls } = context
  if (party === undefined || principal === undefined) throw new GatewayError('TOKEN_MISSING')
  const { organization, scopes } = principal
  const key = idempotencyKeyOf(caller.headers)
  return [
    {
      ...toPublicRequest(targets, context, backends),
      ...{ body, party, caller: organization, scopes },
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
    ...toPublicLook(backends, asking),
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

/** Sends an answer that was made here; the log line says what a list is without, and why the answer refuses. */
export async function answerAs(
  side: AnsweredBy,
  answer: Altinn2Response,
  context: RequestContext,
): Promise<void> {
  const missing = answer.headers?.['X-Warning-ListPartial']
  if (missing !== undefined) context.entry.partial = missing.split(' ')
  if (answer.error !== undefined) context.entry.error = answer.error
  await servedBy(context, side).send(answer)
}
