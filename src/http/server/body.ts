import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { GatewayError } from '../../errors.ts'
import { Arriving } from './arriving.ts'
import type { CallerConnection } from './caller-connection.ts'
import { createScanner } from '../../formats/bodies/scan.ts'
import type { Share } from '../../runtime/shares.ts'
import { GatheredRequest } from './gathered-request.ts'
import { HeldBytes } from './held-bytes.ts'
import { isChunkedAlone } from './last-request.ts'
import { PartStore } from './part-store.ts'
import type { Cuts, Part, TakenApart } from './part.ts'
import type { Spool } from './spool.ts'
import { takeApart, toPart, type PartsInput } from './take-apart.ts'

/** A request's body: handed through once, looked into before that where routing rests on it. */
export interface Body {
  /** Its length in bytes, when the caller said it. */
  readonly announced: number | undefined
  /** Its `Content-Type` as the caller wrote it. */
  readonly type: string | undefined
  /** The bytes from the first on, once. `onTaken` hears of each piece that is taken. */
  readonly stream: (onTaken?: () => void) => Readable
  /**
   * Top-level members of a JSON or XML body, as text, and names that say two different things.
   * Reads only as far as it must; `stream` gives every byte all the same.
   */
  readonly peekTopLevel: (names: readonly string[]) => Promise<Peeked>
  /**
   * Reads the body whole, looked into or not, and cuts the values of the named members out to the
   * spool. Throws `BODY_MALFORMED`, `BODY_TOO_LARGE`, `SPOOL_FULL`, `TIMED_OUT`.
   */
  readonly takeApart: (cuts: Cuts) => Promise<TakenApart>
  /** The whole body as one part. Throws what `takeApart` does. */
  readonly toPart: () => Promise<Part>
  /** Parts live as long as the caller's connection, and until the work has settled. */
  readonly keepUntil: (work: Promise<unknown>) => void
  /** Is there a first byte? Waits for it. */
  readonly hasBytes: () => Promise<boolean>
  /** Bytes that came from the caller so far. */
  readonly length: () => number
  /** The next byte is the caller's to send: whoever waits, waits for them. */
  readonly isAwaited: () => boolean
  /** Every byte has been taken from the caller. */
  readonly isWhole: () => boolean
}

export interface Peeked {
  readonly found: Readonly<Record<string, string>>
  readonly repeated: readonly string[]
}

export interface BodySettings {
  readonly spool: Spool
  /** Milliseconds in which the caller must get on. */
  readonly betweenBytes: number
}

/** What an operation takes, and for whom it is held back. */
export interface WantedBody {
  /** Bytes; an operation may take no body. */
  readonly maxBytes: number | 'none'
  readonly share: Share
  /** Called when a body that is taken whole has come: the caller's own time is over. */
  readonly onWhole?: () => void
}

/**
 * The body that a request announces, `undefined` when it announces none. Throws `BODY_TOO_LARGE`
 * when its length already says so; bytes are counted against the limit as they come. A body that
 * the operation does not take is thrown away, and not asked for with `100 Continue`.
 */
export function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  { maxBytes, share, onWhole }: WantedBody,
  connection: CallerConnection,
  settings: BodySettings,
): Body | undefined {
  if (maxBytes === 'none') {
    if (request instanceof GatheredRequest) request.discard()
    return undefined
  }
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  if (coding === undefined && Number(length) === 0) return undefined
  if (coding !== undefined && !isChunkedAlone(coding)) throw new GatewayError('REQUEST_MALFORMED')
  if (Number(length) > maxBytes) throw new GatewayError('BODY_TOO_LARGE')
  const arriving = new Arriving(request, response, settings.betweenBytes)
  const announced = coding === undefined ? Number(length) : undefined
  const held = new HeldBytes(settings.spool, share, announced)
  const parts = new PartStore(settings.spool, share)
  const limits = { announced, maxBytes, owner: share.owner, onWhole }
  const body = new ReceivedBody(request, arriving, limits, held, parts)
  connection.onEnd(() => void body.close().catch(() => undefined))
  return body
}

interface Limits {
  readonly announced: number | undefined
  readonly maxBytes: number
  readonly owner: string
  readonly onWhole: (() => void) | undefined
}

class ReceivedBody implements Body {
  readonly announced: number | undefined
  readonly type: string | undefined
  readonly #request: IncomingMessage
  readonly #arriving: Arriving
  readonly #maxBytes: number
  readonly #owner: string
  readonly #onWhole: (() => void) | undefined
  readonly #held: HeldBytes
  readonly #parts: PartStore
  #length = 0

  constructor(
    request: IncomingMessage,
    arriving: Arriving,
    { announced, maxBytes, owner, onWhole }: Limits,
    held: HeldBytes,
    parts: PartStore,
  ) {
    this.announced = announced
    this.type = namedType(request)
    this.#request = request
    this.#arriving = arriving
    this.#maxBytes = maxBytes
    this.#owner = owner
    this.#onWhole = onWhole
    this.#held = held
    this.#parts = parts
  }

  length(): number {
    return this.#length
  }

  isAwaited(): boolean {
    return this.#arriving.isAwaited()
  }

  isWhole(): boolean {
    return this.#arriving.isWhole()
  }

  async close(): Promise<void> {
    this.#arriving.stop()
    await Promise.all([this.#held.close(), this.#parts.end()])
  }

  takeApart(cuts: Cuts): Promise<TakenApart> {
    return this.#toParts((input) => takeApart({ ...input, type: this.type, cuts }, this.#parts))
  }

  toPart(): Promise<Part> {
    return this.#toParts((input) => toPart(input, this.#parts))
  }

  keepUntil(work: Promise<unknown>): void {
    this.#parts.keepUntil(work)
  }

  /** What was cut out before a fault is of no use. */
  async #toParts<T>(read: (input: PartsInput) => Promise<T>): Promise<T> {
    try {
      if (!this.#isPlain()) {
        const detail = 'the body has a Content-Encoding: send it as it is'
        throw new GatewayError('BODY_MALFORMED', { detail })
      }
      const taken = await read({ next: () => this.#next(), owner: this.#owner })
      this.#onWhole?.()
      return taken
    } catch (error) {
      await this.#parts.close()
      throw error
    }
  }

  #isPlain(): boolean {
    const { 'content-encoding': encoding = 'identity' } = this.#request.headers
    return /^identity$/i.test(encoding)
  }

  stream(onTaken?: () => void): Readable {
    const next = (): Promise<Buffer | undefined> => this.#next()
    return new Readable({
      read() {
        next().then(
          (chunk) => {
            onTaken?.()
            this.push(chunk ?? null)
          },
          (error: unknown) => this.destroy(error as Error),
        )
      },
    })
  }

  async hasBytes(): Promise<boolean> {
    if (this.#length > 0) return true
    const first = await this.#arrive()
    if (first !== undefined) await this.#held.add(first)
    return first !== undefined
  }

  async peekTopLevel(names: readonly string[]): Promise<Peeked> {
    const scanner = this.#isPlain() ? createScanner(this.type, names) : undefined
    if (scanner === undefined) return { found: {}, repeated: [] }
    for (let isEnough = false; !isEnough;) {
      const chunk = await this.#arrive()
      if (chunk === undefined) break
      await this.#held.add(chunk)
      isEnough = scanner.push(chunk)
    }
    return { found: scanner.found(), repeated: scanner.repeated() }
  }

  /** First what was held back, in its order, then what is still to come. */
  async #next(): Promise<Buffer | undefined> {
    return (await this.#held.next()) ?? this.#arrive()
  }

  async #arrive(): Promise<Buffer | undefined> {
    const chunk = await this.#arriving.next()
    this.#length += chunk?.length ?? 0
    if (this.#length > this.#maxBytes) throw new GatewayError('BODY_TOO_LARGE')
    return chunk
  }
}

/** The framework was shown another one: see `createServer`. */
function namedType({ rawHeaders }: IncomingMessage): string | undefined {
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type',
  )
  return at < 0 ? undefined : rawHeaders[at + 1]
}
