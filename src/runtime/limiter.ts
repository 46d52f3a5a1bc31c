import { GatewayError } from '../errors.ts'

/**
 * A line with so many places. `take` waits for one, in the order of coming, and gives the function
 * that hands it back; with `mostWaiting` ahead, or when the signal fires, it throws `ALTINN3_BUSY`.
 */
export interface Turns {
  readonly take: (until: () => AbortSignal) => Promise<() => void>
}

export function takingTurns(most: number, mostWaiting: number): Turns {
  const waiting = new Set<() => void>()
  let running = 0

  // A place is handed on, so that nobody who comes later can slip in between.
  function handOn(): void {
    const [next] = waiting
    if (next === undefined) running -= 1
    else next()
  }

  function wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(go)
        reject(new GatewayError('ALTINN3_BUSY'))
      }
      const go = (): void => {
        waiting.delete(go)
        signal.removeEventListener('abort', leave)
        resolve()
      }
      if (signal.aborted) {
        leave()
        return
      }
      signal.addEventListener('abort', leave, { once: true })
      waiting.add(go)
    })
  }

  return {
    take: async (until) => {
      if (running < most) running += 1
      else if (waiting.size >= mostWaiting) throw new GatewayError('ALTINN3_BUSY')
      else await wait(until())
      let isMine = true
      return () => {
        if (isMine) handOn()
        isMine = false
      }
    },
  }
}
