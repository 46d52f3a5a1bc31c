import { setImmediate as turn } from 'node:timers/promises'

let last: Promise<void> = Promise.resolve()

/**
 * Lets other work go on before the next slice of a long one. Slices of all requests share one line,
 * one slice for each turn of the event loop, so that many long texts do not make long turns.
 */
export function nextTurn(): Promise<void> {
  last = last.then(() => turn())
  return last
}
