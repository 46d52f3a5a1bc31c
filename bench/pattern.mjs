// Bytes of any length that betray a piece lost, doubled or in the wrong place, by one comparison a
// piece: they repeat at a prime distance, which no buffer's length is a multiple of.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

const distance = 65_521
const pieceLength = 64 * 1024
const longestPiece = 1024 * 1024
const repeated = createHash('shake256', { outputLength: distance }).update('bodies').digest()
const book = Buffer.alloc(distance + longestPiece, repeated)

function piece(at, length) {
  const start = at % distance
  return book.subarray(start, start + length)
}

export function write(length) {
  let written = 0
  return new Readable({
    highWaterMark: pieceLength,
    read() {
      const next = piece(written, Math.min(pieceLength, length - written))
      written += next.length
      this.push(next.length > 0 ? next : null)
    },
  })
}

/** Takes all there is, and stops for so many milliseconds after the first piece. */
export async function check(stream, rest = 0) {
  let [length, isRight] = [0, true]
  for await (const chunk of stream) {
    if (length === 0) await pause(rest)
    isRight &&= chunk.equals(piece(length, chunk.length))
    length += chunk.length
  }
  return { length, isRight }
}
