import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { answer, type AnswerSettings } from '../answer/answer.ts'
import type { Register, ServiceEntry } from '../decide/register.ts'
import type { Route } from '../translation.ts'
import { GatewayError } from '../errors.ts'
import { describe } from '../runtime/log.ts'
import { logRequests, noteFailure } from '../operate/request-log.ts'
import { allowOrigins } from '../receive/cors.ts'
import { methodsAt } from '../receive/find-row.ts'
import { groupByPath } from '../receive/choose-row.ts'
import { createRequestId } from '../receive/request-id.ts'
import { createServer } from '../receive/server.ts'
import { answerError, writeBrokenRequest } from '../respond/answer-error.ts'
import { toHeaders } from '../respond/tags.ts'
import { needTarget } from '../receive/read-target.ts'

declare module 'fastify' {
  interface FastifyRequest {
    row: Route | undefined
    /** The register that stood when the request began, for all of its life. */
    register: Register
    /** What the register says of the services that the request names, once they are known. */
    named: readonly ServiceEntry[]
  }
}

/** The public port: one route for each path of the table, and the life of a request. */
export function buildApp(settings: AnswerSettings): FastifyInstance {
  const { endpoints, register, log, corsOrigins } = settings
  const allowedAt = (target: { readonly path: string }): readonly string[] => {
    const methods = methodsAt(endpoints, target)
    return methods.length > 0 && corsOrigins.length > 0 ? [...methods, 'OPTIONS'] : methods
  }
  const app = createServer({
    methodsAt: allowedAt,
    noteBroken: (broken) => {
      const tags = { requestId: createRequestId(), register: register().version }
      log.info({ ...tags, ...broken }, 'request')
      return toHeaders({ ...tags, servedBy: 'gateway' })
    },
    write: writeBrokenRequest,
  })
  app.decorateRequest('row', undefined)
  app.addHook('onRequest', (request, _reply, done) => {
    request.register = register()
    request.named = []
    done()
  })
  logRequests(
    app,
    (request) => ({ requestId: createRequestId(), register: request.register.version }),
    log,
  )
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(toHeaders({ ...request.entry, servedBy: 'gateway' }))
    done()
  })
  const methodsByPath = new Map<string, readonly string[]>()
  for (const rows of groupByPath(endpoints)) {
    const [first] = rows
    const method = first.method === 'GET' ? ['GET', 'HEAD'] : [first.method]
    const url = first.path.replace(/\{(\w+)\}/g, ':$1')
    const path = url.toLowerCase()
    methodsByPath.set(path, [...(methodsByPath.get(path) ?? []), ...method])
    const handler = (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
      const answered = answer(rows, request, reply, settings)
      request.work = answered.catch((error: unknown) => noteFailure(request, toGatewayError(error)))
      return answered
    }
    app.route({ method, url, handler })
  }
  allowOrigins(app, corsOrigins, methodsByPath)
  app.setNotFoundHandler((request, reply) => {
    const allow = allowedAt(needTarget(request.raw))
    if (allow.length === 0) throw new GatewayError('NOT_FOUND')
    void reply.header('Allow', allow.join(', '))
    throw new GatewayError('METHOD_NOT_ALLOWED')
  })
  app.setErrorHandler((error, request, reply) => {
    const known = toGatewayError(error)
    if (known.code === 'UNEXPECTED') log.error(describe(error), 'unexpected error')
    noteFailure(request, known)
    noteRefusedCaller(request, known, settings)
    if (request.callerConnection.hasGone()) {
      reply.hijack()
      return
    }
    answerError(known, reply, request.row?.group, settings)
  })
  return app
}

function noteRefusedCaller(
  { row, entry, named }: FastifyRequest,
  { code }: GatewayError,
  { refusedCallers, clock }: AnswerSettings,
): void {
  if (row === undefined) return
  refusedCallers.noteRefusal({ row, entry, entries: named, code, now: clock.now() })
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new GatewayError(status < 500 ? 'REQUEST_MALFORMED' : 'UNEXPECTED', { cause: error })
}
