import type { Clock } from './clock.ts'

/** Something that is read again and again. */
export interface Refreshed {
  /** Reads it once; notes a failure itself and never throws. */
  readonly refresh: () => Promise<void>
  /** Milliseconds until the next refresh; called after each one. */
  readonly pause: () => number
}

export interface KeptFresh {
  /** Begins the pause under way anew, with its length as `pause` gives it now. */
  readonly restartPause: () => void
  /** Resolves when the signal has aborted and no refresh is under way any more. */
  readonly ended: Promise<void>
}

/** Refreshes at once and after each pause, until the signal aborts. */
export function keepFresh(
  { refresh, pause }: Refreshed,
  clock: Clock,
  signal: AbortSignal,
): KeptFresh {
  let endPause: (isOver: boolean) => void = () => undefined
  const rest = (): Promise<boolean> =>
    new Promise((resolve) => {
      endPause = resolve
      void clock.pause(pause()).then(() => resolve(true))
    })
  const isOver = (): boolean => signal.aborted
  const repeat = async (): Promise<void> => {
    let isDue = true
    while (!isOver()) {
      if (isDue) await refresh()
      isDue = !isOver() && (await rest())
    }
  }
  // A caller that ends does not wait for the pause, which may be long.
  signal.addEventListener('abort', () => endPause(false), { once: true })
  return { restartPause: () => endPause(false), ended: repeat() }
}
