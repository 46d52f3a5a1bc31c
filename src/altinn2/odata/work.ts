import { ownSentences, refuse } from './parse/sentences.ts'

/**
 * Units of work, of about 50 ns each, that one request may spend on `$filter` and `$orderby`: less
 * than half a second. Seventy parts, the longest filter known from clients, spend 0.7 million on
 * 10 000 rows.
 */
export const maxUnits = 8_000_000
/** Units between two yields, about 2 ms. The row under way may add as many, and not more. */
export const maxUnitsPerSlice = 40_000

/** Counts what one request costs, and cuts it into slices. */
export class Work {
  readonly #yieldToOthers: () => Promise<void>
  #spent = 0
  #slice = 0

  constructor({ yieldToOthers }: { readonly yieldToOthers: () => Promise<void> }) {
    this.#yieldToOthers = yieldToOthers
  }

  /** Counts work that the caller's options cause. Throws `ODATA_REFUSED` beyond a bound. */
  spend(units: number): void {
    this.#spent += units
    this.#slice += units
    if (this.#slice > 2 * maxUnitsPerSlice) refuse(ownSentences.tooMuchWorkOnOneRow())
    if (this.#spent > maxUnits) refuse(ownSentences.tooMuchWork())
  }

  /** Counts work that every request for the list costs, whatever its options. */
  pass(units: number): void {
    this.#slice += units
  }

  /** Units that the caller's options have cost so far. */
  get spent(): number {
    return this.#spent
  }

  /** Must the caller `rest` before it goes on with the next row? */
  get isDue(): boolean {
    return this.#slice >= maxUnitsPerSlice
  }

  async rest(): Promise<void> {
    await this.#yieldToOthers()
    this.#slice = 0
  }
}

/** Work whose amount the length of a filter bounds: it needs no yield. */
export function shortWork(): Work {
  return new Work({ yieldToOthers: () => Promise.resolve() })
}

/** As `filter`, with a rest wherever one is due. `isKept` counts its own work. */
export async function keepInSlices<Item>(
  items: readonly Item[],
  isKept: (item: Item) => boolean,
  work: Work,
): Promise<readonly Item[]> {
  const kept: Item[] = []
  for (const item of items) {
    if (work.isDue) await work.rest()
    if (isKept(item)) kept.push(item)
  }
  return kept
}

/** As `map`, likewise. */
export async function mapInSlices<Item, Result>(
  items: readonly Item[],
  toResult: (item: Item) => Result,
  work: Work,
): Promise<readonly Result[]> {
  const results: Result[] = []
  for (const item of items) {
    if (work.isDue) await work.rest()
    results.push(toResult(item))
  }
  return results
}
