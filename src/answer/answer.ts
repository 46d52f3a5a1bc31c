import type { FastifyReply, FastifyRequest } from 'fastify'
import { everybody } from '../altinn3/access-management.ts'
import type { OrganizationNumber } from '../altinn2/organization-number.ts'
import type { Query } from '../altinn2/query.ts'
import type { Asking } from '../altinn3/calling/ask.ts'
import type { Principal } from '../authenticate/principal.ts'
import { authorise, type Authorised } from '../authorise/authorise.ts'
import { needPermits } from '../authorise/claim.ts'
import { datesOf } from '../decide/dates.ts'
import {
  judge,
  judgeOperation,
  needsMembers,
  type Accepted,
  type JudgedCaller,
  type Judgement,
  type Moment,
} from '../decide/judge.ts'
import { isForOwners } from '../decide/owner.ts'
import { GatewayError } from '../errors.ts'
import { receiveBody } from '../http/server/body.ts'
import { noteOwner } from '../http/server/feed-parser.ts'
import type { DecisionOn } from '../lookups/decisions.ts'
import { findMembers } from '../identify/members-of-body.ts'
import { chooseRow, type RowsOfPath } from '../receive/choose-row.ts'
import { needQuery } from '../receive/read-target.ts'
import { toDateHeaders } from '../respond/dates.ts'
import { takeStep } from '../runtime/yield-to-others.ts'
import type { Route } from '../translation.ts'
import { act } from './act.ts'
import { beginAnew, callsForRequest } from './calls-for-request.ts'
import { toCallerRequest, toReply } from './fastify-reply.ts'
import type { RequestContext } from './request-context.ts'
import type { AnswerSettings } from './settings.ts'

/** The life of a request. */
export async function answer(
  rows: RowsOfPath<Route>,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: AnswerSettings,
): Promise<void> {
  const { raw, entry, callerConnection } = request
  const callsFor = callsForRequest(entry, raw.headers)
  const askAs = (caller: Principal): Asking['ask'] =>
    settings.askFor(caller, callerConnection.signal(), callsFor(caller)).ask

  // 1. Receive: a target that was read without doubt, and the row that it names.
  const query = needQuery(raw)
  const row = chooseRow(rows, query)
  if (row === undefined) throw new GatewayError('NOT_FOUND')
  request.row = row
  Object.assign(entry, { endpoint: row.id, group: row.group })

  // 2. Authenticate, from the headers alone.
  const principal = row.callers === 'public' ? undefined : await settings.authenticate(raw, query)
  Object.assign(entry, { organisation: principal?.organization, client: principal?.client })
  if (principal !== undefined) noteOwner(raw.socket, principal.owner)
  await takeStep(principal?.owner ?? '')
  // An operation that never answers is refused before anything else about the request counts.
  refuseOperation(row, query, reply, settings)

  // 3. Authorise: the system's key, parameters, kind of caller and {who}, for which Altinn 3 may be
  // asked; a claim waits until it is known which places will be asked.
  settings.checkApiKey(row, firstOf(raw.headers.apikey), principal?.organization)
  const given = { given: request.params, query }
  const authorised = await authorise(row, principal, given, (caller) =>
    settings.partiesOf(caller.token, askAs(caller)).own(everybody),
  )
  const { params, claim, standing } = authorised
  const calls = callsFor(principal, claim?.organization ?? standing)

  // 4. Identify what is asked for, by looking into the body where that says it, and
  // 5. judge who answers. From here on it is one moment.
  const wanted = { maxBytes: row.body, share: calls.share, onWhole: () => beginAnew(calls) }
  const body = receiveBody(raw, reply.raw, wanted, callerConnection, settings)
  const looksInside = body !== undefined && needsMembers(row, momentOf(request, settings))
  const members = looksInside ? await findMembers(row, body) : {}
  const moment = momentOf(request, settings)
  const caller = toCaller(row, principal, authorised, settings)
  const judged = judge(row, { params, query, members }, caller, moment)
  noteJudgement(judged, request)
  const deciding = needParty(row, judged, authorised, (by) =>
    settings.decisionsOf(by.token, askAs(by)),
  )
  const party = await countedFor(deciding, principal, reply, settings)
  const accepted = needAccepted(judged)
  noteScopes(accepted, principal, moment, reply, settings)

  // 6. Act, and 7. respond.
  const { plan, resolved, extras } = accepted
  const circumstances = { ...moment, organization: caller.party }
  const context: RequestContext = {
    row,
    params,
    query,
    party,
    principal,
    body,
    extras,
    datesOf: (by) => datesOf(row, resolved, circumstances, by),
    calls,
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
  query: Query,
  reply: FastifyReply,
  settings: AnswerSettings,
): void {
  const { request } = reply
  const params = request.params as Readonly<Record<string, string>>
  const judged = judgeOperation(row, { params, query }, momentOf(request, settings))
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
): JudgedCaller {
  const { organization, scopes = noScopes } = principal ?? {}
  return {
    party: claim?.organization ?? standing,
    isClaimed: claim !== undefined,
    scopes,
    ...(isForOwners(row) && organization !== undefined
      ? { ownerCode: () => ownerCodeOf(organization) }
      : {}),
  }
}

const noScopes: ReadonlySet<string> = new Set()

/** What the log line and a refusal will say of it, whatever comes of the permits. */
function noteJudgement({ resolved }: Judgement, request: FastifyRequest): void {
  if (resolved === undefined) return
  const { service, entries, plan } = resolved
  request.named = entries
  Object.assign(request.entry, { service, decision: plan.do })
}

/** The organisation that the caller acts for, once Altinn 3 has permitted what was only claimed. */
async function needParty(
  row: Route,
  judged: Judgement,
  { claim, standing }: Authorised,
  decisionsFor: (caller: Principal) => DecisionOn,
): Promise<OrganizationNumber | undefined> {
  if (claim === undefined) return standing
  // Without a place to ask about, what is wrong needs no permit to be said.
  if (judged.permits.length === 0) needAccepted(judged)
  return needPermits(claim, row, judged.permits, decisionsFor)
}

/**
 * Counts the request for the organisation that the caller acts for. A refused claim counts for the
 * caller's own, never for the one that was claimed.
 */
async function countedFor(
  deciding: Promise<OrganizationNumber | undefined>,
  principal: Principal | undefined,
  reply: FastifyReply,
  { limitRate }: AnswerSettings,
): Promise<OrganizationNumber | undefined> {
  const count = (organization: string | undefined): Promise<void> => {
    reply.request.actsFor = organization
    return limitRate(reply.request, reply)
  }
  const party = await deciding.catch(async (error: unknown) => {
    await count(principal?.organization)
    throw error
  })
  await count(party ?? principal?.organization)
  return party
}

function needAccepted(judged: Judgement): Accepted {
  if (judged.refused !== undefined) throw judged.refused
  return judged
}

/** Says which scopes the caller lacks: now, for a part of a list, or once the service has moved. */
function noteScopes(
  { plan, held, withheld, resolved }: Accepted,
  principal: Principal | undefined,
  { now }: Moment,
  reply: FastifyReply,
  { refusedCallers }: AnswerSettings,
): void {
  const { entry } = reply.request
  entry.decision = plan.do
  if (withheld.length > 0) void reply.header('X-Warning-ScopeMissing', withheld.join(' '))
  const { service, entries } = resolved
  const later = refusedCallers.note({ row: held, plan, principal, service, entries, now })
  const missing = [...new Set([...withheld, ...later])]
  if (missing.length > 0) entry.missingScopes = missing
}

function firstOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}
