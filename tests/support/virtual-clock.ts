import type { Clock } from '../../src/runtime/clock.ts'

export interface VirtualClock extends Clock {
  /** Every pause that was asked for, in order. */
  readonly pauses: readonly number[]
  /** Lets time pass; what was due in it goes on, in its order, once the test waits. */
  readonly advance: (milliseconds: number) => void
  /** Lets time pass until the next pause is over; false where there is none. */
  readonly skip: () => boolean
}

/** Time that passes only when the test says so. */
export function virtualClock(start = Date.parse('2026-11-22T12:00:00Z')): VirtualClock {
  let time = start
  const pauses: number[] = []
  let waiting: { readonly until: number; readonly goOn: () => void }[] = []
  const advance = (milliseconds: number): void => {
    time += milliseconds
    const due = waiting.filter(({ until }) => until <= time)
    waiting = waiting.filter(({ until }) => until > time)
    for (const { goOn } of due.sort((one, other) => one.until - other.until)) goOn()
  }
  return {
    now: () => time,
    pause: (milliseconds) =>
      new Promise((goOn) => {
        pauses.push(milliseconds)
        waiting.push({ until: time + milliseconds, goOn })
      }),
    pauses,
    advance,
    skip: () => {
      if (waiting.length === 0) return false
      advance(Math.min(...waiting.map(({ until }) => until)) - time)
      return true
    },
  }
}

/** Until everything that can happen without time passing has happened, short of the network. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Turn by turn until it is so, without any sleep. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + 5_000
  while (!(await isSo())) {
    if (Date.now() > giveUp) throw new Error(`never came true: ${isSo.toString()}`)
    await turn()
  }
}
