import { Refused } from './operation.ts'
import { UnlikeTheRealOne, type Asked } from '../strict.ts'

export type Members = Readonly<Record<string, unknown>>

/**
 * A JSON body by the names that the model has. Json.NET takes them in any case, and HAL's `_embedded`
 * holds what plain JSON has beside the rest. A name that the model does not have is a mistake of ours.
 */
export async function readMembers(asked: Asked, known: readonly string[]): Promise<Members> {
  return toMembers(await readJson(asked), known)
}

/** A body that is a list, as one service-owner operation takes it. */
export async function readList(
  asked: Asked,
  known: readonly string[],
): Promise<readonly Members[]> {
  return toList(await readJson(asked), known)
}

async function readJson(asked: Asked): Promise<unknown> {
  const type = asked.headers['content-type'] ?? ''
  if (/\bxml\b/i.test(type)) throw new UnlikeTheRealOne(`a body in XML, which is not read here`)
  if (!/^application\/(?:hal\+)?json\b/i.test(type)) throw new Refused({ status: 415 })
  const text = (await asked.body()).toString()
  if (text.trim() === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new Refused({ status: 400 })
  }
}

export function toMembers(value: unknown, known: readonly string[]): Members {
  if (!isObject(value)) throw new Refused({ status: 400 })
  const names = new Map(known.map((name) => [name.toLowerCase(), name]))
  const read: [string, unknown][] = []
  for (const [key, one] of Object.entries(value)) {
    if (key === '_links') continue
    const name = names.get(key.toLowerCase())
    if (name !== undefined) read.push([name, one])
    else if (key === '_embedded') read.push(...Object.entries(toMembers(one, known)))
    else throw new UnlikeTheRealOne(`member ${key} of the body`)
  }
  return Object.fromEntries(read.filter(([, one]) => one !== null))
}

export function toList(value: unknown, known: readonly string[]): readonly Members[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Refused({ status: 400 })
  return value.map((one: unknown) => toMembers(one, known))
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function textOf(members: Members, name: string): string | undefined {
  const value = members[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOf(members: Members, name: string): number | undefined {
  const value = members[name]
  const number = typeof value === 'string' && value !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined
}
