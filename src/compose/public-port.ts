import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answer } from '../answer/answer.ts'
import { limitRates, shedLoad, type LoadLimits } from './load-limits.ts'
import type { AnswerSettings } from '../answer/settings.ts'
import type { Register, ServiceEntry } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'
import type { Metrics } from '../operate/metrics/metrics.ts'
import { logAtEnd, noteFailure } from '../operate/request-log.ts'
import { groupByPath } from '../receive/choose-row.ts'
import { allowOrigin, answerPreflights } from '../receive/cors.ts'
import { methodsAt } from '../receive/find-row.ts'
import { needTarget } from '../receive/read-target.ts'
import { createRequestId } from '../receive/request-id.ts'
import { createServer } from '../receive/server.ts'
import { answerError, writeBrokenRequest } from '../respond/answer-error.ts'
import { toHeaders } from '../respond/tags.ts'
import { describe } from '../runtime/log.ts'
import type { Route } from '../translation.ts'

declare module 'fastify' {
  interface FastifyRequest {
    row: Route | undefined
    /** The register that stood when the request began, for all of its life. */
    register: Register
    /** What the register says of the services that the request names, once they are known. */
    named: readonly ServiceEntry[]
  }
}

type MethodsAt = (target: { readonly path: string }) => readonly string[]

export interface PublicPortSettings extends Omit<AnswerSettings, 'limitRate'> {
  readonly loadLimits: LoadLimits
  readonly metrics: Pick<Metrics, 'noteRequest' | 'noteShed'>
}

/** The public port: a server whose framework answers nothing by itself, and Altinn 2's surface. */
export function createPublicPort(settings: PublicPortSettings): FastifyInstance {
  const { endpoints, register, log, corsOrigins, metrics } = settings
  const allowedAt: MethodsAt = (target) => {
    const methods = methodsAt(endpoints, target)
    return methods.length > 0 && corsOrigins.length > 0 ? [...methods, 'OPTIONS'] : methods
  }
  const app = createServer({
    methodsAt: allowedAt,
    noteBroken: (broken) => {
      const tags = { requestId: createRequestId(), register: register().version }
      log.info({ ...tags, ...broken }, 'request')
      metrics.noteRequest(broken)
      return toHeaders({ ...tags, servedBy: 'gateway' })
    },
    write: writeBrokenRequest,
  })
  app.server.on('drop', () => metrics.noteShed('CONNECTIONS'))
  void app.register(altinn2Surface(settings, allowedAt))
  return app
}

/** One route for each path of the table, and the life of a request behind all of them. */
function altinn2Surface(settings: PublicPortSettings, allowedAt: MethodsAt) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    for (const name of ['row', 'register', 'named', 'entry', 'work', 'actsFor'] as const) {
      app.decorateRequest(name)
    }
    app.addHook('onRequest', (request, reply, next) => {
      begin(request, reply, settings)
      next()
    })
    shedLoad(app, settings.loadLimits)
    const limitRate = limitRates(app, settings.loadLimits)
    const methodsByPath = addRoutes(app, { ...settings, limitRate })
    if (settings.corsOrigins.length > 0) answerPreflights(app, methodsByPath)
    app.setNotFoundHandler((request, reply) => {
      const allow = allowedAt(needTarget(request.raw))
      if (allow.length === 0) throw new GatewayError('NOT_FOUND')
      void reply.header('Allow', allow.join(', '))
      throw new GatewayError('METHOD_NOT_ALLOWED')
    })
    app.setErrorHandler((error, _request, reply) => answerFailure(error, reply, settings))
    done()
  }
}

/** What a request carries from its first moment on. */
function begin(
  request: FastifyRequest,
  reply: FastifyReply,
  { register, log, corsOrigins, metrics }: PublicPortSettings,
): void {
  request.register = register()
  request.named = []
  request.entry = { requestId: createRequestId(), register: request.register.version }
  logAtEnd(request, reply, log, metrics.noteRequest)
  void reply.headers(toHeaders({ ...request.entry, servedBy: 'gateway' }))
  allowOrigin(reply, corsOrigins)
}

/** Gives the methods of each path, in lower case. */
function addRoutes(
  app: FastifyInstance,
  settings: AnswerSettings,
): ReadonlyMap<string, readonly string[]> {
  const methodsByPath = new Map<string, readonly string[]>()
  for (const rows of groupByPath(settings.endpoints)) {
    const [first] = rows
    const method = first.method === 'GET' ? ['GET', 'HEAD'] : [first.method]
    const url = first.path.replace(/\{(\w+)\}/g, ':$1')
    const path = url.toLowerCase()
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), ...method])
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const answered = answer(rows, request, reply, settings)
      request.work = answered.catch((error: unknown) => noteFailure(request, toGatewayError(error)))
      settings.waitFor(request.work)
      return answered
    }
    app.route({ method, url, handler })
  }
  return methodsByPath
}

function answerFailure(error: unknown, reply: FastifyReply, settings: PublicPortSettings): void {
  const { request } = reply
  const known = toGatewayError(error)
  const isUnexpected = known.code === 'UNEXPECTED' && !isLeaving(error, request)
  if (isUnexpected) settings.log.error(describe(error), 'unexpected error')
  noteFailure(request, known)
  noteRefusedCaller(request, known, settings)
  if (request.callerConnection.hasGone()) reply.hijack()
  else answerError(known, reply, request.row?.group, settings)
}

/** Work that was stopped because its caller has left. */
function isLeaving(error: unknown, { callerConnection }: FastifyRequest): boolean {
  return callerConnection.hasGone() && error instanceof Error && error.name === 'AbortError'
}

function noteRefusedCaller(
  { row, entry, named }: FastifyRequest,
  { code }: GatewayError,
  { refusedCallers, clock }: PublicPortSettings,
): void {
  if (row === undefined) return
  refusedCallers.noteRefusal({ row, entry, entries: named, code, now: clock.now() })
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new GatewayError(status < 500 ? 'REQUEST_MALFORMED' : 'UNEXPECTED', { cause: error })
}
