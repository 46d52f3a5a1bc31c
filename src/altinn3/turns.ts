import { GatewayError } from '../errors.ts'

/**
 * A line with so many places. `take` waits for one, in the order of coming, and gives the function
 * that hands it back; with `mostWaiting` ahead it throws `ALTINN3_BUSY`.
 */
export interface Turns {
  readonly take: () => Promise<() => void>
}

export function takingTurns(most: number, mostWaiting: number): Turns {
  const waiting: (() => void)[] = []
  let running = 0

  // A place is handed on, so that nobody who comes later can slip in between.
  function handOn(): void {
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return {
    take: async () => {
      if (running >= most && waiting.length >= mostWaiting) throw new GatewayError('ALTINN3_BUSY')
      if (running < most) running += 1
      else await new Promise<void>((resolve) => waiting.push(resolve))
      let isMine = true
      return () => {
        if (isMine) handOn()
        isMine = false
      }
    },
  }
}
