/** Work that several wait for: done once, and stopped when the last of them has left. */
export class SharedWork<Result> {
  readonly #underWay = new Map<string, Work<Result>>()

  /** Whether there is work under a key to join. */
  has(key: string): boolean {
    return this.#underWay.has(key)
  }

  /**
   * Waits for the work under a key, which `begin` starts unless it is under way. Rejects with the
   * signal's reason when that aborts first.
   */
  async join(
    key: string,
    signal: AbortSignal,
    begin: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted()
    const work = this.#underWay.get(key) ?? this.#begin(key, begin)
    work.waiting += 1
    let leave: (() => void) | undefined
    try {
      return await new Promise<Result>((resolve, reject) => {
        leave = () => reject(signal.reason as Error)
        signal.addEventListener('abort', leave, { once: true })
        work.result.then(resolve, reject)
      })
    } finally {
      if (leave !== undefined) signal.removeEventListener('abort', leave)
      work.waiting -= 1
      if (work.waiting === 0) this.#stop(key, work)
    }
  }

  #begin(key: string, begin: (signal: AbortSignal) => Promise<Result>): Work<Result> {
    const controller = new AbortController()
    const result = begin(controller.signal)
    const work = { result, controller, waiting: 0 }
    // Its failure is that of those who wait; without any, it matters to none.
    result.catch(() => undefined).finally(() => this.#forget(key, work))
    this.#underWay.set(key, work)
    return work
  }

  #stop(key: string, work: Work<Result>): void {
    this.#forget(key, work)
    work.controller.abort()
  }

  #forget(key: string, work: Work<Result>): void {
    if (this.#underWay.get(key) === work) this.#underWay.delete(key)
  }
}

interface Work<Result> {
  readonly result: Promise<Result>
  readonly controller: AbortController
  waiting: number
}
