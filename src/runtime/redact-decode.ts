import { Buffer } from 'node:buffer'

type Decode = (text: string) => string

const windowsPercent: Decode = (text) =>
  text.replace(/%u([0-9a-f]{4})/gi, (_, hex: string) => character(hex))
const percent: Decode = (text) => text.replace(/(?:%[0-9a-f]{2})+/gi, fromPercent)
const escapes: Decode = (text) =>
  text.replace(/\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|(.))/gis, fromEscape)
const htmlEntities: Decode = (text) =>
  text.replace(/&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,16}));?/gi, fromEntity)

/** Each takes one layer of one encoding off a text, as the most lenient reader would. */
export const decoders = [windowsPercent, percent, escapes, htmlEntities, toPlainDigits] as const

function fromPercent(bytes: string): string {
  return Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8')
}

function fromEscape(
  _: string,
  braced: string | undefined,
  four: string | undefined,
  two: string | undefined,
  one: string | undefined,
): string {
  const hex = braced ?? four ?? two
  if (hex !== undefined) return character(hex)
  return /[tnrfvb0]/.test(one ?? '') ? ' ' : (one ?? '')
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lowbar: '_',
  period: '.',
  plus: '+',
  percnt: '%',
  bsol: '\\',
  shy: '',
  zwj: '',
  zwnj: '',
}

function fromEntity(
  whole: string,
  hex: string | undefined,
  decimal: string | undefined,
  name: string | undefined,
): string {
  if (hex !== undefined) return character(hex)
  if (decimal !== undefined) return character(Number(decimal).toString(16))
  const known = entities[(name ?? '').toLowerCase()]
  if (known !== undefined) return known
  // Tab, NewLine, nbsp, ensp, thinsp …; hyphen, dash, ndash, minus …
  if (/sp$|^tab$|^newline$/i.test(name ?? '')) return ' '
  return /dash$|hyphen|minus|horbar/i.test(name ?? '') ? '-' : whole
}

function character(hex: string): string {
  const code = Number.parseInt(hex, 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : ''
}

/** Wide, raised, circled and other scripts' digits become ASCII; marks that nobody sees go. */
function toPlainDigits(text: string): string {
  if (!/[^\0-~]/.test(text)) return text
  return text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\0-~]/gu, (one) => (/\p{Nd}/u.test(one) ? valueOf(one) : one))
}

/** Unicode has the ten digits of a script in a row, from zero; two such rows may touch. */
function valueOf(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let first = code
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1
  return String((code - first) % 10)
}
