import type { Value } from './expression.ts'
import type { FunctionName } from './functions.ts'

/** The binder has seen to number and types of the values, and unknown ones never come here. */
const calls = {
  // The text that is looked for comes first, unlike in the others.
  substringof: (part, whole) => whole.includes(part),
  startswith: (whole, part) => whole.startsWith(part),
  endswith: (whole, part) => whole.endsWith(part),
  tolower: (text) => toCase(text, (one) => one.toLowerCase()),
  toupper: (text) => toCase(text, (one) => one.toUpperCase()),
  trim: (text) => text.trim(),
  concat: (first, second) => first + second,
  length: (text) => text.length,
  indexof: (whole, part) => whole.indexOf(part),
  // Of a time as `toSortableTime` writes it.
  year: (time) => Number(time.slice(0, 4)),
  month: (time) => Number(time.slice(5, 7)),
  day: (time) => Number(time.slice(8, 10)),
  hour: (time) => Number(time.slice(11, 13)),
  minute: (time) => Number(time.slice(14, 16)),
  second: (time) => Number(time.slice(17, 19)),
} as const satisfies Record<
  FunctionName,
  (first: string, second: string) => string | number | boolean
>

export function call(
  name: FunctionName,
  [first = '', second = '']: readonly Value[],
): string | number | boolean {
  return calls[name](String(first), String(second))
}

/** .NET changes letters one for one and keeps those that would become several. */
function toCase(text: string, change: (one: string) => string): string {
  const all = change(text)
  if (all.length === text.length) return all
  return text
    .replace(/\P{ASCII}/gu, (one) => {
      const changed = change(one)
      return changed.length === one.length ? changed : one
    })
    .replace(/[A-Za-z]+/g, change)
}
