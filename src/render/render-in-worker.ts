import { Piscina } from 'piscina'
import type { RenderJob } from './render-worker.ts'

export interface RenderThread {
  /** Resolves when the thread runs, so that its start does not count as a body's time. */
  readonly start: () => Promise<void>
  /** Rejects when the signal aborts or the thread fails; `undefined` when there is too much HTML. */
  readonly render: (job: RenderJob, signal: AbortSignal) => Promise<string | undefined>
  readonly close: () => Promise<void>
}

/** Milliseconds until an idle thread ends; its next start takes 70 ms of another core. */
const idleTimeout = 60_000

/** Milliseconds; a start takes 70 ms, five times as long on a machine that is short of cores. */
const longestStart = 2_000

/** Megabytes. One MiB of ordinary Markdown takes a third; a body that takes more ends the thread. */
const maxMemory = 256

export interface ThreadSettings {
  /** A thread failed while it had no body: it could not start, for instance. */
  readonly onError: (error: Error) => void
  readonly script?: URL
}

/**
 * One thread that renders bodies, started when the first one comes. It never keeps the process
 * alive while idle. A body that is given up ends the thread with it, and the next one starts anew.
 */
export function createRenderThread({ onError, script }: ThreadSettings): RenderThread {
  const pool = new Piscina<RenderJob, string | undefined>({
    filename: (script ?? new URL('./render-worker.js', import.meta.url)).href,
    name: 'render',
    minThreads: 0,
    maxThreads: 1,
    idleTimeout,
    // The process's options, its loaders and the secrets in its environment are not for this thread.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: maxMemory, maxYoungGenerationSizeMb: 32 },
    // One body is handed in at a time: the line is in front of the pool.
    maxQueue: 1,
    recordTiming: false,
  })
  // Without a listener such an error would end the process.
  pool.on('error', onError)
  return {
    start: async () => {
      if (pool.threads.length > 0) return
      const nothing = { text: '', isMigrated: false, maxLength: 0 }
      await pool.run(nothing, { signal: AbortSignal.timeout(longestStart) })
    },
    render: (job, signal) => pool.run(job, { signal }),
    close: () => pool.destroy(),
  }
}
