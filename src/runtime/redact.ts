import { Buffer } from 'node:buffer'
import { decoders } from './redact-decode.ts'

// By shape and date, not by check digits: what is no identity number may go, what is one must.
const day = '(?:[04][1-9]|[1256]\\d|[37][01])'
const month = '(?:[048][1-9]|[159][0-2])'
/** Spaces, dashes, full stops, plus signs, underscores, bytes that were no UTF-8. */
const between = '[\\s\\p{Pd}.+_\u2212\u00b7\ufffd]{0,8}'
const number = `${day}${month}\\d\\d${between}\\d{5}`

const anyNumber = new RegExp(number, 'u')
/** With all digits before and behind: where in a longer run a number begins cannot be known. */
const numbers = new RegExp(`(?<!\\d)\\d*?${number}\\d*`, 'gu')
/** A token, or what is left of one; JSON begins with a brace, base64url of it with these letters. */
const tokens = /(?<![A-Za-z])ey[JAI][\w-]{3,}(?:\.[\w-]*)*|(?<![\w-])ew[ok0][\w-]{8,}(?:\.[\w-]*)+/g
const credentials = /\b(Basic|Bearer)\s+[\w+/=.~-]+/gi
/** Three digits in base64: the start of every group says so. */
const digitGroup = '[MNO][DTjz][AEIMQUYcgk][w-z0-5]'
const encoded = /[\w+/-]{14,}/g
const anyDigitGroup = new RegExp(digitGroup)

/** Everything but plain ASCII, and every sign of an encoding; most lines have none of it. */
const suspicious = new RegExp(
  `[\\\\%&]|[^\\n -~]|${number.replace(between, '[\\s.+_-]{0,8}')}|ey[JAI]|ew[ok0]|${digitGroup}|[Bb](?:asic|earer)|BASIC|BEARER`,
)

const deepest = 5

/**
 * A text without identity numbers, tokens and credentials, however they are written: in percent
 * signs, escapes, entities, base64 or other digits, one within another. What is clean stays as it
 * is; what only shows when it is decoded is given back decoded.
 */
export function redact(text: string): string {
  if (!suspicious.test(text)) return text
  let clean = strike(text)
  let read = clean
  for (let depth = 0; depth < deepest; depth += 1) {
    const before = read
    for (const decode of decoders) {
      const decoded = decode(read)
      if (decoded === read) continue
      read = strike(decoded)
      if (read !== decoded) clean = read
    }
    if (read === before) break
  }
  return clean
}

/** One line of JSON as it is written out, newline included. */
export function redactLine(line: string): string {
  if (!suspicious.test(line)) return line
  try {
    return `${JSON.stringify(redactValue(JSON.parse(line)))}\n`
  } catch {
    return `${JSON.stringify({ msg: redact(line) })}\n`
  }
}

function redactValue(value: unknown): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'number')
    return anyNumber.test(String(value)) ? redact(String(value)) : value
  if (Array.isArray(value)) return value.map(redactValue)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
  return Object.fromEntries(members.map(([name, one]) => [redact(name), redactValue(one)]))
}

function strike(text: string): string {
  return text
    .replace(tokens, '(token)')
    .replace(credentials, '$1 (credentials)')
    .replace(encoded, strikeEncoded)
    .replace(numbers, '***********')
}

function strikeEncoded(run: string): string {
  if (!anyDigitGroup.test(run)) return run
  // A run may begin in the middle of a group of four.
  const hides = [0, 1, 2, 3].some((offset) =>
    showsNumber(Buffer.from(run.slice(offset), 'base64').toString('utf8')),
  )
  return hides ? '(encoded)' : run
}

function showsNumber(text: string): boolean {
  if (anyNumber.test(text)) return true
  let read = text
  return decoders.some((decode) => anyNumber.test((read = decode(read))))
}
