import type { FunctionName } from './functions.ts'
import type { Work } from './work.ts'

type Called = (first: string, second: string, work: Work) => string | number | boolean

/** The binder has seen to number and types of the values, and unknown ones never come here. */
const calls = {
  // The text that is looked for comes first, unlike in the others.
  substringof: (part, whole, work) => find(whole, part, work) >= 0,
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
  tolower: (text, _, work) => toCase(text, lower, work),
  toupper: (text, _, work) => toCase(text, upper, work),
  trim: (text, _, work) => {
    work.spend(text.length >> 4)
    return text.trim()
  },
  concat: (first, second, work) => {
    work.spend((first.length + second.length) >> 4)
    return first + second
  },
  length: (text) => text.length,
  indexof: find,
  // Of a time as `toSortableTime` writes it.
  year: (time) => Number(time.slice(0, 4)),
  month: (time) => Number(time.slice(5, 7)),
  day: (time) => Number(time.slice(8, 10)),
  hour: (time) => Number(time.slice(11, 13)),
  minute: (time) => Number(time.slice(14, 16)),
  second: (time) => Number(time.slice(17, 19)),
} as const satisfies Record<FunctionName, Called>

export function call(
  name: FunctionName,
  first: string,
  second: string,
  work: Work,
): ReturnType<Called> {
  const called: Called = calls[name]
  return called(first, second, work)
}

function find(whole: string, part: string, work: Work): number {
  work.spend(costOfSearch(whole.length, part.length))
  return whole.indexOf(part)
}

/**
 * What V8 needs at most (string-search.h): it tries a short text at each place, skips with tables
 * for one of up to 250 characters, and may go back to trying for a longer one.
 */
function costOfSearch(whole: number, part: number): number {
  if (part > whole) return 0
  const isTabled = part >= 7 && part <= 250
  return Math.ceil(isTabled ? (whole + 4 * part) / 8 : (whole * part) / 32)
}

interface LetterCase {
  readonly change: (text: string) => string
  /** What may be changed as one text, and a Greek letter that .NET does not look around for. */
  readonly unchanging: RegExp
}

// The letters that become several are those of Unicode's SpecialCasing.txt.
const lower: LetterCase = {
  change: (text) => text.toLowerCase(),
  unchanging: /[^\u0130\u03a3]+|\u03a3/gu,
}
const upper: LetterCase = {
  change: (text) => text.toUpperCase(),
  unchanging:
    /[^\u00df\u0149\u01f0\u0390\u03b0\u0587\u1e96-\u1e9a\u1f50\u1f52\u1f54\u1f56\u1f80-\u1faf\u1fb2-\u1fb4\u1fb6\u1fb7\u1fbc\u1fc2-\u1fc4\u1fc6\u1fc7\u1fcc\u1fd2\u1fd3\u1fd6\u1fd7\u1fe2-\u1fe4\u1fe6\u1fe7\u1ff2-\u1ff4\u1ff6\u1ff7\u1ffc\ufb00-\ufb06\ufb13-\ufb17]+/gu,
}

/** .NET changes letters one for one and keeps those that would become several. */
function toCase(text: string, { change, unchanging }: LetterCase, work: Work): string {
  work.spend(text.length >> 4)
  const all = change(text)
  if (all.length === text.length) return all
  // Each letter may be changed by itself, which takes 200 ns.
  work.spend(4 * text.length)
  return text.replace(unchanging, change)
}
