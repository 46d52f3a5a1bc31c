import type { Dispatcher } from 'undici'
import { GatewayError, type ErrorCode } from '../../errors.ts'
import { Breaker, type Passage } from '../../runtime/breaker.ts'
import { Limiter, LimiterFullError } from '../../runtime/limiter.ts'
import { products, type Product } from '../../runtime/products.ts'
import { RetryBudget } from '../../runtime/retry-budget.ts'
import type { Share } from '../../runtime/shares.ts'
import { createAgent, type AgentLimits } from './agent.ts'
import type { CallObserver } from './call-outcomes.ts'
import type { ObservedAgent } from './observed-agent.ts'
import type { OutboundProxy } from './proxy.ts'

/** Calls that are answered with a document, or calls that carry bytes of any length. */
export type Load = 'calls' | 'bytes'

export const loads = ['calls', 'bytes'] as const satisfies readonly Load[]

/** A place in a bulkhead, for one call and its repeat. */
export interface Place extends Passage {
  /** Milliseconds waited for it. */
  readonly queuedMs: number
  readonly leave: () => void
}

export interface BulkheadLimits extends AgentLimits {
  /** Milliseconds that a call waits for its place. */
  readonly placeMs: number
}

/** Calls that may wait for one product; the next one is refused. */
const maxWaiting = 1_000

/**
 * All that one product is called through: connections, places, breaker and budget for repeats of its
 * own, so that no product that hangs or fails takes anything from another.
 */
export class Bulkhead {
  readonly product: Product
  readonly dispatcher: Dispatcher
  /** Each call on a new connection: for a repeat after a kept one was closed. */
  readonly freshDispatcher: Dispatcher
  readonly breaker: Breaker
  readonly retries = new RetryBudget()
  readonly #limiters: Readonly<Record<Load, Limiter>>
  readonly #agents: readonly ObservedAgent[]
  #observer: CallObserver | undefined

  /** @param concurrency places for calls, and as many for calls that carry bytes */
  constructor(
    product: Product,
    limits: BulkheadLimits,
    concurrency: number,
    proxy?: OutboundProxy,
  ) {
    this.product = product
    const agent = createAgent(limits, 2 * concurrency, 1, proxy)
    const freshAgent = createAgent(limits, 2 * concurrency, 0, proxy)
    this.#agents = [agent, freshAgent]
    this.dispatcher = agent
    this.freshDispatcher = freshAgent
    this.breaker = new Breaker(() => performance.now())
    const settings = { concurrency, maxWaiting, maxWait: limits.placeMs }
    this.#limiters = { calls: new Limiter(settings), bytes: new Limiter(settings) }
  }

  /** Has an observer hear of every call from now on, and of every call that is refused here. */
  observe(observer: CallObserver): void {
    this.#observer = observer
    for (const agent of this.#agents) agent.observer = observer
  }

  /** Places that are taken. */
  inUse(load: Load): number {
    return this.#limiters[load].inUse
  }

  /** Calls that wait for a place. */
  waiting(load: Load): number {
    return this.#limiters[load].waiting
  }

  get isIll(): boolean {
    return this.breaker.state !== 'closed'
  }

  /**
   * Waits for a place. Throws a `GatewayError` of that code, or the signal's reason.
   *
   * @param until aborts when the call is not wanted any more
   */
  async enter(
    share: Share,
    load: Load,
    busy: ErrorCode,
    until?: () => AbortSignal,
  ): Promise<Place> {
    const began = performance.now()
    const passage = this.breaker.enter(share.owner)
    if (passage === undefined) throw this.#refusal(busy, 'BREAKER_OPEN', began)
    const leave = await this.#limiters[load].acquire(share, until).catch((error: unknown) => {
      if (error instanceof LimiterFullError) throw this.#refusal(busy, 'BULKHEAD_FULL', began)
      throw error
    })
    // It may have opened during the wait.
    if (this.breaker.stops(share.owner) && !passage.isProbe) {
      leave()
      throw this.#refusal(busy, 'BREAKER_OPEN', began)
    }
    return { ...passage, leave, queuedMs: performance.now() - began }
  }

  #refusal(code: ErrorCode, cause: 'BULKHEAD_FULL' | 'BREAKER_OPEN', began: number): GatewayError {
    this.#observer?.ended(cause)
    const queuedMs = Math.round(performance.now() - began)
    return new GatewayError(code, {
      upstream: { product: this.product, cause, sent: 'no', queuedMs },
    })
  }

  async close(): Promise<void> {
    await Promise.all([this.dispatcher.destroy(), this.freshDispatcher.destroy()])
  }
}

export type Bulkheads = Readonly<Record<Product, Bulkhead>>

export function createBulkheads(
  limits: BulkheadLimits,
  concurrency: number,
  proxy?: OutboundProxy,
): Bulkheads {
  return Object.fromEntries(
    products.map((product) => [product, new Bulkhead(product, limits, concurrency, proxy)]),
  ) as Record<Product, Bulkhead>
}
