import type { Readable, Writable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import type { Body } from '../receive/body.ts'
import type { Life } from '../receive/life.ts'
import { toAnswerHead, type AnswerHead } from './answer-head.ts'
import { decompressInto } from './decompress.ts'
import type { BodyRewriter, LinkRewriter } from './links.ts'

/** What goes to Altinn 2. */
export interface ForwardRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Name and value in turn. */
  readonly headers: string[]
  readonly body?: Body
  readonly answers: 'model' | 'document'
}

/** Where the answer goes. */
export interface Receiver {
  /** Altinn 2 has answered; `undefined` turns the answer down. */
  readonly start: (head: AnswerHead) => Writable | undefined
  /** Says when the caller hangs up before the answer is whole. */
  readonly life: Pick<Life, 'hasGone' | 'onEnd'>
}

export interface ForwardSettings {
  readonly dispatcher: Dispatcher
  /** Altinn 2's own address, without a trailing slash. */
  readonly url: string
  readonly links: LinkRewriter
  /** Milliseconds from the last byte sent to the first byte of the answer. */
  readonly firstByte: number
  /** Milliseconds that a caller may leave the answer unread. */
  readonly betweenBytes: number
  /** Bytes that a compressed answer may grow to. */
  readonly longestDecompressed: number
}

/** Altinn 2 has the whole request and says nothing. */
class SilentError extends Error {
  readonly code = 'SILENT'
}

/** Of an answer that was turned down: enough to keep the connection, not enough to be kept busy. */
const mostDiscarded = 64 * 1024

/** One request under way: undici's events on one side, the caller's stream on the other. */
export class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined
  #sending: Readable | undefined
  #answer: Writable | undefined
  #rewriter: BodyRewriter | undefined
  #failure: Error | undefined
  #discarded = 0
  #settle!: { resolve: (passedOn: boolean) => void; reject: (error: Error) => void }
  #timer: NodeJS.Timeout | undefined
  readonly #request: ForwardRequest
  readonly #receiver: Receiver
  readonly #settings: ForwardSettings

  constructor(request: ForwardRequest, receiver: Receiver, settings: ForwardSettings) {
    this.#request = request
    this.#receiver = receiver
    this.#settings = settings
  }

  run(origin: string, path: string): Promise<boolean> {
    const { method, headers, body } = this.#request
    const { life } = this.#receiver
    const settled = new Promise<boolean>((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    this.#wait(this.#settings.firstByte, () => this.#late())
    life.onEnd((isWhole) => {
      if (!isWhole) this.#leave()
    })
    if (!life.hasGone()) {
      // The wait for the answer begins anew with each piece of the body that is taken.
      this.#sending = body?.stream(() => this.#timer?.refresh())
      const sent = this.#sending === undefined ? {} : { body: this.#sending }
      this.#settings.dispatcher.dispatch({ origin, path, method, headers, ...sent }, this)
    }
    return settled
  }

  /** At most one wait at a time: for the first byte, for the caller to read, for a rest to pass. */
  #wait(milliseconds: number, then: () => void): void {
    this.#stopWaiting()
    this.#timer = setTimeout(then, milliseconds)
  }

  /** A timer that was cleared must not be refreshed: that would start it again. */
  #stopWaiting(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Who has not done their part: a caller whose body stopped half-way, or Altinn 2? */
  #late(): void {
    const isWaitingForBody = this.#request.body?.isAwaited() === true
    this.#stop(isWaitingForBody ? new GatewayError('TIMED_OUT') : new SilentError())
  }

  #leave(): void {
    this.#settle.resolve(true)
    this.#stop(new Error('the caller hung up'))
  }

  /** Ends the exchange, also while it still waits for a connection. */
  #stop(reason: Error): void {
    this.#stopWaiting()
    this.#failure = reason
    this.#controller?.abort(reason)
    this.#sending?.destroy()
    this.#settle.reject(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#failure !== undefined) controller.abort(this.#failure)
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    reason = '',
  ): void {
    if (status < 200) return
    this.#stopWaiting()
    const { answers, method } = this.#request
    const raw = toText(controller.rawHeaders)
    const head = toAnswerHead(status, reason, raw, answers, this.#settings.links)
    const answer = this.#receiver.start(head)
    if (answer === undefined) {
      this.#settle.resolve(false)
      this.#wait(this.#settings.firstByte, () => this.#stop(new SilentError()))
    } else if (method === 'HEAD' || status === 204 || status === 304) {
      // Whatever the head says of a body, there is none to come.
      this.#settle.resolve(true)
      answer.end()
    } else {
      this.#begin(controller, head, answer)
    }
  }

  #begin(controller: Dispatcher.DispatchController, head: AnswerHead, answer: Writable): void {
    const { links, longestDecompressed } = this.#settings
    if (head.encoding !== undefined) {
      this.#answer = decompressInto(answer, head.encoding, links.body(), longestDecompressed)
    } else {
      this.#answer = answer
      if (head.rewritesLinks) this.#rewriter = links.body()
    }
    this.#answer.on('drain', () => {
      this.#stopWaiting()
      controller.resume()
    })
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#answer === undefined) {
      this.#discarded += chunk.length
      if (this.#discarded > mostDiscarded) this.#stop(new SilentError())
      return
    }
    const bytes = this.#rewriter?.push(chunk) ?? chunk
    if (this.#answer.write(bytes)) return
    controller.pause()
    // A caller who does not read must not hold a connection for as long as they like.
    this.#wait(this.#settings.betweenBytes, () => this.#stop(new Error('the caller does not read')))
  }

  onResponseEnd(): void {
    this.#stopWaiting()
    this.#answer?.end(this.#rewriter?.end())
    this.#settle.resolve(true)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#stopWaiting()
    this.#answer?.destroy(error)
    if (this.#answer === undefined) this.#settle.reject(this.#failure ?? error)
    else this.#settle.resolve(true)
  }
}

function toText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw)
    ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
    : []
}
