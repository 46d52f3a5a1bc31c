import { Worker } from 'node:worker_threads'
import type { Clock } from '../../runtime/clock.ts'
import { fromSlices, type ParseAnswer } from './content-slices.ts'
import type { ParseServices } from './parse-services.ts'
import { ConfigurationError } from '../file/problems.ts'

/** A file of the greatest length takes some seconds; one that takes longer is not meant well. */
const longestParse = 20_000
/** A file is often changed several times in a row, and a thread takes a while to start. */
const idleFor = 10_000

export interface WorkerSettings {
  readonly merged: readonly string[]
  readonly clock: Clock
  readonly script?: URL
  /** Milliseconds. */
  readonly within?: number
}

/**
 * Reads in a thread of its own, so that no request waits for a long file. The thread ends when it
 * is idle, hangs or fails, or with the process.
 */
export function createParseInWorker(settings: WorkerSettings): ParseServices {
  const { clock, within = longestParse } = settings
  let worker: Worker | undefined
  let uses = 0

  const start = (): Worker => {
    const started = startWorker(settings)
    // It may end by itself while nobody asks.
    return started.on('exit', () => {
      if (worker === started) worker = undefined
    })
  }
  const end = (): void => {
    const ended = worker
    worker = undefined
    void ended?.terminate()
  }
  const endWhenIdle = async (use: number): Promise<void> => {
    await clock.pause(idleFor)
    if (use === uses) end()
  }

  return async (text) => {
    uses += 1
    const use = uses
    worker ??= start()
    const tooLong = clock
      .pause(within)
      .then(() => failure(`takes longer than ${within} ms to read`))
    const answer = await Promise.race([ask(worker, text), tooLong])
    if (answer instanceof ConfigurationError) {
      end()
      throw answer
    }
    void endWhenIdle(use)
    if ('problems' in answer) throw new ConfigurationError(answer.problems)
    return fromSlices(answer)
  }
}

function startWorker({ merged, script }: WorkerSettings): Worker {
  const worker = new Worker(script ?? new URL('./parse-worker.js', import.meta.url), {
    workerData: { merged },
    // What is loaded into the process, and what it was told in confidence, is not for this thread.
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  })
  // While it is not being asked, it keeps nothing alive and its end troubles nobody.
  worker.unref()
  worker.on('error', () => undefined)
  return worker
}

/** The thread's answer, or why there is none. */
function ask(worker: Worker, text: string): Promise<ParseAnswer | ConfigurationError> {
  return new Promise((resolve) => {
    const settle = (answer: ParseAnswer | ConfigurationError): void => {
      worker.off('message', settle).off('error', fail).off('exit', leave).unref()
      resolve(answer)
    }
    const fail = (error: unknown): void =>
      settle(failure(`cannot be read: ${error instanceof Error ? error.message : 'unknown'}`))
    const leave = (): void => settle(failure('cannot be read: the reading thread ended'))
    worker.on('message', settle).on('error', fail).on('exit', leave).ref()
    worker.postMessage(text)
  })
}

function failure(problem: string): ConfigurationError {
  return new ConfigurationError([`the file ${problem}`])
}
