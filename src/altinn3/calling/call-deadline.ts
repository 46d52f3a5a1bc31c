import { GatewayError } from '../../errors.ts'
import type { Outgoing } from '../operation.ts'

/** The deadline of one call, which begins anew with every piece of a body that is taken. */
export class CallDeadline {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  #outgoing: Outgoing | undefined
  #hasEnded = false

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => {
      const isCallers = this.#outgoing?.isAwaited() === true
      this.#controller.abort(new GatewayError(isCallers ? 'TIMED_OUT' : 'ALTINN3_SILENT'))
    }, milliseconds)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** @param outgoing a body that comes from the caller, who may be the one that is waited for */
  renew(outgoing?: Outgoing): void {
    this.#outgoing = outgoing
    // Refreshing a timer that was cleared would start it again.
    if (!this.#hasEnded) this.#timer.refresh()
  }

  end(): void {
    this.#hasEnded = true
    clearTimeout(this.#timer)
  }
}
