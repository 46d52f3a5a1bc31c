import type { Logger } from 'pino'
import type { Clock } from '../../runtime/clock.ts'
import { keepFresh } from '../../runtime/keep-fresh.ts'
import type { Register } from '../../decide/register.ts'
import { createFileWatch } from './file-watch.ts'
import type { Config } from '../file/load.ts'
import type { ParseServices } from './parse-in-worker.ts'
import { toShow } from './problems-to-show.ts'
import { changesBetween } from './changes.ts'
import { load, loadCopy, problemsOf, toCandidate, type Candidate, type Loaded } from './loading.ts'
import { writeCopy } from './services-copy.ts'
import { codeOf, readText } from './services-source.ts'

/** Twice this, and the reading, must stay well below the second in which a change is live. */
export const lookEvery = 30

export interface RegisterStatus {
  readonly version: string
  /** The services file, or the last good copy of it. */
  readonly from: Loaded['from']
  /** ISO 8601, as the other. */
  readonly since: string
  readonly services: number
  readonly groups: number
  /** Why the file as it stands is refused; empty if it is in use. */
  readonly problems: readonly string[]
  readonly refusedSince?: string
}

export interface LiveRegister {
  readonly current: () => Register
  readonly status: () => RegisterStatus
  /** Follows the file until the signal fires; resolves when nothing is under way any more. */
  readonly keepFresh: (signal: AbortSignal) => Promise<void>
}

export interface LiveRegisterParts {
  readonly parse: ParseServices
  readonly clock: Clock
  readonly log: Logger
  /** Hears of each file that is refused. */
  readonly onRefused?: () => void
}

interface Refused {
  readonly problems: readonly string[]
  readonly since: number
  readonly digest: string
}

/**
 * What has moved where, as the services file says it at this moment. A file that cannot be used
 * changes nothing: what was in use stays in use. Throws a `ConfigurationError` if there is nothing
 * to begin with, neither a file nor a good copy.
 */
export async function createLiveRegister(
  { servicesFile: file, servicesCopy: copy }: Pick<Config, 'servicesFile' | 'servicesCopy'>,
  { parse, clock, log, onRefused = () => undefined }: LiveRegisterParts,
): Promise<LiveRegister> {
  const hasChanged = await createFileWatch(file, clock)
  let refused: Refused | undefined
  let copyTrouble: string | undefined
  let loaded = await begin()

  async function begin(): Promise<Loaded> {
    let candidate: Candidate | undefined
    try {
      candidate = toCandidate(await readText(file))
      const first = await load(candidate, parse, clock.now())
      await keepCopy(candidate)
      return first
    } catch (error) {
      const all = problemsOf(error)
      const first = await loadCopy(copy, parse, all, clock.now())
      const problems = toShow(all)
      refused = { problems, since: clock.now(), digest: candidate?.digest ?? '' }
      const { version } = first.register
      log.error({ file, copy, register: version, problems }, 'started from the last good copy')
      onRefused()
      return first
    }
  }

  async function take(): Promise<void> {
    let candidate: Candidate | undefined
    let next: Loaded
    try {
      candidate = toCandidate(await readText(file))
      const isInUse = candidate.digest === loaded.digest
      next = isInUse ? { ...loaded, from: 'file' } : await load(candidate, parse, clock.now())
    } catch (error) {
      refuse(toShow(problemsOf(error)), candidate?.digest ?? '')
      return
    }
    await accept(next, candidate)
  }

  function refuse(problems: readonly string[], digest: string): void {
    const isKnown =
      refused?.digest === digest && JSON.stringify(refused.problems) === JSON.stringify(problems)
    if (isKnown) return
    refused = { problems, since: refused?.since ?? clock.now(), digest }
    log.error({ file, register: loaded.register.version, problems }, 'services file refused')
    onRefused()
  }

  async function accept(next: Loaded, candidate: Candidate): Promise<void> {
    const before = loaded
    const wasRefused = refused !== undefined
    loaded = next
    refused = undefined
    if (next.register === before.register) {
      if (wasRefused) log.info({ file, register: next.register.version }, 'services file in order')
      return
    }
    const changes = changesBetween(before.register, next.register)
    const { version: register } = next.register
    log.info(
      { file, register, before: before.register.version, ...changes },
      'services file loaded',
    )
    await keepCopy(candidate)
  }

  /** The gateway does without a copy: it says so once, and when the reason changes. */
  async function keepCopy({ text }: Candidate): Promise<void> {
    if (copy === undefined) return
    try {
      await writeCopy(copy, text)
      copyTrouble = undefined
    } catch (error) {
      const reason = codeOf(error)
      if (reason !== copyTrouble) log.warn({ copy, reason }, 'no copy of the services file is kept')
      copyTrouble = reason
    }
  }

  async function look(): Promise<void> {
    if (await hasChanged()) await take()
  }

  function status(): RegisterStatus {
    const { register, from, since, services } = loaded
    return {
      version: register.version,
      from,
      since: new Date(since).toISOString(),
      services,
      groups: register.groups.size,
      problems: refused?.problems ?? [],
      ...(refused && { refusedSince: new Date(refused.since).toISOString() }),
    }
  }

  return {
    current: () => loaded.register,
    status,
    keepFresh: (signal) =>
      keepFresh({ refresh: look, pause: () => lookEvery }, clock, signal).ended,
  }
}
