import { Worker } from 'node:worker_threads'
import type { RegisterContent } from '../../decide/register.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ConfigurationError } from '../file/problems.ts'

/** Reads the text of a services file. Rejects with a `ConfigurationError` that has every problem. */
export type ParseServices = (text: string) => Promise<RegisterContent>

/** What the thread sends back. */
export type ParseAnswer = RegisterContent | { readonly problems: readonly string[] }

/** Milliseconds of processor time; a file of the greatest length takes some seconds. */
const maxCpuMs = 20_000
/** Milliseconds of the clock: on a busy machine a thread gets a tenth of its time, hardly less. */
const maxMs = 10 * maxCpuMs
/** Milliseconds from one look at the thread to the next. */
const lookEvery = 500

/** Milliseconds of processor time that a thread has used since the meter was started. */
export type StartMeter = (worker: Worker) => () => Promise<number>

export interface WorkerSettings {
  readonly merged: readonly string[]
  readonly clock: Clock
  readonly script?: URL
  readonly startMeter?: StartMeter
}

/**
 * Reads each text in a new thread: 1,000 services take 200 ms of processor time, and every request
 * would wait for that. The answer takes 4 ms to receive.
 */
export function createParseInWorker(settings: WorkerSettings): ParseServices {
  return async (text) => {
    const worker = startWorker(text, settings)
    const over = new AbortController()
    try {
      const answer = await Promise.race([answerOf(worker), tooLong(worker, settings, over.signal)])
      if ('problems' in answer) throw new ConfigurationError(answer.problems)
      return answer
    } finally {
      over.abort()
      void worker.terminate()
    }
  }
}

/**
 * Rejects once the thread has used too much processor time, so that a good file is not refused
 * because the machine is busy; after a long time also without a measure.
 */
function tooLong(
  worker: Worker,
  { clock, startMeter = startCpuMeter }: WorkerSettings,
  over: AbortSignal,
): Promise<never> {
  const measure = startMeter(worker)
  let used = 0
  const watch = async (): Promise<void> => {
    for (let waited = 0; waited < maxMs; waited += lookEvery) {
      // A thread that is not running yet, or no more, has no measure; one may also never come.
      measure().then(
        (milliseconds) => (used = milliseconds),
        () => undefined,
      )
      await clock.pause(lookEvery)
      if (over.aborted) return
      if (used > maxCpuMs) throw failure(`takes more than ${maxCpuMs} ms of processor time to read`)
    }
    throw failure(`takes longer than ${maxMs} ms to read`)
  }
  return new Promise((_, reject) => void watch().catch(reject))
}

/** Since Node 24.6; the package's types are those of Node 20. */
interface MeteredWorker {
  readonly cpuUsage?: () => Promise<NodeJS.CpuUsage>
}

/** The thread's own time where Node measures it, else the process's, which is never less. */
export function startCpuMeter(worker: Worker): () => Promise<number> {
  const own = worker as MeteredWorker
  const atStart = process.cpuUsage()
  return async () => {
    const { user, system } = (await own.cpuUsage?.()) ?? process.cpuUsage(atStart)
    return (user + system) / 1_000
  }
}

function startWorker(text: string, { merged, script }: WorkerSettings): Worker {
  return new Worker(script ?? new URL('./parse-worker.js', import.meta.url), {
    workerData: { text, merged },
    // The process's options, its loaders and the secrets in its environment are not for this thread.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
}

/** What it sends, or why it sent nothing. How it ends after that is of no interest. */
function answerOf(worker: Worker): Promise<ParseAnswer> {
  return new Promise((resolve, reject) => {
    worker.on('message', resolve)
    worker.on('error', (error) => {
      const reason = error instanceof Error ? error.message : 'unknown'
      reject(failure(`cannot be read: ${reason}`))
    })
    worker.on('exit', () => reject(failure('cannot be read: the reading thread ended')))
  })
}

function failure(problem: string): ConfigurationError {
  return new ConfigurationError([`the file ${problem}`])
}
