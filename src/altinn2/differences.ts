import type { Json } from './response.ts'

const most = 20

/**
 * Where two answers differ, as paths of member names (`[].FileStatus`), never values. A
 * member that is null differs from one that is absent. Links are not compared: each side writes its own.
 */
export function differences(one: Json, other: Json): readonly string[] {
  const found = new Set<string>()
  compare(one, other, '', found)
  return [...found].slice(0, most)
}

function compare(
  one: Json | undefined,
  other: Json | undefined,
  path: string,
  found: Set<string>,
): void {
  if (isList(one) && isList(other)) {
    if (one.length !== other.length) found.add(`${path}[].length`)
    const length = Math.min(one.length, other.length)
    for (let place = 0; place < length; place += 1) {
      compare(one[place], other[place], `${path}[]`, found)
    }
  } else if (isRecord(one) && isRecord(other)) {
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      if (name === '_links') continue
      compare(one[name], other[name], path === '' ? name : `${path}.${name}`, found)
    }
  } else if (one !== other) {
    found.add(path === '' ? 'value' : path)
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === 'object' && value !== null && !isList(value)
}
