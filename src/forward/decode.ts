import { pipeline, PassThrough, Readable, Transform, type Writable } from 'node:stream'
import { undoCodings, type Codings } from '../http/codings.ts'
import type { BodyRewriter } from './links.ts'

export interface Decoding {
  readonly codings: Codings
  /** Bytes that the body may grow to. */
  readonly maxBytes: number
  readonly rewriter: BodyRewriter | undefined
  /** Begins the caller's answer, once there are bytes for it or it is known that there are none. */
  readonly start: () => Writable
  /** Called once, with an error where the body could not be read or written to its end. */
  readonly onEnd: (error?: Error) => void
}

/** A sink for a coded body, for upstreams that compress although they were asked not to. */
export function createDecodingSink(decoding: Decoding): Writable {
  const coded = new PassThrough().on('error', () => undefined)
  void deliver(coded, decoding)
  return coded
}

async function deliver(coded: PassThrough, decoding: Decoding): Promise<void> {
  const { codings, maxBytes, rewriter, start, onEnd } = decoding
  try {
    const chunks = undoCodings(coded, codings, maxBytes)[Symbol.asyncIterator]()
    const decoded = Readable.from(from(await chunks.next(), chunks), { objectMode: false })
    const rewriting = rewriter === undefined ? new PassThrough() : rewritingBy(rewriter)
    pipeline(decoded, rewriting, start(), (error) => onEnd(error ?? undefined))
  } catch (error) {
    onEnd(error as Error)
  }
}

async function* from(
  first: IteratorResult<Buffer, unknown>,
  rest: AsyncIterator<Buffer>,
): AsyncGenerator<Buffer> {
  for (let next = first; next.done !== true; next = await rest.next()) yield next.value
}

function rewritingBy(rewriter: BodyRewriter): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, rewriter.push(chunk)),
    flush: (done) => done(null, rewriter.end()),
  })
}
