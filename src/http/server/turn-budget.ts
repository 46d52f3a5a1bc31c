import { EachIteration } from '../../runtime/yield-to-others.ts'

/** Pieces of bodies that one turn of the event loop parses, of all connections: a millisecond. */
const maxPieces = 500

/** Bytes of a connection that wait for their turn. */
interface Waiting {
  readonly goOn: () => void
}

/** Shares out the work of each turn of the event loop, in the order of coming. */
export class TurnBudget {
  readonly #waiting = new Set<Waiting>()
  readonly #iterations = new EachIteration({
    goOn: () => this.#goOn(),
    isNeeded: () => this.#spent > 0 || this.#waiting.size > 0,
  })
  #spent = 0

  get isSpent(): boolean {
    return this.#spent >= maxPieces
  }

  spend(pieces: number): void {
    this.#spent += pieces
    this.#iterations.schedule()
  }

  wait(feed: Waiting): void {
    this.#waiting.add(feed)
    this.#iterations.schedule()
  }

  leave(feed: Waiting): void {
    this.#waiting.delete(feed)
  }

  #goOn(): void {
    this.#spent = 0
    for (const feed of this.#waiting) {
      if (this.isSpent) return
      this.#waiting.delete(feed)
      feed.goOn()
    }
  }
}
