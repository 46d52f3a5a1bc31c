import { stat } from 'node:fs/promises'
import type { Clock } from '../../runtime/clock.ts'
import { codeOf } from './services-source.ts'

/** Two writes within one tick of a file system's clock cannot be told apart by their times. */
const youngFor = 1_000
/** What goes on changing, or is not there, is taken for what it is after so many looks. */
export const mostLooks = 16

/** To be asked again and again: is there something to read that was not there the last time? */
export type HasChanged = () => Promise<boolean>

/**
 * Looks without reading. Looks work on every mount and through every link, whether a file is
 * rewritten, replaced, or the folder around it is. Says yes at the second look that finds the file
 * changed and at rest, so that its writer is done with it.
 */
export async function createFileWatch(file: string, clock: Clock): Promise<HasChanged> {
  let taken = await markOf(file, clock.now())
  let seen = taken
  let looks = 0
  return async () => {
    const mark = await markOf(file, clock.now())
    const isAtRest = mark.isThere && mark.text === seen.text
    seen = mark
    looks = mark.text === taken.text ? 0 : looks + 1
    if (looks === 0 || (!isAtRest && looks < mostLooks)) return false
    taken = mark
    looks = 0
    return true
  }
}

interface Mark {
  readonly isThere: boolean
  /** Another one: another file under this name, another length or time, or now old enough. */
  readonly text: string
}

async function markOf(file: string, now: number): Promise<Mark> {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(file, { bigint: true })
    const changed = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n)
    // A young file is read once more when it has grown old: its time could not yet be trusted.
    const isYoung = now - changed < youngFor
    return { isThere: true, text: [dev, ino, size, mtimeNs, ctimeNs, isYoung].join(' ') }
  } catch (error) {
    return { isThere: false, text: codeOf(error) }
  }
}
