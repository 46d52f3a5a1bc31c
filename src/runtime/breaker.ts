/** What came of a call that a breaker let through. */
export interface Passage {
  /** The call passed although the breaker is open. */
  readonly isProbe: boolean
  readonly succeed: () => void
  readonly fail: () => void
}

export type BreakerState = 'closed' | 'open' | 'half-open'

interface Outcomes {
  failures: number
  successes: number
}

/** Fewer failures than these say nothing yet. */
const minFailures = 5
/** Milliseconds of a window; outcomes of the present and the previous one count. */
const windowLength = 5_000
/** Milliseconds from one probe to the next while the breaker is open. */
const probeEvery = 1_000
/** Owners that are told apart in a window; the calls of more are not counted. */
const maxOwners = 1_000

/**
 * Stops calls to a product that fails for most owners of calling systems. It counts owners, not
 * calls, so that one owner whose calls all fail does not stop the others. While it is open, one call
 * a second passes as a probe, and one of each owner who has seen no failure; a success closes it.
 */
export class Breaker {
  readonly #now: () => number
  #present = new Map<string, Outcomes>()
  #previous = new Map<string, Outcomes>()
  #windowEnds = 0
  #isOpen = false
  #nextProbe = 0
  /** Counts closings: a call that began before the last one says nothing about the product now. */
  #generation = 0

  /** @param now milliseconds, of any origin */
  constructor(now: () => number) {
    this.#now = now
  }

  get state(): BreakerState {
    if (!this.#isOpen) return 'closed'
    return this.#now() >= this.#nextProbe ? 'half-open' : 'open'
  }

  /** `undefined` when the call must not be made. */
  enter(owner: string): Passage | undefined {
    const isProbe = this.#isOpen
    if (isProbe && !this.#mayProbe(owner)) return undefined
    const generation = this.#generation
    const note = (outcome: keyof Outcomes): void => {
      if (generation === this.#generation) this.#note(owner, outcome)
    }
    return { isProbe, succeed: () => note('successes'), fail: () => note('failures') }
  }

  #mayProbe(owner: string): boolean {
    const now = this.#now()
    if (now >= this.#nextProbe) {
      this.#nextProbe = now + probeEvery
      return true
    }
    // Counted as a failure until it succeeds, so that each owner sends one such probe.
    const isNew = this.#outcomesOf(owner).failures === 0 && this.#present.size < maxOwners
    if (!isNew) return false
    this.#note(owner, 'failures')
    return true
  }

  #note(owner: string, outcome: keyof Outcomes): void {
    this.#turnWindow()
    const known = this.#present.get(owner)
    if (known !== undefined) known[outcome] += 1
    else if (this.#present.size < maxOwners) {
      this.#present.set(owner, { failures: 0, successes: 0, [outcome]: 1 })
    }
    if (outcome === 'failures') this.#openIfIll()
    else if (this.#isOpen) this.#close()
  }

  #openIfIll(): void {
    if (this.#isOpen || !this.#isIll()) return
    this.#isOpen = true
    this.#nextProbe = this.#now() + probeEvery
  }

  #close(): void {
    this.#isOpen = false
    this.#generation += 1
    this.#present.clear()
    this.#previous.clear()
  }

  #isIll(): boolean {
    let [failures, failing, seen] = [0, 0, 0]
    for (const owner of new Set([...this.#previous.keys(), ...this.#present.keys()])) {
      const of = this.#outcomesOf(owner)
      failures += of.failures
      seen += 1
      if (of.failures > of.successes) failing += 1
    }
    return failures >= minFailures && failing > seen / 2
  }

  #outcomesOf(owner: string): Outcomes {
    this.#turnWindow()
    const [one, other] = [this.#previous.get(owner), this.#present.get(owner)]
    return {
      failures: (one?.failures ?? 0) + (other?.failures ?? 0),
      successes: (one?.successes ?? 0) + (other?.successes ?? 0),
    }
  }

  #turnWindow(): void {
    const now = this.#now()
    if (now < this.#windowEnds) return
    // After a longer silence both windows are over.
    const isNext = now < this.#windowEnds + windowLength
    this.#previous = isNext ? this.#present : new Map<string, Outcomes>()
    this.#present = new Map()
    this.#windowEnds = now + windowLength
  }
}
