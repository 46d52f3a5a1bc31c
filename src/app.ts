import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { writeServiceKey } from './altinn2/service-key.ts'
import type { Asking } from './altinn3/ask.ts'
import type { Authenticate } from './authenticate/authenticate.ts'
import type { Principal } from './authenticate/principal.ts'
import type { CheckApiKey } from './authorise/api-key.ts'
import { authorise, checkOwner } from './authorise/authorise.ts'
import { needPermits } from './authorise/claim.ts'
import { holdToScopes, type ListScopes } from './authorise/scopes.ts'
import type { Clock } from './clock.ts'
import { act, type Backends } from './act.ts'
import { decide, turnsOnService } from './decide/decide.ts'
import { entriesOf, type Register } from './decide/register.ts'
import type { Endpoint } from './endpoint.ts'
import { GatewayError } from './errors.ts'
import { identify, serviceMembers, type Found } from './identify/identify.ts'
import { describe } from './log.ts'
import type { DecisionOn, DecisionsOf } from './lookups/decisions.ts'
import type { ServiceOwners } from './lookups/service-owners.ts'
import type { PartiesOf } from './lookups/parties.ts'
import { logRequests } from './operate/request-log.ts'
import type { UnreadyCallers } from './operate/unready.ts'
import { receiveBody, type Body, type BodySettings } from './receive/body.ts'
import { allowOrigins } from './receive/cors.ts'
import { chooseRow, needQuery } from './receive/receive.ts'
import { createRequestId } from './receive/request-id.ts'
import { createServer } from './receive/server.ts'
import { answerError } from './respond/answer-error.ts'
import { toHeaders } from './respond/tags.ts'
import { scrub } from './scrub.ts'

export interface AppSettings extends Backends, BodySettings {
  readonly endpoints: readonly Endpoint[]
  readonly authenticate: Authenticate
  readonly partiesOf: PartiesOf
  readonly decisionsOf: DecisionsOf
  readonly checkApiKey: CheckApiKey
  /** A service owner's code, by organisation number. */
  readonly ownerCodeOf: ServiceOwners['codeOf']
  /** The register as it stands; each request holds on to the one it began with. */
  readonly register: () => Register
  /** Is Altinn 2 open at this moment (milliseconds since 1970)? */
  readonly altinn2IsOpen: (now: number) => boolean
  readonly listScopes: ListScopes
  readonly unready: Pick<UnreadyCallers, 'note'>
  /** Altinn 2's own status for its missing scope: 401. */
  readonly statusCompat: boolean
  /** Origins of web pages that may ask and read. */
  readonly corsOrigins: readonly string[]
  readonly clock: Clock
  readonly log: Logger
}

declare module 'fastify' {
  interface FastifyRequest {
    row: Endpoint | undefined
  }
}

/** The public port: one route for each path of the table, and the life of a request. */
export function buildApp(settings: AppSettings): FastifyInstance {
  const { endpoints, register, log } = settings
  const app = createServer()
  app.decorateRequest('row', undefined)
  logRequests(app, () => ({ requestId: createRequestId(), register: register().version }), log)
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(toHeaders({ ...request.entry, servedBy: 'gateway' }))
    done()
  })
  const methodsByPath = new Map<string, readonly string[]>()
  for (const rows of byPath(endpoints)) {
    const [first] = rows
    const method = first.method === 'GET' ? ['GET', 'HEAD'] : [first.method]
    const url = first.path.replace(/\{(\w+)\}/g, ':$1')
    const path = url.toLowerCase()
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), ...method])
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const answered = answer(rows, request, reply, settings)
      request.work = answered.catch((error: unknown) => note(request, toGatewayError(error)))
      return answered
    }
    app.route({ method, url, handler })
  }
  allowOrigins(app, settings.corsOrigins, methodsByPath)
  app.setNotFoundHandler((request) => {
    needQuery(request.raw)
    throw new GatewayError('NOT_FOUND')
  })
  app.setErrorHandler((error, request, reply) => {
    const known = toGatewayError(error)
    if (known.code === 'UNEXPECTED') log.error(describe(error), 'unexpected error')
    note(request, known)
    if (request.life.hasGone()) {
      reply.hijack()
      return
    }
    answerError(known, reply, request.row?.group, settings)
  })
  return app
}

async function answer(
  rows: readonly Endpoint[],
  request: FastifyRequest,
  reply: FastifyReply,
  settings: AppSettings,
): Promise<void> {
  const { raw, entry } = request

  // 1. Receive: a target that was read without doubt, and the row that it names.
  const query = needQuery(raw)
  const row = chooseRow(rows, query)
  if (row === undefined) throw new GatewayError('NOT_FOUND')
  request.row = row
  Object.assign(entry, { endpoint: row.id, group: row.group })

  // 2. Authenticate, from the headers alone.
  const principal = row.callers === 'public' ? undefined : await settings.authenticate(raw, query)
  Object.assign(entry, { organisation: principal?.organization, client: principal?.client })

  // 3. Authorise: the system's key, parameters, kind of caller, {who}, for which Altinn 3 may be
  // asked; a claim waits until it is known who answers.
  settings.checkApiKey(row, firstOf(raw.headers.apikey), principal?.organization)
  const askAs = (caller: Principal): Asking['ask'] =>
    settings.askFor(caller, request.life.gone()).ask
  const asked = { given: request.params, query }
  const { params, standing, claim } = await authorise(row, principal, asked, (caller) =>
    settings.partiesOf(caller.token, askAs(caller)),
  )

  // 4. Identify what is asked for; where the body says it, by looking into the body.
  const register = settings.register()
  const body = receiveBody(raw, reply.raw, row.body, request.life, settings)
  const turnsOnBody = turnsOnService(row, register, settings.altinn2IsOpen(settings.clock.now()))
  const members = body && turnsOnBody ? await membersOf(row, body) : {}
  const found = identify(row, params, query, members)
  const service = written(found)
  Object.assign(entry, { service })
  const named = found.kind === 'service' ? entriesOf(register, found.code, found.edition) : []
  checkOwner(row, principal?.organization, named, settings.ownerCodeOf)

  // 5. Decide who answers, and hold the caller to the scopes of each side that will be asked.
  const now = settings.clock.now()
  const altinn2IsOpen = settings.altinn2IsOpen(now)
  const organization = claim?.organization ?? standing
  const decided = decide(row, found, { register, altinn2IsOpen, now, organization })
  entry.decision = decided.do
  entry.register = register.version
  const decisionsFor = (caller: Principal): DecisionOn =>
    settings.decisionsOf(caller.token, askAs(caller))
  const party = claim ? await needPermits(claim, row, decided, decisionsFor) : standing
  const { plan, withheld } = holdToScopes(row, decided, principal, settings.listScopes)
  entry.decision = plan.do
  if (withheld.length > 0) void reply.header('X-Warning-ScopeMissing', withheld.join(' '))
  const later = settings.unready.note({ row, plan, principal, service, entries: named, now })
  const missing = [...new Set([...withheld, ...later])]
  if (missing.length > 0) entry.missingScopes = missing

  // 6. Act, and 7. respond.
  await act(plan, { row, params, query, party, principal, body, reply }, settings)
}

/** Throws `PARAMETER_MALFORMED` when the body names two services. */
async function membersOf(
  { finds }: Endpoint,
  body: Body,
): Promise<Readonly<Record<string, string>>> {
  if (finds.in !== 'body') return {}
  const { found, repeated } = await body.peekTopLevel(serviceMembers)
  const [twice] = repeated
  if (twice !== undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: twice })
  return found
}

/** What the log line will say of a failure; that a caller had gone explains all that came of it. */
function note({ entry, life }: FastifyRequest, { code, details }: GatewayError): void {
  entry.error = life.hasGone() ? 'CALLER_LEFT' : code
  if (details.scopes !== undefined) entry.missingScopes = details.scopes
  if (details.reference !== undefined) entry.reference = inFours(details.reference)
}

/** A guid in fours: no run of digits that a log reader could take for a person's. */
function inFours(guid: string): string {
  return guid.replaceAll('-', '').replace(/.{4}(?=.)/g, '$&-')
}

function firstOf(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'object' ? header[0] : header
}

/** For logs and lists, which no identity number may enter. */
function written(found: Found): string | undefined {
  if (found.kind !== 'service') return undefined
  const { code, edition } = found
  // Each half is too short for an identity number; together they may be one.
  const glued = `${code}${edition ?? ''}`.replace(/[_-]/g, '')
  if (scrub(glued) !== glued) return undefined
  return edition === undefined ? code : writeServiceKey({ code, edition })
}

function byPath(endpoints: readonly Endpoint[]): [Endpoint, ...Endpoint[]][] {
  const paths = new Map<string, [Endpoint, ...Endpoint[]]>()
  for (const row of endpoints) {
    const key = `${row.method} ${row.path.toLowerCase()}`
    const others = paths.get(key)
    if (others === undefined) paths.set(key, [row])
    else others.push(row)
  }
  return [...paths.values()]
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new GatewayError(status < 500 ? 'REQUEST_MALFORMED' : 'UNEXPECTED', { cause: error })
}
