import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { LogEntry } from '../log.ts'
import type { Life } from '../receive/life.ts'

declare module 'fastify' {
  interface FastifyRequest {
    entry: LogEntry
    life: Life
    /** Ends when nothing more is being done for the request; never fails. */
    work: Promise<void> | undefined
  }
}

/**
 * One line for each request, when its answer is out, or its caller is gone and what was under way
 * for them has ended.
 */
export function logRequests(app: FastifyInstance, entryFor: () => LogEntry, log: Logger): void {
  app.decorateRequest('work', undefined)
  app.addHook('onRequest', (request, reply, done) => {
    const entry = entryFor()
    const started = performance.now()
    request.entry = entry
    const write = (isWhole: boolean): void => {
      const ms = Math.round((performance.now() - started) * 10) / 10
      const { headersSent, statusCode } = reply.raw
      const status = headersSent ? { status: statusCode } : {}
      const cut = isWhole ? {} : { cut: true }
      log[isWhole && statusCode >= 500 ? 'warn' : 'info'](
        { ...entry, ...status, ms, ...cut },
        'request',
      )
    }
    request.life.onEnd((isWhole) => {
      if (isWhole || request.work === undefined) write(isWhole)
      else void request.work.then(() => write(false))
    })
    done()
  })
}
