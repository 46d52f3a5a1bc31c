import type { Altinn2Response } from '../../../src/altinn2/response.ts'
import { errors, GatewayError, upstreamOf } from '../../../src/errors.ts'
import type { SubmissionNames, Translation, TranslationRequest } from '../../../src/translation.ts'
import { turn, virtualClock } from '../virtual-clock.ts'
import { Altinn3InMemory } from './altinn3.ts'
import type { Fault, FaultKind } from './faults.ts'
import { StoreInMemory } from '../store-in-memory.ts'
import { GatewayInMemory, type CallerInMemory, type GatewaySettings } from './gateway.ts'
import { appOf, type AppKind } from './apps.ts'

/** Makes a request anew for each attempt: a body can be read once. */
export type NewRequest = () => TranslationRequest

/** An answer as its caller sees it. */
export interface Heard {
  /** None: the connection was cut. */
  readonly status: number | undefined
  readonly code?: string
  readonly location?: string
  /** Seconds. */
  readonly retryAfter?: number
  /** Calls of this attempt that change something and may have come to Altinn 3, by their names. */
  readonly writes: readonly string[]
}

/** Gateways of one installation. */
export interface Replicas extends Pick<GatewaySettings, 'latency' | 'looksOnce'> {
  readonly count?: number
  /** They share a store. */
  readonly hasLease?: boolean
}

/** Seconds after which a caller tries again that was not told when. */
const usualRetryAfter = 5
const maxAttempts = 12
/** Turns of the event loop in which nothing has happened, and no time can pass. */
const maxIdle = 100

/** A caller, a gateway that may end and begin anew, and Altinn 3, in time that passes as it must. */
export class World {
  readonly clock = virtualClock()
  readonly altinn3: Altinn3InMemory
  /** The operations that were called since the faults were set, in order. */
  calls: string[] = []
  /** The id of the message that was made before the faults. */
  message = ''
  /** What the log names. */
  readonly named = new Set<string>()
  /** One for each replica. */
  #gateways: (GatewayInMemory | undefined)[] = []
  #replicas: Replicas

  #faults: readonly Fault[] = []
  readonly #store = new StoreInMemory(this.clock.now)

  /** @param skew milliseconds by which Altinn 3's clock is ahead of the gateway's */
  constructor(kind: AppKind, skew = 0, replicas: Replicas = {}) {
    this.#replicas = replicas
    this.altinn3 = new Altinn3InMemory(appOf(kind), () => this.clock.now() + skew)
  }

  /** Of the calls from now on, made by a gateway that has just begun. */
  setFaults(faults: readonly Fault[]): void {
    this.#faults = faults
    this.#gateways = []
    this.calls = []
  }

  /** Sends the same until the answer is no failure, waiting as long as each answer says. */
  send(translation: Translation, newRequest: NewRequest): Promise<readonly Heard[]> {
    return this.until(this.#send(translation, newRequest, 0))
  }

  /** Two callers send the same, each to a replica, and each again to the other one. */
  sendTwice(
    translation: Translation,
    newRequest: NewRequest,
    millisecondsBetween: number,
  ): Promise<readonly (readonly Heard[])[]> {
    const second = this.clock
      .pause(millisecondsBetween)
      .then(() => this.#send(translation, newRequest, 1))
    return this.until(Promise.all([this.#send(translation, newRequest, 0), second]))
  }

  async #send(
    translation: Translation,
    newRequest: NewRequest,
    first: number,
  ): Promise<readonly Heard[]> {
    const { count = 1 } = this.#replicas
    const heard: Heard[] = []
    while (heard.length < maxAttempts) {
      const answer = await this.#attempt(translation, newRequest(), (first + heard.length) % count)
      heard.push(answer)
      if (answer.status !== undefined && answer.status < 500) return heard
      await this.clock.pause((answer.retryAfter ?? usualRetryAfter) * 1_000)
    }
    return heard
  }

  /** Lets time pass until the work has ended. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isOver = (): boolean => false
    const end = (): void => {
      isOver = () => true
    }
    work.then(end, end)
    for (let idle = 0; !isOver() && idle < maxIdle;) {
      // What needs no time goes on first, also where it takes turns.
      await turn()
      await turn()
      if (!isOver()) idle = this.clock.skip() ? 0 : idle + 1
    }
    if (!isOver()) throw new Error('nothing is left to wait for')
    return work
  }

  async #attempt(
    translation: Translation,
    request: TranslationRequest,
    replica: number,
  ): Promise<Heard> {
    const caller = newCaller()
    let gateway = this.#gateways[replica]
    if (gateway === undefined || gateway.isDropped) gateway = this.#begin()
    this.#gateways[replica] = gateway
    const work = translation(request, gateway.portsFor(caller))
    work.catch(() => undefined)
    const answer = await Promise.race([work, caller.leaving]).then(toHeard, toFailure)
    return { ...answer, writes: [...caller.writes] }
  }

  #begin(): GatewayInMemory {
    const { altinn3, clock } = this
    const { hasLease = false, latency, looksOnce = false } = this.#replicas
    return new GatewayInMemory({
      ...{ altinn3, clock, looksOnce },
      ...(hasLease ? { store: this.#store } : {}),
      ...(latency === undefined ? {} : { latency }),
      nextFault: (name) => this.#nextFault(name),
      note: ({ instance }: SubmissionNames) => {
        if (instance !== undefined) this.named.add(instance)
      },
    })
  }

  #nextFault(name: string): FaultKind | undefined {
    this.calls.push(name)
    return this.#faults.find(({ call }) => call === this.calls.length)?.kind
  }
}

class CallerLeft extends Error {}

function newCaller(): CallerInMemory {
  let leave = (): void => undefined
  const leaving = new Promise<never>((_resolve, reject) => {
    leave = () => reject(new CallerLeft())
  })
  leaving.catch(() => undefined)
  return { leaving, leave: () => leave(), writes: [], looks: 0 }
}

type Answered = Omit<Heard, 'writes'>

function toHeard({ status, location }: Altinn2Response): Answered {
  return { status, ...(location === undefined ? {} : { location }) }
}

function toFailure(error: unknown): Answered {
  if (error instanceof CallerLeft) return { status: undefined }
  if (!(error instanceof GatewayError)) throw error
  const { code, details } = error
  const { status } = errors[code]
  const retryAfter = upstreamOf(error)?.retryAfter ?? (status === 503 ? usualRetryAfter : undefined)
  const { location } = details
  return {
    ...{ status, code },
    ...(location === undefined ? {} : { location }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  }
}
