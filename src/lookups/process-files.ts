import { StringDecoder } from 'node:string_decoder'
import type { Asking } from '../altinn3/calling/ask.ts'
import { getProcessFile } from '../altinn3/app-process.ts'
import { GatewayError } from '../errors.ts'
import { ProcessTasks, type DrawnTask } from '../formats/process-tasks.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

/** The tasks of an app's process, which is public; `undefined` where its file cannot be read. */
export type ProcessTasksOf = (
  asking: Pick<Asking, 'stream'>,
) => (app: string) => Promise<readonly DrawnTask[] | undefined>

const maxApps = 500
/** As long as what apps say of themselves (milliseconds). */
const keptFor = 5 * 60_000
/** Of a file; of a larger one nothing is known. */
const maxBytes = 4 * 1024 * 1024

export function createProcessTasksOf(clock: Clock): ProcessTasksOf {
  const cache = createCache<{ readonly tasks?: readonly DrawnTask[] }>(maxApps, clock, 'callers')
  return (asking) => async (app) => {
    const { tasks } = await cache.get(app, async () => {
      const until = clock.now() + keptFor
      const found = await readProcessTasks(app, asking)
      // What could not be had now may be there any minute.
      return found === undefined
        ? { value: {}, until: clock.now() }
        : { value: { tasks: found }, until }
    })
    return tasks
  }
}

/** Asks the app each time. */
export function readProcessTasks(
  app: string,
  asking: Pick<Asking, 'stream'>,
): Promise<readonly DrawnTask[] | undefined> {
  return readTasks(app, asking).catch(unlessUnreadable)
}

async function readTasks(
  app: string,
  { stream }: Pick<Asking, 'stream'>,
): Promise<readonly DrawnTask[] | undefined> {
  const file = await stream(getProcessFile, { app })
  if (file === undefined) return undefined
  const tasks = new ProcessTasks()
  const decoder = new StringDecoder('utf8')
  let read = 0
  try {
    for await (const piece of file.stream as AsyncIterable<Buffer>) {
      read += piece.length
      if (read > maxBytes) return undefined
      tasks.push(decoder.write(piece))
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error
    throw new GatewayError('ALTINN3_UNREADABLE', { cause: error })
  }
  return tasks.end()
}

/**
 * A process file that makes no sense says nothing of its tasks. Where the app is not to be had, nothing
 * is known, and nothing may be sent.
 */
function unlessUnreadable(error: unknown): undefined {
  const isUnreadable = error instanceof GatewayError && error.code === 'ALTINN3_UNREADABLE'
  if (!isUnreadable) throw error
  const { upstream, answered = upstream?.status ?? 0 } = error.details
  if (answered >= 500) throw error
  return undefined
}
