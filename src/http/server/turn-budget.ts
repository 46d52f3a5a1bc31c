import { ArrivalsFirst } from '../../runtime/yield-to-others.ts'

/** Pieces of bodies that one turn of the event loop parses, of all connections: a millisecond. */
const maxPieces = 500

/** Bytes of a connection that wait for their turn. */
interface Waiting {
  readonly goOn: () => void
}

/** Shares out the work of each turn of the event loop, in the order of coming. */
export class TurnBudget {
  readonly #waiting = new Set<Waiting>()
  readonly #arrivalsFirst = new ArrivalsFirst()
  #spent = 0
  #isScheduled = false

  get isSpent(): boolean {
    return this.#spent >= maxPieces
  }

  spend(pieces: number): void {
    this.#spent += pieces
    this.#schedule()
  }

  wait(feed: Waiting): void {
    this.#waiting.add(feed)
    this.#schedule()
  }

  leave(feed: Waiting): void {
    this.#waiting.delete(feed)
  }

  #schedule(): void {
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(() => this.#begin())
  }

  #begin(): void {
    this.#isScheduled = false
    if (this.#arrivalsFirst.mayGoOn()) {
      this.#spent = 0
      this.#goOn()
    }
    if (this.#spent > 0 || this.#waiting.size > 0) this.#schedule()
  }

  #goOn(): void {
    for (const feed of this.#waiting) {
      if (this.isSpent) return
      this.#waiting.delete(feed)
      feed.goOn()
    }
  }
}
