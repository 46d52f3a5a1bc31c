import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { everybody } from '../altinn3/access-management.ts'
import type { Query } from '../altinn2/query.ts'
import type { Asking } from '../altinn3/ask.ts'
import type { Authenticate } from '../authenticate/authenticate.ts'
import type { Principal } from '../authenticate/principal.ts'
import type { CheckApiKey } from '../authorise/api-key.ts'
import { authorise } from '../authorise/authorise.ts'
import { mayAskBeside, needPermits } from '../authorise/claim.ts'
import { checkOwner } from '../authorise/owner.ts'
import { forFound, holdToScopes, type ListScopes } from '../authorise/scopes.ts'
import type { Clock } from '../runtime/clock.ts'
import { act } from './act.ts'
import type { Asked, Backends } from './request-context.ts'
import { besides } from '../decide/beside.ts'
import { datesOf, datesOfOperation } from '../decide/dates.ts'
import { refusalOfOperation } from '../decide/operation.ts'
import { turnsOnService, type Altinn2Dates, type Circumstances } from '../decide/decide.ts'
import type { Register } from '../decide/register.ts'
import { namedInAddress, resolve } from '../decide/resolve.ts'
import type { Route } from '../translation.ts'
import { GatewayError } from '../errors.ts'
import { findMembers } from '../identify/members.ts'
import type { DecisionOn, DecisionsOf } from '../lookups/decisions.ts'
import type { ServiceOwners } from '../lookups/service-owners.ts'
import type { RefusedCallers } from '../operate/refused-callers.ts'
import { receiveBody, type BodySettings } from '../http/body.ts'
import { chooseRow, type RowsOfPath } from '../receive/choose-row.ts'
import { toDateHeaders } from '../respond/dates.ts'
import type { CastShadow } from './shadow.ts'
import { toError } from '../decide/to-error.ts'
import { needQuery } from '../receive/read-target.ts'

export interface AppSettings extends Backends, BodySettings {
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
  readonly castShadow: CastShadow
  /** Altinn 2's own status for its missing scope: 401. */
  readonly statusCompat: boolean
  /** Origins of web pages that may ask and read. */
  readonly corsOrigins: readonly string[]
  readonly clock: Clock
  readonly log: Logger
}

/** The life of a request. */
export async function answer(
  rows: RowsOfPath<Route>,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: AppSettings,
): Promise<void> {
  const { raw, entry, life, register } = request

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
  refuseOperation(row, query, request, reply, settings)

  // 3. Authorise: the system's key, parameters, kind of caller, {who}, for which Altinn 3 may be
  // asked; a claim waits until it is known who answers.
  settings.checkApiKey(row, firstOf(raw.headers.apikey), principal?.organization)
  const askAs = (caller: Principal): Asking['ask'] => settings.askFor(caller, life.gone()).ask
  const spoken = { given: request.params, query }
  const { params, standing, claim } = await authorise(row, principal, spoken, (caller) =>
    settings.partiesOf(caller.token, askAs(caller)).own(everybody),
  )

  // 4. Identify what is asked for, by looking into the body where that says it, and
  // 5. decide who answers. From here on it is one moment.
  const body = receiveBody(raw, reply.raw, row.body, life, settings)
  const members =
    body && turnsOnService(row, momentOf(register, settings)) ? await findMembers(row, body) : {}
  const organization = claim?.organization ?? standing
  const given = { ...momentOf(register, settings), organization }
  const resolved = resolve(row, { params, query, members }, given)
  const { service, entries, plan: decided } = resolved
  request.named = entries
  Object.assign(entry, { service, decision: decided.do })
  checkOwner(row, principal?.organization, { query, ...resolved }, settings.ownerCodeOf)
  const decisionsFor = (caller: Principal): DecisionOn =>
    settings.decisionsOf(caller.token, askAs(caller))
  const party = claim ? await needPermits(claim, row, decided, decisionsFor) : standing

  // The caller is held to the scopes of each side that will be asked.
  const held = forFound(row, resolved.found)
  const { plan, withheld } = holdToScopes(held, decided, principal, settings.listScopes)
  entry.decision = plan.do
  if (withheld.length > 0) void reply.header('X-Warning-ScopeMissing', withheld.join(' '))
  const later = settings.refusedCallers.note({
    row: held,
    plan,
    principal,
    service,
    entries,
    now: given.now,
  })
  const missing = [...new Set([...withheld, ...later])]
  if (missing.length > 0) entry.missingScopes = missing

  // 6. Act, and 7. respond.
  const mayAsk = mayAskBeside(held, claim, principal?.scopes)
  const beside = besides(row, plan, entries, given, mayAsk)
  const asked: Asked = {
    row,
    params,
    query,
    party,
    principal,
    body,
    reply,
    beside,
    datesOf: (by) => datesOf(row, resolved, given, by),
  }
  await act(plan, asked, settings)
  // After a fallback, skip the shadow request: Altinn 3 has just failed for this call.
  if (entry.fellBack === undefined) settings.castShadow(asked)
}

/** Throws the refusal that is the same for every caller, service and party. */
function refuseOperation(
  row: Route,
  query: Query,
  request: FastifyRequest,
  reply: FastifyReply,
  settings: AppSettings,
): void {
  const { entry, register } = request
  const given = momentOf(register, settings)
  const refusal = refusalOfOperation(row, given)
  if (refusal === undefined) return
  const { service, entries } = namedInAddress(
    row,
    request.params as Readonly<Record<string, string>>,
    query,
    register,
  )
  request.named = entries
  Object.assign(entry, { service, decision: 'refuse' })
  void reply.headers(toDateHeaders(datesOfOperation(row, refusal, given)))
  throw toError(refusal)
}

function momentOf(
  register: Register,
  { altinn2IsOpen, altinn2Dates, clock }: AppSettings,
): Omit<Circumstances, 'organization'> {
  const now = clock.now()
  return { register, altinn2IsOpen: altinn2IsOpen(now), altinn2Dates, now }
}

function firstOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}
