import type { Readable, Writable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import { causeOf, type Headers } from '../http/upstreams/failure-causes.ts'
import { hasNoBody } from '../http/upstreams/upstream.ts'
import type { Body } from '../http/server/body.ts'
import type { CallerConnection } from '../http/server/caller-connection.ts'
import type { CallsFor } from '../http/upstreams/calls-for.ts'
import { toAnswerHead, type AnswerHead } from './answer-head.ts'
import { createDecodingSink } from './decode.ts'
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
  /** Whether an answer with this status is passed on; otherwise it is thrown away. */
  readonly accepts: (status: number) => boolean
  /** Begins the caller's answer: with its first bytes, or when it is known that there are none. */
  readonly start: (head: AnswerHead) => Writable
  /** Says when the caller hangs up before the answer is whole. */
  readonly connection: Pick<CallerConnection, 'hasGone' | 'onEnd' | 'signal'>
  readonly calls: CallsFor
}

export interface ForwardSettings {
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

/** Hears of an answer before the caller does. */
export type NoteHead = (status: number, headers: Headers) => void

/** Altinn 2 has the whole request and says nothing. */
class SilentError extends Error {
  readonly code = 'SILENT'
}

/** Of an answer that was turned down: enough to keep the connection, not enough to be kept busy. */
const maxDiscardedBytes = 64 * 1024

/** One request under way: undici's events on one side, the caller's stream on the other. */
export class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined
  #sending: Readable | undefined
  /** Of an answer whose body is passed on. */
  #head: AnswerHead | undefined
  #answer: Writable | undefined
  #isDecoding = false
  #hasStarted = false
  #rewriter: BodyRewriter | undefined
  #failure: Error | undefined
  #discarded = 0
  #settle!: { resolve: (passedOn: boolean) => void; reject: (error: Error) => void }
  #timer: NodeJS.Timeout | undefined
  /** Of the answer, as soon as it has begun. */
  status: number | undefined
  /** Why an answer that had begun did not end. */
  cut: Error | undefined
  readonly #request: ForwardRequest
  readonly #receiver: Receiver
  readonly #settings: ForwardSettings
  readonly #noteHead: NoteHead

  constructor(
    request: ForwardRequest,
    receiver: Receiver,
    settings: ForwardSettings,
    noteHead: NoteHead,
  ) {
    this.#request = request
    this.#receiver = receiver
    this.#settings = settings
    this.#noteHead = noteHead
  }

  run(origin: string, path: string, dispatcher: Dispatcher): Promise<boolean> {
    const { method, body } = this.#request
    const { connection, calls } = this.#receiver
    const headers = [...this.#request.headers, ...Object.entries(calls.traceHeaders).flat()]
    const settled = new Promise<boolean>((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    this.#wait(this.#firstByteWithin(), () => this.#late())
    connection.onEnd((isWhole) => {
      if (!isWhole) this.#leave()
    })
    if (!connection.hasGone()) {
      // The wait for the answer begins anew with each piece of the body that is taken.
      this.#sending = body?.stream(() => this.#timer?.refresh())
      const sent = this.#sending === undefined ? {} : { body: this.#sending }
      dispatcher.dispatch({ origin, path, method, headers, ...sent }, this)
    }
    return settled
  }

  /** The caller waits no longer than agreed, unless a body of theirs is still on its way. */
  #firstByteWithin(): number {
    const { firstByte } = this.#settings
    if (this.#request.body !== undefined) return firstByte
    return Math.max(1, Math.min(firstByte, this.#receiver.calls.answerBy - performance.now()))
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
    headers: Headers,
    reason = '',
  ): void {
    if (status < 200) return
    this.#stopWaiting()
    this.status = status
    this.#noteHead(status, headers)
    const { answers, method } = this.#request
    if (!this.#receiver.accepts(status)) {
      this.#settle.resolve(false)
      this.#wait(this.#settings.firstByte, () => this.#stop(new SilentError()))
      return
    }
    const raw = toText(controller.rawHeaders)
    const head = toAnswerHead(status, reason, raw, answers, this.#settings.links)
    if (method === 'HEAD' || hasNoBody(status)) {
      // Whatever the head says of a body, there is none to come.
      this.#settle.resolve(true)
      this.#receiver.start(head).end()
    } else {
      this.#head = head
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const answer = this.#answer ?? this.#begin(controller)
    if (answer === undefined) {
      this.#discarded += chunk.length
      if (this.#discarded > maxDiscardedBytes) this.#stop(new SilentError())
      return
    }
    const bytes = this.#rewriter?.push(chunk) ?? chunk
    if (answer.write(bytes)) return
    controller.pause()
    // A caller who does not read must not hold a connection for as long as they like.
    this.#wait(this.#settings.betweenBytes, () => this.#stop(new Error('the caller does not read')))
  }

  /** The caller's answer begins with the first bytes: an earlier failure still gets a status. */
  #begin(controller: Dispatcher.DispatchController): Writable | undefined {
    const head = this.#head
    if (head === undefined) return undefined
    // The status of a write says what has happened: it passes, too, with a body in an unknown coding.
    if (head.isUnreadable === true && this.#request.method === 'GET') {
      this.#stop(new GatewayError('ALTINN2_UNREADABLE'))
      return undefined
    }
    const rewriter = head.rewritesLinks ? this.#settings.links.body() : undefined
    if (head.codings === undefined) {
      this.#rewriter = rewriter
      this.#answer = this.#start(head)
    } else {
      this.#isDecoding = true
      this.#answer = createDecodingSink({
        codings: head.codings,
        maxBytes: this.#settings.longestDecompressed,
        rewriter,
        start: () => this.#start(head),
        onEnd: (error) => this.#endDecoding(error),
      })
    }
    return this.#answer.on('drain', () => {
      this.#stopWaiting()
      controller.resume()
    })
  }

  #start(head: AnswerHead): Writable {
    this.#hasStarted = true
    return this.#receiver.start(head)
  }

  #endDecoding(error: Error | undefined): void {
    if (error === undefined || this.#hasStarted) this.#settle.resolve(true)
    else this.#settle.reject(this.#failure ?? error)
    if (error === undefined) return
    if (this.#hasStarted) this.cut = this.#failure ?? error
    this.#stop(error)
  }

  onResponseEnd(): void {
    this.#stopWaiting()
    if (this.#answer !== undefined) this.#answer.end(this.#rewriter?.end())
    else if (this.#head !== undefined) this.#start(this.#head).end()
    if (!this.#isDecoding) this.#settle.resolve(true)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#stopWaiting()
    this.#answer?.destroy(error)
    if (this.#answer !== undefined) this.cut = this.#failure ?? error
    if (this.#isDecoding) return
    if (this.#answer !== undefined) this.#settle.resolve(true)
    else this.#settle.reject(this.#failure ?? this.#explain(error))
  }

  /** After the head, an error of the parser means a body that cannot be read. */
  #explain(error: Error): Error {
    if (this.#head === undefined || causeOf(error) !== 'NOT_HTTP') return error
    return new GatewayError('ALTINN2_UNREADABLE', { cause: error })
  }
}

function toText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw)
    ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
    : []
}
