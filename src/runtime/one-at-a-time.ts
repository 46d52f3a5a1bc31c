/** So much work has the same key already that more is refused. */
export class TooManyWaitError extends Error {
  override readonly name = 'TooManyWaitError'
}

/** Work of one key that may wait, the one under way included. */
const maxPerKey = 8

/** Performs works with the same key one after another, in the order in which they came. */
export class OneAtATime {
  readonly #lines = new Map<string, { last: Promise<unknown>; length: number }>()

  /** Keys with work under way. */
  get size(): number {
    return this.#lines.size
  }

  /** Gives what the work gives. Throws a `TooManyWaitError`. */
  async perform<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0 }
    if (line.length === maxPerKey) throw new TooManyWaitError()
    this.#lines.set(key, line)
    line.length += 1
    const before = line.last
    const result = before.then(work, work)
    line.last = result.catch(() => undefined)
    try {
      return await result
    } finally {
      line.length -= 1
      if (line.length === 0) this.#lines.delete(key)
    }
  }
}
