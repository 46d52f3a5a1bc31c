/** Those who wait for a later iteration of the event loop; owners of calling systems take turns. */
export class LoopQueue {
  readonly #perIteration: number
  readonly #waiting = new Map<string, (() => void)[]>()

  /** @param perIteration how many go on in one iteration of the event loop */
  constructor(perIteration: number) {
    this.#perIteration = perIteration
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Resolves when it is the owner's turn; what one owner waits for goes on in the order of coming. */
  wait(owner: string): Promise<void> {
    return new Promise((resolve) => {
      if (this.isEmpty) setImmediate(() => this.#goOn())
      const line = this.#waiting.get(owner) ?? []
      line.push(resolve)
      this.#waiting.set(owner, line)
    })
  }

  #goOn(): void {
    for (let count = 0; count < this.#perIteration && !this.isEmpty; count += 1) this.#goOnOne()
    if (!this.isEmpty) setImmediate(() => this.#goOn())
  }

  #goOnOne(): void {
    for (const [owner, line] of this.#waiting) {
      this.#waiting.delete(owner)
      const next = line.shift()
      // To the end of the round.
      if (line.length > 0) this.#waiting.set(owner, line)
      next?.()
      return
    }
  }
}

const longWork = new LoopQueue(1)

/**
 * Gives the way for long work to let others go on: no other long work goes on in the iteration of
 * the event loop in which it resolves. So the sockets of others wait for one slice of work at most.
 */
export function yieldToOthers(owner: string): Promise<void> {
  return longWork.wait(owner)
}

/** Requests that go on in one iteration of the event loop; each takes about a millisecond. */
const maxGoingOn = 4

/**
 * Lets requests begin, or go on: at once, or in turns of their owners when many come together.
 * Without it one owner's burst of hundreds would stand before every step of the others' requests.
 */
export function createAdmission(): (owner: string) => Promise<void> | undefined {
  const queue = new LoopQueue(maxGoingOn)
  let begun = 0
  return (owner) => {
    if (begun === 0) setImmediate(() => (begun = 0))
    begun += 1
    return begun <= maxGoingOn && queue.isEmpty ? undefined : queue.wait(owner)
  }
}
