import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { everybody } from '../altinn3/access-management.ts'
import type { Asking } from '../altinn3/ask.ts'
import type { Authenticate } from '../authenticate/authenticate.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { CheckApiKey } from '../authorise/api-key.ts'
import { authorise, type Authorised } from '../authorise/authorise.ts'
import { needPermits } from '../authorise/claim.ts'
import { datesOf } from '../decide/dates.ts'
import type { Altinn2Dates } from '../decide/decide.ts'
import { judge, judgeOperation, needsMembers, type Caller, type Moment } from '../decide/judge.ts'
import { isForOwners } from '../decide/owner.ts'
import type { Register } from '../decide/register.ts'
import type { Said } from '../decide/resolve.ts'
import type { ListScopes } from '../decide/scopes.ts'
import { GatewayError } from '../errors.ts'
import { receiveBody, type BodySettings } from '../http/body.ts'
import { findMembers } from '../identify/members.ts'
import type { DecisionsOf } from '../lookups/decisions.ts'
import type { ServiceOwners } from '../lookups/service-owners.ts'
import type { RefusedCallers } from '../operate/refused-callers.ts'
import { chooseRow, type RowsOfPath } from '../receive/choose-row.ts'
import { needQuery } from '../receive/read-target.ts'
import { toDateHeaders } from '../respond/dates.ts'
import type { Route } from '../translation.ts'
import { act } from './act.ts'
import type { Backends } from './backends.ts'
import { toCallerRequest, toReply } from './fastify-reply.ts'
import type { RequestContext } from './request-context.ts'
import type { StartShadowRequest } from './shadow.ts'

export interface AnswerSettings extends Backends, BodySettings {
  readonly endpoints: readonly Route[]
  readonly authenticate: Authenticate
  readonly decisionsOf: DecisionsOf
  readonly checkApiKey: CheckApiKey
  /** A service owner's code, by organisation number. */
  readonly ownerCodeOf: ServiceOwners['codeOf']
  /** The register as it stands; each request holds on to the one it began with. */
  readonly register: () => Register
  /** Is Altinn 2 open at this moment (milliseconds since 1970)? */
  readonly altinn2IsOpen: (now: number) => boolean
  readonly altinn2Dates: Altinn2Dates
  readonly listScopes: ListScopes
  readonly refusedCallers: Pick<RefusedCallers, 'note' | 'noteRefusal'>
  readonly startShadowRequest: StartShadowRequest
  /** Altinn 2's own status for its missing scope: 401. */
  readonly statusCompat: boolean
  /** Origins of web pages that may ask and read. */
  readonly corsOrigins: readonly string[]
  readonly log: Logger
}

/** The life of a request. */
export async function answer(
  rows: RowsOfPath<Route>,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: AnswerSettings,
): Promise<void> {
  const { raw, entry, callerConnection } = request

  // 1. Receive: a target that was read without doubt, and the row that it names.
  const query = needQuery(raw)
  const row = chooseRow(rows, query)
  if (row === undefined) throw new GatewayError('NOT_FOUND')
  request.row = row
  Object.assign(entry, { endpoint: row.id, group: row.group })

  // 2. Authenticate, from the headers alone.
  const principal = row.callers === 'public' ? undefined : await settings.authenticate(raw, query)
  Object.assign(entry, { organisation: principal?.organization, client: principal?.client })

  // Refuse an operation that never answers before checking parameters, scopes and parties.
  refuseOperation(row, { params: request.params as Said['params'], query }, reply, settings)

  // 3. Authorise: the system's key, parameters, kind of caller and {who}, for which Altinn 3 may be
  // asked; a claim waits until it is known which places will be asked.
  settings.checkApiKey(row, firstOf(raw.headers.apikey), principal?.organization)
  const askAs = (caller: Principal): Asking['ask'] =>
    settings.askFor(caller, callerConnection.signal()).ask
  const authorised = await authorise(row, principal, { given: request.params, query }, (caller) =>
    settings.partiesOf(caller.token, askAs(caller)).own(everybody),
  )
  const { params, claim } = authorised

  // 4. Identify what is asked for, by looking into the body where that says it, and
  // 5. judge who answers. From here on it is one moment.
  const body = receiveBody(raw, reply.raw, row.body, callerConnection, settings)
  const looksInside = body !== undefined && needsMembers(row, momentOf(request, settings))
  const members = looksInside ? await findMembers(row, body) : {}
  const moment = momentOf(request, settings)
  const caller = toCaller(row, principal, authorised, settings)
  const judged = judge(row, { params, query, members }, caller, moment)
  if (judged.resolved === undefined) throw judged.refused
  const { resolved } = judged
  const { service, entries } = resolved
  request.named = entries
  Object.assign(entry, { service, decision: resolved.plan.do })
  const party =
    claim && judged.permits.length > 0
      ? await needPermits(claim, row, judged.permits, (by) =>
          settings.decisionsOf(by.token, askAs(by)),
        )
      : authorised.standing
  if (judged.refused !== undefined) throw judged.refused
  const { plan, held, withheld, extras } = judged
  entry.decision = plan.do
  if (withheld.length > 0) void reply.header('X-Warning-ScopeMissing', withheld.join(' '))
  const call = { row: held, plan, principal, service, entries, now: moment.now }
  const missing = [...new Set([...withheld, ...settings.refusedCallers.note(call)])]
  if (missing.length > 0) entry.missingScopes = missing

  // 6. Act, and 7. respond.
  const given = { ...moment, organization: caller.party }
  const context: RequestContext = {
    row,
    params,
    query,
    party,
    principal,
    body,
    extras,
    datesOf: (by) => datesOf(row, resolved, given, by),
    caller: toCallerRequest(reply),
    reply: toReply(reply, settings),
    entry,
  }
  await act(plan, context, settings)
  // After a fallback, skip the shadow request: Altinn 3 has just failed for this call.
  if (entry.fellBack === undefined) settings.startShadowRequest(context)
}

/** Throws the refusal that is the same for every caller, service and party. */
function refuseOperation(
  row: Route,
  said: Pick<Said, 'params' | 'query'>,
  reply: FastifyReply,
  settings: AnswerSettings,
): void {
  const { request } = reply
  const judged = judgeOperation(row, said, momentOf(request, settings))
  if (judged === undefined) return
  const { service, entries } = judged.named
  request.named = entries
  Object.assign(request.entry, { service, decision: 'refuse' })
  void reply.headers(toDateHeaders(judged.dates))
  throw judged.refused
}

function momentOf(
  { register }: FastifyRequest,
  { altinn2IsOpen, altinn2Dates, listScopes, clock }: AnswerSettings,
): Moment {
  const now = clock.now()
  return { register, altinn2IsOpen: altinn2IsOpen(now), altinn2Dates, listScopes, now }
}

function toCaller(
  row: Route,
  principal: Principal | undefined,
  { standing, claim }: Authorised,
  { ownerCodeOf }: AnswerSettings,
): Caller {
  const { organization, scopes = noScopes } = principal ?? {}
  const isOwner = isForOwners(row) && organization !== undefined
  return {
    party: claim?.organization ?? standing,
    isClaimed: claim !== undefined,
    scopes,
    ...(isOwner ? { owner: { code: ownerCodeOf(organization) } } : {}),
  }
}

const noScopes: ReadonlySet<string> = new Set()

function firstOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}
