import { Agent, type Dispatcher } from 'undici'
import { outcomeOf, statusClassOf, type CallObserver, type CallOutcome } from './call-outcomes.ts'

/** An agent that reports the end of each call to an observer. A repeated call is reported twice. */
export class ObservedAgent extends Agent {
  observer: CallObserver | undefined

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const { observer } = this
    if (observer === undefined) return super.dispatch(options, handler)
    const call = new Call(observer)
    // Each form is wrapped as it is: undici's own wrapping writes and reads all headers once more.
    const observed = isOfRequest(handler)
      ? new ObservedRequest(handler, call)
      : new ObservedHandler(handler, call)
    return super.dispatch(options, observed)
  }
}

/** One call on the wire. */
class Call {
  readonly #observer: CallObserver
  readonly #began = performance.now()
  #headMs: number | undefined
  #status = 0
  #hasEnded = false

  constructor(observer: CallObserver) {
    this.#observer = observer
  }

  /** A head may be an interim one. */
  head(status: number): void {
    if (status < 200) return
    this.#status = status
    this.#headMs = performance.now() - this.#began
  }

  end(): void {
    this.#tell(statusClassOf(this.#status))
  }

  fail(error: unknown): void {
    this.#tell(outcomeOf(error))
  }

  /** Once: an error of the reader's own may follow the end. */
  #tell(outcome: CallOutcome): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#observer.ended(outcome, this.#headMs ?? performance.now() - this.#began)
  }
}

class ObservedHandler implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler
  readonly #call: Call

  constructor(handler: Dispatcher.DispatchHandler, call: Call) {
    this.#handler = handler
    this.#call = call
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#handler.onRequestStart?.(controller, context)
  }

  onResponseStart(...head: Parameters<Started>): void {
    this.#call.head(head[1])
    this.#handler.onResponseStart?.(...head)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk)
  }

  onResponseEnd(...end: Parameters<Ended>): void {
    this.#call.end()
    this.#handler.onResponseEnd?.(...end)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.#call.fail(error)
    this.#handler.onResponseError?.(controller, error)
  }
}

type Started = NonNullable<Dispatcher.DispatchHandler['onResponseStart']>
type Ended = NonNullable<Dispatcher.DispatchHandler['onResponseEnd']>

/** The older form, in which undici's `request` still hears of a call. */
interface RequestHandler {
  readonly onConnect: (...given: unknown[]) => void
  readonly onHeaders: (status: number, ...given: unknown[]) => boolean
  readonly onData: (chunk: Buffer) => boolean
  readonly onComplete: (trailers: unknown) => void
  readonly onError: (error: Error) => void
}

function isOfRequest(handler: object): handler is RequestHandler {
  return !('onRequestStart' in handler)
}

class ObservedRequest {
  readonly #handler: RequestHandler
  readonly #call: Call

  constructor(handler: RequestHandler, call: Call) {
    this.#handler = handler
    this.#call = call
  }

  onConnect(...given: unknown[]): void {
    this.#handler.onConnect(...given)
  }

  onHeaders(status: number, ...given: unknown[]): boolean {
    this.#call.head(status)
    return this.#handler.onHeaders(status, ...given)
  }

  onData(chunk: Buffer): boolean {
    return this.#handler.onData(chunk)
  }

  onComplete(trailers: unknown): void {
    this.#call.end()
    this.#handler.onComplete(trailers)
  }

  onError(error: Error): void {
    this.#call.fail(error)
    this.#handler.onError(error)
  }
}
