/**
 * Resolves in a later iteration of the event loop, in which nothing else that waits here goes on:
 * first come, first served. So the sockets of others wait for one slice of work at most, however
 * many requests work in slices. At most a few calls of each request under way wait.
 */
export function createYieldToOthers(): () => Promise<void> {
  const waiting: (() => void)[] = []
  const goOn = (): void => {
    waiting.shift()?.()
    if (waiting.length > 0) setImmediate(goOn)
  }
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      if (waiting.length === 1) setImmediate(goOn)
    })
}

/** Of this process, which has one event loop. */
export const yieldToOthers = createYieldToOthers()
