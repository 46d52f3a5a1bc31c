import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { GatewayError } from '../errors.ts'
import { Arriving } from './arriving.ts'
import type { CallerConnection } from './caller-connection.ts'
import { createScanner } from '../formats/scan.ts'
import type { Spool, SpoolFile } from './spool.ts'

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

/** Held in memory; what goes beyond is on disk. */
const mostInMemory = 64 * 1024

/**
 * The body that a request announces, `undefined` when it announces none. Throws `BODY_TOO_LARGE`
 * when its length already says so; bytes are counted against the limit as they come.
 */
export function receiveBody(
  request: IncomingMessage,
  response: ServerResponse,
  limit: number | 'none',
  connection: CallerConnection,
  settings: BodySettings,
): Body | undefined {
  if (limit === 'none') return undefined
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  if (coding === undefined && Number(length) === 0) return undefined
  // Node takes any coding before it and undoes none: the bytes would go on as something else.
  if (coding !== undefined && !/^chunked$/i.test(coding))
    throw new GatewayError('REQUEST_MALFORMED')
  if (Number(length) > limit) throw new GatewayError('BODY_TOO_LARGE')
  const arriving = new Arriving(request, response, settings.betweenBytes)
  const announced = coding === undefined ? Number(length) : undefined
  const body = new ReceivedBody(request, arriving, { announced, limit }, settings.spool)
  connection.onEnd(() => void body.close().catch(() => undefined))
  return body
}

class ReceivedBody implements Body {
  readonly announced: number | undefined
  readonly type: string | undefined
  readonly #request: IncomingMessage
  readonly #arriving: Arriving
  readonly #limit: number
  readonly #spool: Spool
  readonly #held: Buffer[] = []
  #heldLength = 0
  #file: SpoolFile | undefined
  #isClosed = false
  #length = 0

  constructor(
    request: IncomingMessage,
    arriving: Arriving,
    { announced, limit }: { readonly announced: number | undefined; readonly limit: number },
    spool: Spool,
  ) {
    this.announced = announced
    this.type = namedType(request)
    this.#request = request
    this.#arriving = arriving
    this.#limit = limit
    this.#spool = spool
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
    this.#isClosed = true
    this.#held.length = 0
    this.#arriving.stop()
    await this.#file?.close()
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
    if (first !== undefined) await this.#hold(first)
    return first !== undefined
  }

  async peekTopLevel(names: readonly string[]): Promise<Peeked> {
    const { 'content-encoding': encoding = 'identity' } = this.#request.headers
    const scanner = /^identity$/i.test(encoding) ? createScanner(this.type, names) : undefined
    if (scanner === undefined) return { found: {}, repeated: [] }
    for (let isEnough = false; !isEnough;) {
      const chunk = await this.#arrive()
      if (chunk === undefined) break
      await this.#hold(chunk)
      isEnough = scanner.push(chunk)
    }
    return { found: scanner.found(), repeated: scanner.repeated() }
  }

  /** First what was held back, in its order, then what is still to come. */
  async #next(): Promise<Buffer | undefined> {
    const held = this.#held.shift()
    if (held !== undefined) return held
    const spooled = await this.#file?.read()
    if (spooled !== undefined) return spooled
    await this.#file?.close()
    this.#file = undefined
    return this.#arrive()
  }

  async #arrive(): Promise<Buffer | undefined> {
    const chunk = await this.#arriving.next()
    this.#length += chunk?.length ?? 0
    if (this.#length > this.#limit) throw new GatewayError('BODY_TOO_LARGE')
    return chunk
  }

  async #hold(chunk: Buffer): Promise<void> {
    // The first piece is in memory as it is, however long.
    const fits = this.#heldLength === 0 || this.#heldLength + chunk.length <= mostInMemory
    if (this.#file === undefined && fits) {
      this.#heldLength += chunk.length
      this.#held.push(chunk)
      return
    }
    this.#file ??= await this.#openFile()
    await this.#file.write(chunk)
  }

  /** The caller may leave before there is a file that could be closed. */
  async #openFile(): Promise<SpoolFile> {
    const file = await this.#spool.open()
    if (!this.#isClosed) return file
    await file.close()
    throw new GatewayError('TIMED_OUT')
  }
}

/** The framework was shown another one: see `createServer`. */
function namedType({ rawHeaders }: IncomingMessage): string | undefined {
  const at = rawHeaders.findIndex(
    (name, index) => index % 2 === 0 && name.toLowerCase() === 'content-type',
  )
  return at < 0 ? undefined : rawHeaders[at + 1]
}
