import { pipeline, Transform, type Readable, type Writable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import { toAnswerHead, type AnswerHead } from './answer-head.ts'
import type { BodyRewriter, LinkRewriter } from './links.ts'

/** What goes to Altinn 2. */
export interface ForwardRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** Name and value in turn. */
  readonly headers: string[]
  /** Counted against the limit (bytes) as it passes. */
  readonly body?: { readonly stream: Readable; readonly limit: number }
  readonly answers: 'model' | 'document'
}

/** Where the answer goes. */
export interface Receiver {
  /** Altinn 2 has answered; `undefined` turns the answer down. */
  readonly start: (head: AnswerHead) => Writable | undefined
  /** Calls back if the caller hangs up before the answer is whole. */
  readonly onGone: (callback: () => void) => void
}

export interface ForwardSettings {
  readonly dispatcher: Dispatcher
  /** Altinn 2's own address, without a trailing slash. */
  readonly url: string
  readonly links: LinkRewriter
  /** Milliseconds from the last byte sent to the first byte of the answer. */
  readonly firstByte: number
  /** Requests under way at once; the next one is refused. */
  readonly mostUnderWay: number
  /** Bytes that a compressed answer may grow to. */
  readonly longestDecompressed: number
}

/**
 * Streams a request to Altinn 2 and its answer back. `true` when the answer was passed on (or the
 * caller hung up), `false` when it was turned down. Throws a `GatewayError` if Altinn 2 fails
 * before its answer begins; a failure later breaks the caller's connection, so that half an answer
 * is never taken for a whole one.
 */
export type Forward = (request: ForwardRequest, receiver: Receiver) => Promise<boolean>

export function createForward(settings: ForwardSettings): Forward {
  const { origin, pathname } = new URL(settings.url)
  const base = pathname.replace(/\/$/, '')
  let underWay = 0

  return async (request, receiver) => {
    if (underWay >= settings.mostUnderWay) throw new GatewayError('BUSY')
    underWay += 1
    const path = base + request.target
    try {
      return await new Exchange(request, receiver, settings).run(origin, path)
    } catch (error) {
      if (!isWorthRepeating(request, error)) throw toGatewayError(error)
      return await new Exchange(request, receiver, settings).run(origin, path).catch(fail)
    } finally {
      underWay -= 1
    }
  }
}

/** A kept connection that Altinn 2 closed at that moment says nothing about the request. */
function isWorthRepeating({ method }: ForwardRequest, error: unknown): boolean {
  return (method === 'GET' || method === 'HEAD') && lost.has(codeOf(error))
}

const lost: ReadonlySet<string> = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
const silent: ReadonlySet<string> = new Set(['SILENT', 'UND_ERR_HEADERS_TIMEOUT'])

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function fail(error: unknown): never {
  throw toGatewayError(error)
}

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const code = silent.has(codeOf(error)) ? 'ALTINN2_SILENT' : 'ALTINN2_UNREACHABLE'
  return new GatewayError(code, { cause: error })
}

class SilentError extends Error {
  readonly code = 'SILENT'
}

/** One request under way: undici's events on one side, the caller's stream on the other. */
class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined
  #answer: Writable | undefined
  #rewriter: BodyRewriter | undefined
  #failure: Error | undefined
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
    const settled = new Promise<boolean>((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    this.#timer = setTimeout(() => this.#stop(new SilentError()), this.#settings.firstByte)
    this.#receiver.onGone(() => {
      this.#settle.resolve(true)
      this.#stop(new Error('the caller hung up'))
    })
    this.#settings.dispatcher.dispatch(
      {
        origin,
        path,
        method,
        headers,
        ...(body === undefined ? {} : { body: this.#counting(body) }),
      },
      this,
    )
    return settled.finally(() => clearTimeout(this.#timer))
  }

  /** The wait for the answer begins anew with each piece of the body that is taken. */
  #counting({ stream, limit }: NonNullable<ForwardRequest['body']>): Readable {
    let length = 0
    const counting = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        this.#timer?.refresh()
        length += chunk.length
        if (length > limit) done(new GatewayError('BODY_TOO_LARGE'))
        else done(null, chunk)
      },
    })
    return pipeline(stream, counting, () => undefined)
  }

  /** Ends the exchange, also while it still waits for a connection. */
  #stop(reason: Error): void {
    this.#failure = reason
    this.#controller?.abort(reason)
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
    clearTimeout(this.#timer)
    const { links, longestDecompressed } = this.#settings
    const raw = toText(controller.rawHeaders)
    const head = toAnswerHead(status, reason, raw, this.#request.answers, links)
    const answer = this.#receiver.start(head)
    if (answer === undefined) {
      this.#settle.resolve(false)
      return
    }
    if (head.encoding !== undefined) {
      this.#answer = decompressInto(answer, head.encoding, links.body(), longestDecompressed)
    } else {
      this.#answer = answer
      if (head.rewritesLinks) this.#rewriter = links.body()
    }
    this.#answer.on('drain', () => controller.resume())
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const bytes = this.#rewriter?.push(chunk) ?? chunk
    if (this.#answer?.write(bytes) === false) controller.pause()
  }

  onResponseEnd(): void {
    this.#answer?.end(this.#rewriter?.end())
    this.#settle.resolve(true)
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (this.#answer === undefined) {
      this.#settle.reject(this.#failure ?? error)
    } else {
      this.#answer.destroy(error)
      this.#settle.resolve(true)
    }
  }
}

const decompressors = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/** For upstreams that compress although they were asked not to. */
function decompressInto(
  answer: Writable,
  encoding: keyof typeof decompressors,
  rewriter: BodyRewriter,
  longest: number,
): Writable {
  let length = 0
  const rewriting = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      length += chunk.length
      if (length > longest) done(new Error('too large once decompressed'))
      else done(null, rewriter.push(chunk))
    },
    flush: (done) => done(null, rewriter.end()),
  })
  const compressed = decompressors[encoding]()
  pipeline(compressed, rewriting, answer, () => undefined)
  return compressed
}

function toText(raw: Dispatcher.DispatchController['rawHeaders']): string[] {
  return Array.isArray(raw)
    ? raw.map((part) => (typeof part === 'string' ? part : part.toString('latin1')))
    : []
}
