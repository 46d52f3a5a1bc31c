export const quote = 0x22
export const comma = 0x2c
export const colon = 0x3a
export const backslash = 0x5c
export const openBrace = 0x7b

/** In a document a character takes six bytes at most: `\u0041`. */
export const maxCharacterBytes = 6
/** For a shorter run a loop is cheaper than the call that finds a byte. */
const shortRun = 32

/** Finds where strings end, in a document that comes in pieces. */
export class StringEnds {
  /** The last piece ended on a backslash inside a string. */
  #isEscaped = false

  /** Where the string under way has its last quote; the end of the piece when that is to come. */
  endOf(bytes: Buffer, from: number): number {
    let index = this.#isEscaped ? from + 1 : from
    this.#isEscaped = false
    for (;;) {
      const near = Math.min(index + shortRun, bytes.length)
      while (index < near && bytes[index] !== quote) index += bytes[index] === backslash ? 2 : 1
      if (index < near) return index
      if (index < bytes.length) {
        const found = bytes.indexOf(quote, index)
        const end = found < 0 ? bytes.length : found
        // An odd number of backslashes before it: the last one belongs to what follows.
        index = backslashesBefore(bytes, end, index) % 2 === 0 ? end : end + 1
        if (index === found) return index
      }
      if (index >= bytes.length) {
        this.#isEscaped = index > bytes.length
        return bytes.length
      }
    }
  }
}

function backslashesBefore(bytes: Buffer, end: number, start: number): number {
  let index = end
  while (index > start && bytes[index - 1] === backslash) index -= 1
  return end - index
}

/** The text that a string's bytes stand for; `undefined` when no parser would take them. */
export function unquoted(written: string): string | undefined {
  if (!/[^\x20-\x5b\x5d-\x7e]/.test(written)) return written
  try {
    return JSON.parse(`"${Buffer.from(written, 'latin1').toString()}"`) as string
  } catch {
    return undefined
  }
}
