import { pipeline, Readable, type Duplex } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { TooLargeError } from './read-whole.ts'

/** Content codings that can be undone (RFC 9110 section 8.4.1). */
export type Coding = 'gzip' | 'deflate' | 'br'

/** In the order in which they were applied; `unknown` where one of them is not known. */
export type Codings = readonly Coding[] | 'unknown'

/** A body in a coding that is not known, or that does not hold what its coding says. */
export class CodingError extends Error {
  readonly code = 'CONTENT_CODING'
}

const codings: Readonly<Record<string, Coding>> = {
  gzip: 'gzip',
  'x-gzip': 'gzip',
  deflate: 'deflate',
  br: 'br',
}
const maxCodings = 4

export function codingsOf(header: string | readonly string[] | undefined): Codings {
  if (header === undefined) return []
  const named = String(header)
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity')
  const known = named.flatMap((name) => (Object.hasOwn(codings, name) ? (codings[name] ?? []) : []))
  return known.length < named.length || known.length > maxCodings ? 'unknown' : known
}

/**
 * The bytes without their codings, up to `maxBytes` at each step. No bytes at all are an empty body
 * in every coding. Throws a `CodingError` or a `TooLargeError`.
 */
export function undoCodings(
  coded: AsyncIterable<Buffer>,
  applied: Codings,
  maxBytes: number,
): AsyncIterable<Buffer> {
  if (applied === 'unknown') return refuseBytes(coded)
  return applied.reduceRight<AsyncIterable<Buffer>>(
    (bytes, coding) => undo(bytes, coding, maxBytes),
    bounded(coded, maxBytes),
  )
}

async function* refuseBytes(coded: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of coded) {
    if (chunk.length > 0) throw new CodingError('a coding that is not known')
    yield chunk
  }
}

async function* bounded(source: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let length = 0
  for await (const chunk of source) {
    length += chunk.length
    if (length > maxBytes) throw new TooLargeError()
    if (chunk.length > 0) yield chunk
  }
}

async function* undo(
  source: AsyncIterable<Buffer>,
  coding: Coding,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  const chunks = source[Symbol.asyncIterator]()
  const first = await chunks.next()
  if (first.done === true) return
  let failure: { readonly of: unknown } | undefined
  const coded = Readable.from(
    startingWith(first.value, chunks, (error) => (failure = { of: error })),
    { objectMode: false },
  )
  try {
    yield* bounded(
      pipeline(coded, decoderOf(coding, first.value), () => undefined),
      maxBytes,
    )
  } catch (error) {
    if (failure !== undefined) throw failure.of
    if (error instanceof TooLargeError) throw error
    throw new CodingError('not what its coding says', { cause: error })
  }
}

async function* startingWith(
  first: Buffer,
  rest: AsyncIterator<Buffer>,
  noteFailure: (error: unknown) => void,
): AsyncGenerator<Buffer> {
  try {
    yield first
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value
    }
  } catch (error) {
    noteFailure(error)
    throw error
  } finally {
    await rest.return?.()
  }
}

/** `deflate` is zlib's format in the standard; some servers send it without zlib's header. */
function decoderOf(coding: Coding, first: Buffer): Duplex {
  switch (coding) {
    case 'gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'deflate':
      return ((first[0] ?? 0) & 0x0f) === 8 ? createInflate() : createInflateRaw()
  }
}
