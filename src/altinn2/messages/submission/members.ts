import { GatewayError } from '../../../errors.ts'
import type { Part } from '../../../http/server/part.ts'

/** .NET's `Int32`, which all numbers of the model are. */
const maxInteger = 0x7fff_ffff

/**
 * The members of an object that a caller sent, as Altinn 2 read them: names without regard to case,
 * numbers as text and text as numbers, nothing as absent. Each reader throws `BODY_MALFORMED`.
 */
export class InputMembers {
  readonly #values = new Map<string, unknown>()
  readonly #where: string

  /** @param where words of ours that say which object this is, such as `form 2` */
  constructor(value: unknown, where: string) {
    this.#where = where
    if (isBlank(value)) return
    if (typeof value !== 'object' || Array.isArray(value) || isPart(value)) {
      throw malformed(`${where} is not an object`)
    }
    for (const [name, member] of Object.entries(value)) {
      this.#values.set(name.toLowerCase(), member)
    }
  }

  /** The value as it is; `undefined` for nothing, however that is written. */
  get(name: string): unknown {
    const value = this.#values.get(name.toLowerCase())
    return isBlank(value) ? undefined : value
  }

  text(name: string): string | undefined {
    const value = this.get(name)
    if (value === undefined || typeof value === 'string') return value
    if (typeof value === 'number') return String(value)
    // As Newtonsoft writes it.
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    throw this.malformed(name, 'is not text')
  }

  integer(name: string): number | undefined {
    const value = this.get(name)
    if (value === undefined) return undefined
    return parseInteger(value) ?? this.#refuse(name, 'is not a whole number')
  }

  part(name: string): Part | undefined {
    const value = this.get(name)
    if (value === undefined || isPart(value)) return value
    return this.#refuse(name, Array.isArray(value) ? 'is given more than once' : 'is not text')
  }

  /**
   * The elements of a list: an array in JSON; in XML an object with a member of the elements' name,
   * which is one or several; the same under `_embedded` in HAL.
   */
  list(name: string, element: string): readonly unknown[] {
    const own = elementsOf(this.get(name), element)
    const embedded = this.#embedded()
    const others = embedded === undefined ? [] : elementsOf(embedded.get(name), element)
    if (own.length > 0 && others.length > 0) throw this.malformed(name, 'is given more than once')
    return own.length > 0 ? own : others
  }

  /** The object of that name, here or under `_embedded`. */
  object(name: string): InputMembers | undefined {
    const value = this.get(name) ?? this.#embedded()?.get(name)
    return value === undefined ? undefined : new InputMembers(value, name)
  }

  integers(name: string): readonly number[] {
    return this.list(name, 'int').map(
      (each) => parseInteger(each) ?? this.#refuse(name, 'has what is not a whole number'),
    )
  }

  /** The error for a member. */
  malformed(name: string, fault: string): GatewayError {
    return malformed(`${name} of ${this.#where} ${fault}`)
  }

  #refuse(name: string, fault: string): never {
    throw this.malformed(name, fault)
  }

  #embedded(): InputMembers | undefined {
    const value = this.get('_embedded')
    return value === undefined ? undefined : new InputMembers(value, '_embedded')
  }
}

function elementsOf(value: unknown, element: string): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null || isPart(value)) return [value]
  const members = new InputMembers(value, element)
  const embedded = members.get('_embedded')
  const elements = namedIn(value, element) ?? (embedded && namedIn(embedded, element))
  if (elements !== undefined) return Array.isArray(elements) ? elements : [elements]
  return Object.values(value).every(isBlank) ? [] : [value]
}

/** A member that is there, even if it says nothing: an element without content is an element. */
function namedIn(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).findLast(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}

/** How JSON and XML write nothing. */
function isBlank(value: unknown): value is undefined | null | string {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && 'stream' in value && 'hash' in value
}

function parseInteger(value: unknown): number | undefined {
  const written = typeof value === 'string' ? value.trim() : value
  const number = typeof written === 'string' && /^[-+]?\d{1,10}$/.test(written) ? +written : written
  if (typeof number !== 'number' || !Number.isInteger(number)) return undefined
  return Math.abs(number) <= maxInteger ? number : undefined
}

function malformed(detail: string): GatewayError {
  return new GatewayError('BODY_MALFORMED', { detail })
}
