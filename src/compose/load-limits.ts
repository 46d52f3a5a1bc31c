import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The organisation that the request acts for, once that is certain: whose rate is limited. */
    actsFor: string | undefined
  }
}

export interface LoadLimits {
  /** Requests a minute for one organisation; `undefined`: no limit. */
  readonly rateLimit: number | undefined
  /** Milliseconds that the event loop may be late, on average of a second; 0: no limit. */
  readonly maxLoopDelay: number
}

/** Organisations whose requests are counted. */
const maxCounted = 10_000

class OverloadedError extends GatewayError {
  constructor() {
    super('BUSY', { fault: { cause: 'LOOP_DELAY', description: 'the event loop is late' } })
  }
}

/** Refuses requests before the event loop drowns in them: then all would wait, also those under way. */
export function shedLoad(app: FastifyInstance, { maxLoopDelay }: LoadLimits): void {
  if (maxLoopDelay === 0) return
  void app.register(underPressure, {
    maxEventLoopDelay: maxLoopDelay,
    customError: OverloadedError,
    retryAfter: 5,
  })
}

/**
 * Counts a request for the organisation that it acts for. Throws `RATE_LIMITED`, and says in headers
 * what is left.
 */
export type LimitRate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>

export function limitRates(app: FastifyInstance, { rateLimit: max }: LoadLimits): LimitRate {
  if (max === undefined) return () => Promise.resolve()
  let limit: ReturnType<FastifyInstance['rateLimit']> | undefined
  void app.register(rateLimit, {
    global: false,
    max,
    timeWindow: 60_000,
    cache: maxCounted,
    // RateLimit-Limit, -Remaining and -Reset, without the letter X before them.
    enableDraftSpec: true,
    keyGenerator: ({ actsFor = '' }) => actsFor,
    errorResponseBuilder: () => new GatewayError('RATE_LIMITED'),
  })
  app.after(() => {
    limit = app.rateLimit()
  })
  return async (request, reply) => {
    if (request.actsFor !== undefined) await limit?.call(app, request, reply)
  }
}
