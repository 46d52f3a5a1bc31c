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
 * As long as only one owner has seen failures, it stops the calls of that owner alone.
 */
export class Breaker {
  readonly #now: () => number
  #present = new Map<string, Outcomes>()
  #previous = new Map<string, Outcomes>()
  #windowEnds = 0
  #isOpen = false
  #nextProbe = 0
  /** While it is open: the one owner who has seen failures; `undefined` when there are more. */
  #onlyFailing: string | undefined
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

  /** Whether it stops the calls of this owner, but for probes. */
  stops(owner: string): boolean {
    return this.#isOpen && (this.#onlyFailing === undefined || this.#onlyFailing === owner)
  }

  /** `undefined` when the call must not be made. */
  enter(owner: string): Passage | undefined {
    const isProbe = this.#isOpen
    if (this.stops(owner) && !this.#mayProbe(owner)) return undefined
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
    if (outcome === 'failures') this.#noteFailing(owner)
    else if (this.#isOpen) this.#close()
  }

  #noteFailing(owner: string): void {
    if (this.#isOpen) {
      if (owner !== this.#onlyFailing) this.#onlyFailing = undefined
      return
    }
    const failing = this.#failingWhereIll()
    if (failing === undefined) return
    this.#isOpen = true
    this.#onlyFailing = failing.length === 1 ? failing[0] : undefined
    this.#nextProbe = this.#now() + probeEvery
  }

  #close(): void {
    this.#isOpen = false
    this.#generation += 1
    this.#present.clear()
    this.#previous.clear()
  }

  /** The owners who have seen failures, where the product fails for most owners. */
  #failingWhereIll(): readonly string[] | undefined {
    let [failures, mostlyFailing, seen] = [0, 0, 0]
    const failing: string[] = []
    for (const owner of new Set([...this.#previous.keys(), ...this.#present.keys()])) {
      const of = this.#outcomesOf(owner)
      failures += of.failures
      seen += 1
      if (of.failures > 0) failing.push(owner)
      if (of.failures > of.successes) mostlyFailing += 1
    }
    return failures >= minFailures && mostlyFailing > seen / 2 ? failing : undefined
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
