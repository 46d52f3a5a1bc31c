/** Connections that came in, and iterations of the event loop that left heads of requests unread. */
const arrivals = { connections: 0, heads: 0 }

/** Counts a connection that this process has accepted. */
export function noteConnection(): void {
  arrivals.connections += 1
}

/** Iterations of the event loop that work waits at most, in a row, while connections come in. */
const maxForConnections = 31
/** The same while heads wait: reading those of one iteration is work, too. */
const maxForHeads = 1
/** Iterations that work waits in one burst. It gets one back when it goes on, so that a flood of
 * connections takes half of the iterations. */
const burst = 256

/**
 * Says when work goes on. Node accepts one connection in each iteration of the event loop, in the
 * order of coming, and owners can take turns only once their heads are read. While hundreds come,
 * most iterations therefore do nothing else: the last of them would wait for the work of all others.
 */
class ArrivalsFirst {
  readonly #maxForHeads: number
  #seen = { ...arrivals }
  #waited = 0
  #left = burst

  /** @param isForHeads it is the heads that wait, for connections alone */
  constructor(isForHeads = false) {
    this.#maxForHeads = isForHeads ? 0 : maxForHeads
  }

  /** Is asked once in an iteration. */
  mayGoOn(): boolean {
    const most = Math.min(this.#mostToWait(), this.#waited + this.#left)
    this.#seen = { ...arrivals }
    const mustWait = this.#waited < most
    this.#waited = mustWait ? this.#waited + 1 : 0
    this.#left = mustWait ? this.#left - 1 : Math.min(burst, this.#left + 1)
    return !mustWait
  }

  #mostToWait(): number {
    if (arrivals.connections !== this.#seen.connections) return maxForConnections
    return arrivals.heads === this.#seen.heads ? 0 : this.#maxForHeads
  }
}

/** Work that is shared out over iterations of the event loop. */
interface SharedOut {
  /** Begins a new iteration's share. */
  readonly goOn: () => void
  /** Whether another iteration must follow. */
  readonly isNeeded: () => boolean
}

/** Lets work go on once in each iteration of the event loop in which it may, while it is needed. */
export class EachIteration {
  readonly #work: SharedOut
  readonly #arrivalsFirst: ArrivalsFirst
  #isScheduled = false

  constructor(work: SharedOut, isForHeads = false) {
    this.#work = work
    this.#arrivalsFirst = new ArrivalsFirst(isForHeads)
  }

  schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#run())
  }

  #run(): void {
    this.#isScheduled = false
    if (this.#arrivalsFirst.mayGoOn()) this.#work.goOn()
    if (this.#work.isNeeded()) this.schedule()
  }
}

/** Those who wait for a later iteration of the event loop; owners of calling systems take turns. */
export class LoopQueue {
  readonly #perIteration: number
  readonly #waiting = new Map<string, (() => void)[]>()
  readonly #isForHeads: boolean
  readonly #iterations: EachIteration
  /** Those who have gone on in this iteration. */
  #count = 0

  /** @param perIteration how many go on in one iteration of the event loop */
  constructor(perIteration: number, { isForHeads = false } = {}) {
    this.#perIteration = perIteration
    this.#isForHeads = isForHeads
    this.#iterations = new EachIteration(
      {
        goOn: () => this.#goOn(),
        isNeeded: () => this.#count > 0 || this.#waiting.size > 0,
      },
      isForHeads,
    )
  }

  /** `undefined` where the owner may go on at once, since few have gone on in this iteration. */
  pass(owner: string): Promise<void> | undefined {
    if (this.#waiting.size > 0 || this.#count >= this.#perIteration) return this.wait(owner)
    this.#count += 1
    this.#iterations.schedule()
    return undefined
  }

  /** Resolves when it is the owner's turn; what one owner waits for goes on in the order of coming. */
  wait(owner: string): Promise<void> {
    return new Promise((resolve) => {
      const line = this.#waiting.get(owner) ?? []
      line.push(resolve)
      this.#waiting.set(owner, line)
      this.#iterations.schedule()
    })
  }

  #goOn(): void {
    this.#count = 0
    while (this.#count < this.#perIteration && this.#waiting.size > 0) this.#goOnOne()
    if (this.#isForHeads && this.#waiting.size > 0) arrivals.heads += 1
  }

  #goOnOne(): void {
    for (const [owner, line] of this.#waiting) {
      this.#waiting.delete(owner)
      const next = line.shift()
      // To the end of the round.
      if (line.length > 0) this.#waiting.set(owner, line)
      this.#count += 1
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

/** Each takes about half a millisecond. */
const steps = new LoopQueue(4)

/**
 * Lets one step of a request go on, its beginning or what follows an answer of Altinn 3: at once, or
 * in turns of the owners when many come together. Without it one owner's burst of hundreds would
 * stand before every step of the others' requests.
 */
export function takeStep(owner: string): Promise<void> | undefined {
  return steps.pass(owner)
}
