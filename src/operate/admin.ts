import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Logger } from 'pino'
import type { RegisterStatus } from '../config/register/live-register.ts'
import { describe } from '../runtime/log.ts'
import { redactLine } from '../runtime/redact.ts'
import { decisionsPage, type Decide } from './decisions.ts'
import { createGuard, type GuardSettings } from './guard.ts'
import type { MetricsPage } from './metrics/metrics.ts'
import type { OpenSubmissions } from './open-submissions.ts'
import type { RefusedCallers } from './refused-callers.ts'

export interface AdminSettings extends GuardSettings {
  /** Names what is missing before requests can be served; empty when ready. */
  readonly missing: () => readonly string[]
  /** Names the platforms' products whose breaker is open: requests are served without them. */
  readonly ill: () => readonly string[]
  readonly refusedCallers: Pick<RefusedCallers, 'list' | 'dropped'>
  readonly openSubmissions: Pick<OpenSubmissions, 'list' | 'inProgress'>
  readonly decide: Decide
  readonly register: () => RegisterStatus
  readonly metrics: MetricsPage
  readonly log: Logger
}

interface Answer {
  readonly status: number
  /** Absent: JSON. */
  readonly type?: string
  /** A text goes as it is: digits of a measured value are no identity number. */
  readonly body: object | string
}

type Page = (query: URLSearchParams) => Answer | Promise<Answer>

/** Milliseconds for a request's head, and for all of it. */
const readWithin = 5_000

/** The admin port: never reachable through the public one. */
export function createAdminPort(settings: AdminSettings): FastifyInstance {
  const mayEnter = createGuard(settings)
  const unknown = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
    send(reply, mayEnter(request.raw) ? refusal(404, 'unknown') : needsToken)
  const app = Fastify({
    // The framework's own log repeats addresses.
    logger: false,
    // Probes and scrapers keep connections open, and nothing here takes long.
    forceCloseConnections: true,
    requestTimeout: readWithin,
    keepAliveTimeout: 5_000,
    // Whole addresses and `*` name no page: the router would answer them by itself.
    rewriteUrl: ({ url = '' }) => (url.startsWith('/') ? url : '/-'),
    http: { headersTimeout: readWithin },
    // The framework's own answers are in another form than the pages'.
    frameworkErrors: (_error, request, reply) => void unknown(request, reply),
  })
  // No page takes a body: before the framework looks at its type, which it may answer by itself.
  app.addHook('onRequest', (request, reply, next) => {
    if (isRead(request)) next()
    else send(reply, refusal(405, 'not allowed'))
  })
  app.setNotFoundHandler(unknown)
  app.setErrorHandler((error, _request, reply) => {
    settings.log.error(describe(error), 'unexpected error')
    return send(reply, refusal(500, 'unexpected error'))
  })
  void app.register(openPages(settings))
  void app.register(guardedPages(settings, mayEnter))
  return app
}

function openPages({ missing, ill, metrics }: AdminSettings) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    serve(app, '/health/live', () => ({ status: 200, body: { status: 'live' } }))
    serve(app, '/health/ready', () => readyPage(missing(), ill()))
    serve(app, '/metrics', async () => ({
      ...{ status: 200, type: metrics.contentType },
      body: await metrics.text(),
    }))
    done()
  }
}

function guardedPages(
  { decide, register, refusedCallers, openSubmissions }: AdminSettings,
  mayEnter: ReturnType<typeof createGuard>,
) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      if (mayEnter(request.raw)) next()
      else send(reply, needsToken)
    })
    serve(app, '/decisions', (query) => decisionsPage(decide, query))
    serve(app, '/register', () => ({ status: 200, body: register() }))
    serve(app, '/refused-callers', (query) => refusedPage(refusedCallers, query))
    serve(app, '/submissions', () => {
      const submissions = openSubmissions.list()
      const unlisted = openSubmissions.inProgress() - submissions.length
      return { status: 200, body: { submissions, unlisted } }
    })
    // Its former name.
    serve(app, '/unready-callers', (query) => refusedPage(refusedCallers, query))
    done()
  }
}

function serve(app: FastifyInstance, path: string, page: Page): void {
  app.get(path, async (request, reply) => {
    const [asWritten, ...rest] = (request.raw.url ?? '').split('?')
    // The router takes an encoded path for the plain one; a page has one address.
    if (asWritten !== path) {
      reply.callNotFound()
      return reply
    }
    return send(reply, await page(new URLSearchParams(rest.join('?'))))
  })
}

function send(reply: FastifyReply, { status, type = json, body }: Answer): FastifyReply {
  return reply
    .code(status)
    .headers({
      'Content-Type': type,
      'Cache-Control': 'no-store',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="admin"' } : {}),
    })
    .send(typeof body === 'string' ? body : redactLine(JSON.stringify(body)))
}

const json = 'application/json; charset=utf-8'

function isRead({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD'
}

function refusal(status: number, reason: string): Answer {
  return { status, body: { status: reason } }
}

const needsToken = refusal(401, 'ADMIN_TOKEN is needed')

function readyPage(missing: readonly string[], ill: readonly string[]): Answer {
  const about = ill.length === 0 ? {} : { ill }
  if (missing.length === 0) return { status: 200, body: { status: 'ready', ...about } }
  return { status: 503, body: { status: 'not ready', missing, ...about } }
}

const filters = ['endpoint', 'service', 'owner', 'organisation', 'client', 'code'] as const

/** All of them, or those that every given filter fits. */
function refusedPage(refused: AdminSettings['refusedCallers'], query: URLSearchParams): Answer {
  const callers = refused.list().filter((caller) =>
    filters.every((name) => {
      const wanted = query.get(name)
      return wanted === null || caller[name]?.toLowerCase() === wanted.toLowerCase()
    }),
  )
  return { status: 200, body: { callers, dropped: refused.dropped() } }
}
