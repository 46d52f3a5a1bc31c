import { Readable } from 'node:stream'
import type { Asking } from '../../../src/altinn3/calling/ask.ts'
import {
  isSuccess,
  needAbsent,
  productOf,
  readAnswer,
  type Answer,
  type Bytes,
  type Call,
} from '../../../src/altinn3/operation.ts'
import { GatewayError } from '../../../src/errors.ts'
import { causeOf, headOf, sentBefore } from '../../../src/http/upstreams/failure-causes.ts'
import { createAppMetadataOf } from '../../../src/lookups/app-metadata.ts'
import { createApplicationsOf } from '../../../src/lookups/applications.ts'
import { createProcessTasksOf } from '../../../src/lookups/process-files.ts'
import { createFormRootsOf } from '../../../src/lookups/form-roots.ts'
import { guarded, type InTurn } from '../../../src/replicas/guard.ts'
import { createInTurn } from '../../../src/replicas/in-turn.ts'
import { createOutcomesHere, createOutcomesIn } from '../../../src/replicas/outcomes.ts'
import type { SharedStore } from '../../../src/replicas/store.ts'
import type { UpstreamFailure } from '../../../src/runtime/products.ts'
import type { Look, Ports, SubmissionNames } from '../../../src/translation.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { Altinn3InMemory, PlainAnswer } from './altinn3.ts'
import { befall, type FaultKind, type OnTheWire } from './faults.ts'

/** Milliseconds: until a caller must hear, until its work must end, and to an usual answer. */
const callerHears = 90_000
const workEnds = 130_000
const usualDeadline = 30_000

export interface GatewaySettings {
  readonly altinn3: Altinn3InMemory
  readonly clock: VirtualClock
  /** The fault of the next call. */
  readonly nextFault: (name: string) => FaultKind | undefined
  /** What it shares with other gateways. */
  readonly store?: SharedStore
  /** Milliseconds that a call takes each way. */
  readonly latency?: () => number
  /** It does not look a second time whether another replica is at work. */
  readonly looksOnce?: boolean
  /** Hears of what the log names. */
  readonly note: (names: SubmissionNames) => void
}

/** The connection of one caller. */
export interface CallerInMemory {
  /** Rejects when the caller has left. */
  readonly leaving: Promise<never>
  readonly leave: () => void
  /** Calls for it that change something and may have come to Altinn 3, by their names. */
  readonly writes: string[]
  /** Searches for what is there already. */
  looks: number
}

/** One process of the gateway, with what it keeps: its lookups, and its works of one key. */
export class GatewayInMemory {
  readonly #settings: GatewaySettings
  readonly #inTurn: InTurn
  readonly #outcomes: Ports['outcomes']
  readonly #lookups
  readonly #callers = new Set<CallerInMemory>()
  #isDropped = false

  constructor(settings: GatewaySettings) {
    this.#settings = settings
    const { clock, store } = settings
    const alive = store && this.#aliveStore(store)
    const steady = { now: clock.now, pause: this.#pause }
    const createToken = (): string => `token ${(tokens += 1)}`
    this.#inTurn = createInTurn(alive && { store: alive, clock: steady, createToken })
    this.#outcomes = alive === undefined ? createOutcomesHere(clock.now) : createOutcomesIn(alive)
    this.#lookups = {
      application: createApplicationsOf(clock),
      appMetadata: createAppMetadataOf(clock),
      rootsOf: createFormRootsOf(clock),
      processTasks: createProcessTasksOf(clock),
    }
  }

  /** Nothing of it goes on. */
  get isDropped(): boolean {
    return this.#isDropped
  }

  /** The way out of a request that begins now. */
  portsFor(caller: CallerInMemory): Ports {
    const began = this.#settings.clock.now()
    this.#callers.add(caller)
    return this.#ports(caller, began, began + callerHears)
  }

  #ports(caller: CallerInMemory, began: number, answerBy: number): Ports {
    const { clock, note } = this.#settings
    const asking = this.#asking(caller, answerBy)
    const look = {
      application: this.#lookups.application(asking.ask),
      appMetadata: this.#lookups.appMetadata(asking.ask),
      rootsOf: this.#lookups.rootsOf(asking),
      processTasks: this.#lookups.processTasks(asking),
      // No app of these runs asks which kind of party it is for.
    } as unknown as Look
    return {
      now: clock.now,
      pause: this.#pause,
      ...guarded(asking, this.#inTurn),
      look,
      renderBody: () => Promise.reject(new Error('no draft is rendered')),
      createId: () => 'no id',
      yieldToOthers: () => Promise.resolve(),
      detached: (perform) => {
        const work = perform(this.#ports(caller, began, began + workEnds))
        const late = this.#alive(clock.pause(began + callerHears - clock.now())).then(() => {
          throw new GatewayError('STILL_UNDER_WAY')
        })
        work.catch(() => undefined)
        late.catch(() => undefined)
        return Promise.race([work, late, caller.leaving])
      },
      outcomes: this.#outcomes,
      noteSubmission: note,
    }
  }

  #asking(caller: CallerInMemory, answerBy: number): Asking {
    return {
      ask: async (operation, sent) => {
        const answer = await this.#call(operation, sent, caller, answerBy)
        if (answer.isCut) throw failureOf(operation, 'ECONNRESET')
        return readAnswer(operation, toAnswer(operation, answer, this.#settings.clock.now()))
      },
      stream: async (operation, sent) => {
        const answer = await this.#call(operation, sent, caller, answerBy)
        if (isSuccess(answer)) return toBytes(answer)
        needAbsent(operation, toAnswer(operation, answer, this.#settings.clock.now()))
        return undefined
      },
    }
  }

  async #call<Sent>(
    call: Call<Sent>,
    sent: Sent,
    caller: CallerInMemory,
    answerBy: number,
  ): Promise<PlainAnswer & { readonly isCut?: true }> {
    const { altinn3, clock, latency, looksOnce = false } = this.#settings
    const wait = (): Promise<void> => (latency ? clock.pause(latency()) : Promise.resolve())
    await this.#alive(wait())
    if (looksOnce && call.name === 'storage/list-instances' && (caller.looks += 1) > 1)
      return noInstances
    const left = answerBy - clock.now()
    if (left <= 0) throw new GatewayError('ALTINN3_SILENT', { effect: 'notSent' })
    const onTheWire = await this.#alive(
      befall(this.#faultOf(call, caller), {
        perform: () => altinn3.perform(call, sent),
        pause: clock.pause,
        silence: async () => {
          await clock.pause(Math.min(left, call.extendedDeadline ?? usualDeadline))
          return { cause: 'SILENT' }
        },
        isRead: call.method === 'GET',
        withWorkflow: (workflow) => altinn3.with({ workflow }, call, sent),
        hiding: (what) => altinn3.with(hiding[what], call, sent),
        withoutParts: () => altinn3.withoutParts(call, sent),
        dropGateway: () => {
          this.#isDropped = true
          for (const one of this.#callers) one.leave()
          return never
        },
        dropCaller: caller.leave,
      }),
    )
    await this.#alive(wait())
    return toPlain(call, onTheWire)
  }

  readonly #pause = (milliseconds: number): Promise<void> =>
    this.#alive(this.#settings.clock.pause(milliseconds))

  /** A store that a process that has ended calls no more. */
  #aliveStore(store: SharedStore): SharedStore {
    return {
      setAbsent: (...given) => this.#alive(store.setAbsent(...given)),
      extend: (...given) => this.#alive(store.extend(...given)),
      remove: (...given) => (this.#isDropped ? never : store.remove(...given)),
      get: (...given) => this.#alive(store.get(...given)),
      set: (...given) => this.#alive(store.set(...given)),
    }
  }

  #faultOf({ name, method }: Call<never>, { writes }: CallerInMemory): FaultKind | undefined {
    const kind = this.#settings.nextFault(name)
    const comesToNothing = kind !== undefined && withoutEffect.has(kind)
    if (method !== 'GET' && !comesToNothing) writes.push(name)
    return kind
  }

  /** What a process awaits that has ended comes never. */
  async #alive<Result>(work: Promise<Result>): Promise<Result> {
    const result = await work
    return this.#isDropped ? never : result
  }
}

/** Faults after which a call has certainly changed nothing. */
const withoutEffect: ReadonlySet<FaultKind> = new Set([
  'not sent',
  'refused',
  'part refused',
  'busy',
])

/** By some looks, and for some seconds. */
const late = { looks: 2, milliseconds: 4_000 }
const hiding = {
  all: { lateInstances: late, lateElements: late },
  elements: { lateElements: late },
} as const

let tokens = 0

const noInstances: PlainAnswer = {
  ...{ status: 200, headers: {} },
  bytes: Buffer.from(JSON.stringify({ instances: [] })),
}

const never = new Promise<never>(() => undefined)

/** Throws what a call throws whose connection fails. */
function toPlain(call: Call<never>, onTheWire: OnTheWire): PlainAnswer & { readonly isCut?: true } {
  if (!('cause' in onTheWire)) return onTheWire
  throw failureOf(call, onTheWire.cause)
}

/** What a stream throws that breaks off is no error of ours. */
function toBytes({ bytes, isCut }: PlainAnswer & { readonly isCut?: true }): Bytes {
  const end = isCut ? Math.floor(bytes.length / 2) : bytes.length
  async function* pieces(): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, end)
    await Promise.resolve()
    if (isCut) throw Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' })
  }
  return { stream: Readable.from(pieces(), { objectMode: false }), length: bytes.length }
}

function failureOf(call: Call<never>, code: string): GatewayError {
  const cause = causeOf(Object.assign(new Error(), { code }))
  const sent = sentBefore(cause)
  return new GatewayError(cause === 'DEADLINE' ? 'ALTINN3_SILENT' : 'ALTINN3_UNREACHABLE', {
    effect: sent === 'no' ? 'notSent' : 'unknown',
    upstream: { product: productOf(call), cause, sent },
  })
}

/** As a call reads it: what is not JSON reads as nothing. */
function toAnswer(call: Call<never>, { status, headers, bytes }: PlainAnswer, now: number): Answer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  const failure: UpstreamFailure = {
    ...{ product: productOf(call), cause: 'STATUS', sent: 'unknown' as const },
    ...headOf(status, Object.fromEntries(lower), now),
  }
  const isFailure = status === 429 || status >= 500
  return { status, body: parse(bytes.toString()), ...(isFailure ? { failure } : {}) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
