import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import { writeServiceKey } from './altinn2/service-key.ts'
import type { Authenticate } from './authenticate/authenticate.ts'
import { authorise, checkScopes } from './authorise/authorise.ts'
import type { Clock } from './clock.ts'
import { act, type Backends } from './act.ts'
import { decide } from './decide/decide.ts'
import type { Register } from './decide/register.ts'
import type { Endpoint } from './endpoint.ts'
import { GatewayError } from './errors.ts'
import { identify, type Found } from './identify/identify.ts'
import { describe } from './log.ts'
import { logRequests } from './operate/request-log.ts'
import { chooseRow, needQuery } from './receive/receive.ts'
import { createRequestId } from './receive/request-id.ts'
import { createServer } from './receive/server.ts'
import { answerError } from './respond/answer-error.ts'
import { toHeaders } from './respond/tags.ts'

export interface AppSettings extends Backends {
  readonly endpoints: readonly Endpoint[]
  readonly authenticate: Authenticate
  /** The register as it stands; each request holds on to the one it began with. */
  readonly register: () => Register
  /** Is Altinn 2 open at this moment (milliseconds since 1970)? */
  readonly altinn2IsOpen: (now: number) => boolean
  /** Altinn 2's own status for its missing scope: 401. */
  readonly statusCompat: boolean
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
  for (const rows of byPath(endpoints)) {
    const [first] = rows
    app.route({
      method: first.method === 'GET' ? ['GET', 'HEAD'] : first.method,
      url: first.path.replace(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => answer(rows, request, reply, settings),
    })
  }
  app.setNotFoundHandler((request) => {
    needQuery(request.raw)
    throw new GatewayError('NOT_FOUND')
  })
  app.setErrorHandler((error, request, reply) => {
    const known = toGatewayError(error)
    if (known.code === 'UNEXPECTED') log.error(describe(error), 'unexpected error')
    request.entry.error = known.code
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

  // 3. Authorise: parameters, kind of caller, {who}.
  const { params, party } = authorise(row, principal, request.params)

  // 4. Identify what is asked for.
  const found = identify(row, params, query)
  Object.assign(entry, { service: written(found) })

  // 5. Decide who answers, and hold the caller to the scopes of each side that will be asked.
  const now = settings.clock.now()
  const register = settings.register()
  const altinn2IsOpen = settings.altinn2IsOpen(now)
  const plan = decide(row, found, { register, altinn2IsOpen, now, organization: party })
  entry.decision = plan.do
  entry.register = register.version
  checkScopes(row, plan, principal, entry)

  // 6. Act, and 7. respond.
  await act(plan, { row, params, query, party, principal, reply }, settings)
}

function written(found: Found): string | undefined {
  if (found.kind !== 'service') return undefined
  const { code, edition } = found
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
