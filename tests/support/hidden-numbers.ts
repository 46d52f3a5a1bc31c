import fc from 'fast-check'
import { syntheticNumbers } from './identity-numbers.ts'

export type Encode = (text: string) => string

const perCharacter =
  (encode: (code: number) => string): Encode =>
  (text) =>
    Array.from(text)
      .map((one) => encode(one.codePointAt(0) ?? 0))
      .join('')
const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0')
export const digitsFrom =
  (zero: number): Encode =>
  (text) =>
    text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))
const percent = perCharacter((code) =>
  code > 0x7f ? encodeURIComponent(String.fromCodePoint(code)) : `%${hex(code, 2)}`,
)
const somePercent: Encode = (text) =>
  Array.from(text)
    .map((one, place) => (place % 3 === 0 ? percent(one) : one))
    .join('')
const base64: Encode = (text) => Buffer.from(text).toString('base64')
const base64url: Encode = (text) => Buffer.from(text).toString('base64url')
export const segment = (value: object): string => base64url(JSON.stringify(value))

/** How an identity number may be written so that somebody who looks for its digits misses it. */
export const encodings: Readonly<Record<string, Encode>> = {
  plain: (text) => text,
  percent,
  somePercent,
  percentTwice: (text) => percent(percent(text)),
  formEncoded: (text) => encodeURIComponent(text).replaceAll('%20', '+'),
  windowsPercent: perCharacter((code) => `%u${hex(code, 4)}`),
  jsonEscapes: perCharacter((code) => `\\u${hex(code, 4)}`),
  jsonEscapesTwice: perCharacter((code) => `\\\\u${hex(code, 4)}`),
  codePointEscapes: perCharacter((code) => `\\u{${hex(code, 1)}}`),
  byteEscapes: perCharacter((code) => (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`)),
  jsonInJson: (text) => JSON.stringify(JSON.stringify({ pid: text })),
  entities: perCharacter((code) => `&#${code};`),
  hexEntities: perCharacter((code) => `&#x${hex(code, 1)};`),
  entitiesTwice: perCharacter((code) => `&amp;#${code};`),
  entitiesInPercent: (text) => percent(perCharacter((code) => `&#${code};`)(text)),
  wide: digitsFrom(0xff10),
  arabic: digitsFrom(0x0660),
  persian: digitsFrom(0x06f0),
  devanagari: digitsFrom(0x0966),
  bold: digitsFrom(0x1d7ce),
  widePercent: (text) => percent(digitsFrom(0xff10)(text)),
  withInvisibleMarks: (text) => Array.from(text).join('\u200b'),
  base64,
  base64url,
  base64OfJson: (text) => base64(`{"sub":1,"pid":"${text}","iss":"x"}`),
  base64Percent: (text) => percent(base64(text)),
  tokenPayload: (text) => `${segment({ alg: 'RS256' })}.${segment({ pid: text })}.c2ln`,
  halfToken: (text) => segment({ iss: 'https://x', pid: text }),
  indentedToken: (text) => `${base64url('{\n "alg": 1}')}.${base64url(`{\n "p": "${text}"}`)}.c2ln`,
  basicCredentials: (text) => `Basic ${base64(`${text}:secret`)}`,
}

export interface Hidden {
  readonly number: string
  readonly plain: string
  readonly hidden: string
}

/** With what may stand in the middle of a number. */
const separators = ['', ' ', '-', '.', '+', '  ', '\t', '\n', '\u00a0', '\u202f', '–', '‑', ' - ']
export const hiddenNumbers: fc.Arbitrary<Hidden & { readonly text: string }> = fc
  .record({
    number: syntheticNumbers,
    separator: fc.constantFrom(...separators),
    encoding: fc.constantFrom(...Object.keys(encodings)),
    before: fc.string({ unit: 'binary' }),
    after: fc.string({ unit: 'binary' }),
  })
  .map(({ number, separator, encoding, before, after }) => {
    const plain = number.slice(0, 6) + separator + number.slice(6)
    const hidden = encodings[encoding]?.(plain) ?? plain
    return { number, plain, hidden, text: before + hidden + after }
  })

/** Every string in a value: names, values, whatever depth. */
export function stringsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)]
  return Object.entries(value).flatMap(([name, one]) => [name, ...stringsOf(one)])
}

/** What of the number can still be read in these texts. */
export function tracesIn(given: readonly string[], { number, plain, hidden }: Hidden): string[] {
  const texts = given.flatMap((text) => [text, text.replace(/[\s\p{Pd}.+\p{Cf}]/gu, '')])
  const traces = [number, plain, hidden, ...Object.values(encodings).map((e) => e(number))]
  return traces.filter((trace) => texts.some((text) => text.includes(trace)))
}
