import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { LogEntry } from '../log.ts'

/** One line for each request, when its answer is out or its caller is gone. */
export function logRequests(app: FastifyInstance, entryFor: () => LogEntry, log: Logger): void {
  app.addHook('onRequest', (request, reply, done) => {
    const entry = entryFor()
    const started = performance.now()
    request.entry = entry
    reply.raw.once('close', () => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      const status = reply.raw.statusCode
      const cut = reply.raw.writableFinished ? {} : { cut: true }
      log[status >= 500 ? 'warn' : 'info']({ ...entry, status, ms, ...cut }, 'request')
    })
    done()
  })
}
