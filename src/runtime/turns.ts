/** Hands out turns of the event loop. */
export interface Turns {
  /** Resolves in a turn of the event loop in which nothing else that waits here goes on. */
  readonly yieldToOthers: () => Promise<void>
}

/**
 * One of those that wait goes on in each turn, first come, first served. So the sockets of others
 * wait for one slice of work at most, however many requests work in slices.
 */
export function createTurns(): Turns {
  const waiting: (() => void)[] = []
  const goOn = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(goOn)
  }
  return {
    yieldToOthers: () =>
      new Promise((resolve) => {
        waiting.push(resolve)
        if (waiting.length === 1) setImmediate(goOn)
      }),
  }
}

/** Of this process: it has one event loop. */
export const { yieldToOthers } = createTurns()
