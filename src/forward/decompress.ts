import { pipeline, Transform, type Writable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { BodyRewriter } from './links.ts'

const decompressors = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
}

/**
 * For upstreams that compress although they were asked not to: decompresses (up to `longest` bytes),
 * rewrites, and writes to the answer.
 */
export function decompressInto(
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
