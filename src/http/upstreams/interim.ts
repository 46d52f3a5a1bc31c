import { subscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/** An upstream sends interim answers without end, or changes to another protocol. */
export class InterimError extends Error {
  readonly code = 'INTERIM_ANSWERS'
}

/** Bytes of all interim answers before one final answer. */
const maxBytes = 16 * 1024

const filters = new WeakMap<object, InterimFilter>()

// undici announces each request just before it writes it: from then on an answer is awaited.
subscribe('undici:client:sendHeaders', (message) => {
  filters.get((message as { readonly socket: object }).socket)?.await()
})

/**
 * Removes interim answers (`1xx`) from what undici reads on a connection. RFC 9110 section 15.2 has
 * a client accept them unasked; undici breaks the connection at a `100` that it did not ask for.
 */
export function skipInterimAnswers(socket: Socket): void {
  const filter = new InterimFilter(socket)
  const read = socket.read.bind(socket) as (size?: number) => Buffer | null
  filters.set(socket, filter)
  socket.read = (size?: number): Buffer | null => {
    let chunk = read(size)
    while (filter.isAwaiting && chunk !== null) {
      const left = filter.take(chunk)
      if (left !== undefined) return left
      chunk = read()
    }
    return chunk
  }
}

/** Looks at the beginning of each answer on one connection, and at nothing after it. */
class InterimFilter {
  isAwaiting = false
  #held: Buffer = nothing
  #skipped = 0
  readonly #socket: Socket

  constructor(socket: Socket) {
    this.#socket = socket
  }

  await(): void {
    this.isAwaiting = true
    this.#held = nothing
    this.#skipped = 0
  }

  /** What undici may read of a chunk; `undefined` while there is nothing. */
  take(chunk: Buffer): Buffer | undefined {
    let rest = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    this.#held = nothing
    while (isInterim(rest)) {
      const end = endOfHead(rest)
      const isTooMuch = this.#skipped + (end ?? rest.length) > maxBytes
      if (isTooMuch || switches.test(startOf(rest))) {
        this.#socket.destroy(new InterimError('interim answers that cannot be skipped'))
        return undefined
      }
      if (end === undefined) break
      this.#skipped += end
      rest = rest.subarray(end)
    }
    if (isInterim(rest) || mayBecomeInterim(rest)) {
      this.#held = rest
      return undefined
    }
    this.isAwaiting = false
    return rest
  }
}

const nothing = Buffer.alloc(0)
// llhttp reads past empty lines before a status line, too.
const interim = /^[\r\n]*HTTP\/1\.\d 1\d\d[ \r\n]/
const switches = /^[\r\n]*HTTP\/1\.\d 101/
const beginning = new RegExp(
  `^[\\r\\n]*${['H', 'T', 'T', 'P', '/', '1', '\\.', '\\d', ' ', '1', '\\d', '\\d'].reduceRight(
    (rest, one) => `(?:${one}${rest})?`,
    '',
  )}$`,
)
const longestStart = 64
const [letterH, digit1] = ['H'.charCodeAt(0), '1'.charCodeAt(0)]

/** Two bytes tell an ordinary status line from an interim one. */
function isOrdinary(bytes: Buffer): boolean {
  return bytes.length > 9 && bytes[0] === letterH && bytes[9] !== digit1
}

function isInterim(bytes: Buffer): boolean {
  return !isOrdinary(bytes) && interim.test(startOf(bytes))
}

function mayBecomeInterim(bytes: Buffer): boolean {
  return bytes.length < longestStart && !isOrdinary(bytes) && beginning.test(startOf(bytes))
}

function startOf(bytes: Buffer): string {
  return bytes.toString('latin1', 0, longestStart)
}

/** The place after the first empty line that follows the status line. */
function endOfHead(bytes: Buffer): number | undefined {
  const text = bytes.toString('latin1')
  const end = /\r?\n\r?\n/g
  end.lastIndex = text.search(/[^\r\n]/)
  return end.test(text) ? end.lastIndex : undefined
}
