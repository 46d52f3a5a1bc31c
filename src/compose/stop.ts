import type { FastifyInstance } from 'fastify'
import type { Config } from '../config/file/load.ts'
import type { Drain } from '../http/server/drain.ts'
import type { Clock } from '../runtime/clock.ts'
import type { Logger } from 'pino'

export type WhyStop = 'stopping' | 'failed'

/** Milliseconds for what is under way when the process has failed: who knows what still works? */
const drainAfterFailure = 15_000

interface Stopping {
  readonly app: FastifyInstance
  readonly drain: Drain
  readonly config: Config
  readonly clock: Clock
  readonly log: Logger
}

/**
 * Serves on while balancers turn to other gateways, then waits for what is under way, then cuts the
 * rest. Gives the number of requests that were cut.
 */
export async function stopServing(stopping: Stopping, why: WhyStop): Promise<number> {
  const { app, drain, config, clock, log } = stopping
  const { drainWait, drainTimeout } = config.file
  const [waitMs, limitMs] =
    why === 'failed' ? [0, drainAfterFailure] : [1_000 * drainWait, 1_000 * drainTimeout]
  log.info({ why, waitMs, limitMs, underWay: drain.underWay() }, 'stopping')
  drain.closeBehindAnswers()
  if (waitMs > 0) await clock.pause(waitMs)
  const closed = app.close()
  const cut = await drain.finish(limitMs, clock)
  await closed
  return cut
}
