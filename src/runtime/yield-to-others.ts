/**
 * Gives the way for long work to let others go on: it resolves in a later iteration of the event
 * loop, in which no other long work goes on. So the sockets of others wait for one slice of work at
 * most. Owners of calling systems take turns, each in the order of coming.
 */
export function createYieldToOthers(): (owner: string) => Promise<void> {
  const waiting = new Map<string, (() => void)[]>()
  const goOn = (): void => {
    for (const [owner, line] of waiting) {
      waiting.delete(owner)
      const next = line.shift()
      // To the end of the round.
      if (line.length > 0) waiting.set(owner, line)
      next?.()
      break
    }
    if (waiting.size > 0) setImmediate(goOn)
  }
  return (owner) =>
    new Promise((resolve) => {
      if (waiting.size === 0) setImmediate(goOn)
      const line = waiting.get(owner) ?? []
      line.push(resolve)
      waiting.set(owner, line)
    })
}

/** Of this process, which has one event loop. */
export const yieldToOthers = createYieldToOthers()
