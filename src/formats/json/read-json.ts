import { malformed } from '../cut.ts'

/**
 * What `JsonCutter` left, with the parts in their places. Throws `BODY_MALFORMED`.
 * @param isCut whether a member's values were cut out
 */
export function readJson(
  bytes: Buffer,
  isCut: (name: string) => boolean,
  parts: readonly unknown[],
): unknown {
  const document = parse(bytes.toString())
  put(document, isCut, parts)
  return document
}

/** `JSON.parse` says in its errors what stands in the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('the body is not JSON')
  }
}

/** The levels are bounded: see `JsonCutter`. */
function put(value: unknown, isCut: (name: string) => boolean, parts: readonly unknown[]): void {
  if (Array.isArray(value)) {
    for (const each of value) put(each, isCut, parts)
    return
  }
  if (typeof value !== 'object' || value === null) return
  const members = value as Record<string, unknown>
  for (const name of Object.keys(members)) {
    const member = members[name]
    if (!isCut(name)) put(member, isCut, parts)
    else if (member !== null) members[name] = partAt(member, parts)
  }
}

function partAt(place: unknown, parts: readonly unknown[]): unknown {
  const part = typeof place === 'string' ? parts[Number(place)] : undefined
  if (part === undefined) throw malformed('the body is not JSON')
  return part
}
