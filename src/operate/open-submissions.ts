import type { LogEntry } from '../runtime/log.ts'
import type { SubmissionNames, SubmissionStep } from '../translation.ts'
import { inFours } from './request-log.ts'

/** A sequence of writes that has not ended. */
export interface OpenSubmission {
  readonly endpoint?: string
  /** `code/edition`, where it is known. */
  readonly service?: string
  /** Party id and guid, from when on there is an instance. */
  readonly instance?: string
  /** The caller's message id in groups of four, as the log has it. */
  readonly message?: string
  readonly step: SubmissionStep
  /** The id of the app's task that is being ended. */
  readonly task?: string
  /** When it began, ISO 8601. */
  readonly since: string
  readonly requestId: string
}

/** One sequence, as the register follows it. */
export interface OpenWork {
  /** What is `undefined` in the names is known no more; what is absent stays. */
  readonly note: (names: SubmissionNames) => void
  readonly end: () => void
}

export interface OpenSubmissions {
  readonly begin: (entry: Pick<LogEntry, 'requestId' | 'endpoint' | 'service'>) => OpenWork
  /** The oldest first. */
  readonly list: () => readonly OpenSubmission[]
  readonly inProgress: () => number
  /** How many there are at each step. */
  readonly countByStep: () => Readonly<Record<SubmissionStep | 'unlisted', number>>
  /** Seconds since the oldest one began; 0 where there is none. */
  readonly oldestSeconds: () => number
}

/** Sequences that are listed, one line of JSON each: more are only counted, as `unlisted`. */
const maxCount = 1_000

interface Row extends SubmissionNames {
  readonly entry: Pick<LogEntry, 'requestId' | 'endpoint' | 'service'>
  readonly began: number
  step: SubmissionStep
}

/** The sequences of writes that are under way in this process. */
export function createOpenSubmissions({ now }: { readonly now: () => number }): OpenSubmissions {
  const rows = new Set<Row>()
  let unlisted = 0
  return {
    begin: (entry) => {
      if (rows.size >= maxCount) {
        unlisted += 1
        return { note: () => undefined, end: () => void (unlisted -= 1) }
      }
      const row: Row = { entry, began: now(), step: 'beginning' }
      rows.add(row)
      return {
        note: (names) => void Object.assign(row, names),
        end: () => void rows.delete(row),
      }
    },
    list: () => [...rows].map(toOpenSubmission),
    inProgress: () => rows.size + unlisted,
    countByStep: () => {
      const counts = { beginning: 0, making: 0, filling: 0, scanning: 0, sending: 0, unlisted }
      for (const { step } of rows) counts[step] += 1
      return counts
    },
    oldestSeconds: () => {
      const [oldest] = rows
      return oldest === undefined ? 0 : Math.max(0, now() - oldest.began) / 1_000
    },
  }
}

function toOpenSubmission({ entry, instance, message, step, task, began }: Row): OpenSubmission {
  const { endpoint, service, requestId } = entry
  return {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(service === undefined ? {} : { service }),
    ...(instance === undefined ? {} : { instance }),
    ...(message === undefined ? {} : { message: inFours(message) }),
    step,
    ...(step === 'sending' && task !== undefined ? { task } : {}),
    since: new Date(began).toISOString(),
    requestId,
  }
}
