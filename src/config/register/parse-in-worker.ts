import { Worker } from 'node:worker_threads'
import type { RegisterContent } from '../../decide/register.ts'
import type { Clock } from '../../runtime/clock.ts'
import { ConfigurationError } from '../file/problems.ts'

/** Reads the text of a services file. Rejects with a `ConfigurationError` that has every problem. */
export type ParseServices = (text: string) => Promise<RegisterContent>

/** What the thread sends back. */
export type ParseAnswer = RegisterContent | { readonly problems: readonly string[] }

/** Milliseconds; a file of the greatest length takes some seconds. */
const longestParse = 20_000

export interface WorkerSettings {
  readonly merged: readonly string[]
  readonly clock: Clock
  readonly script?: URL
  /** Milliseconds. */
  readonly within?: number
}

/**
 * Reads each text in a new thread: 1,000 services take 200 ms of processor time, and every request
 * would wait for that. The answer takes 4 ms to receive.
 */
export function createParseInWorker(settings: WorkerSettings): ParseServices {
  const { clock, within = longestParse } = settings
  return async (text) => {
    const worker = startWorker(text, settings)
    try {
      const tooLong = clock
        .pause(within)
        .then(() => Promise.reject(failure(`takes longer than ${within} ms to read`)))
      const answer = await Promise.race([answerOf(worker), tooLong])
      if ('problems' in answer) throw new ConfigurationError(answer.problems)
      return answer
    } finally {
      void worker.terminate()
    }
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
