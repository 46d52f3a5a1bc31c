import { TextDecoder } from 'node:util'
import { JsonReader } from '../json/scan-json.ts'
import { XmlReader } from '../xml/scan-xml.ts'

/** Looks for top-level members in a document that arrives in pieces. */
export interface Scanner {
  /** Takes the next piece; `true` once no further piece can change what was found. */
  readonly push: (chunk: Buffer) => boolean
  /** What was found so far, under the names that were asked for: scalars as text. */
  readonly found: () => Readonly<Record<string, string>>
  /**
   * Names that stood there more than once and did not say the same: left out of what was found.
   * Reading stops when every name has a value, so a repeat behind that place goes unseen: the
   * platform checks what it receives for itself, routing needs one unambiguous name.
   */
  readonly repeated: () => readonly string[]
}

/** By content type; undefined when the type is neither JSON nor XML. Compressed content is not read. */
export function createScanner(
  contentType: string | undefined,
  names: readonly string[],
): Scanner | undefined {
  const language = languageOf(contentType)
  if (language === undefined) return undefined
  const members = new Members(names)
  const wants = (name: string): boolean => members.wants(name)
  const take = (name: string, value: string | undefined): boolean => members.take(name, value)
  const reader = new readers[language](wants, take)
  const push = inUtf8((bytes) => reader.push(bytes))
  let isDone = names.length === 0
  return {
    push: (chunk) => (isDone ||= push(chunk)),
    found: () => members.found(),
    repeated: () => members.repeated(),
  }
}

const readers = { json: JsonReader, xml: XmlReader } as const

/** `undefined` when the type is neither JSON nor XML. */
export function languageOf(contentType = ''): keyof typeof readers | undefined {
  // Some clients send two types with a comma between them; the first one counts.
  const type = /^\s*(?:application|text)\/(?:[^;,\s]*\+)?(json|xml)\s*(?:[;,]|$)/i.exec(contentType)
  const language = type?.[1]?.toLowerCase()
  return language === 'json' || language === 'xml' ? language : undefined
}

/** What is looked for, and what has been found of it. */
class Members {
  readonly #asked: ReadonlyMap<string, string>
  readonly #lengths: ReadonlySet<number>
  /** `undefined`: it stood there, but not as a value that counts. */
  readonly #values = new Map<string, string | undefined>()
  readonly #repeated = new Set<string>()

  constructor(names: readonly string[]) {
    this.#asked = new Map(names.map((name) => [folded(name), name]))
    this.#lengths = new Set(names.map(({ length }) => length))
  }

  wants(name: string): boolean {
    return this.#lengths.has(name.length) && this.#asked.has(folded(name))
  }

  /** `true` when there is nothing left to look for. */
  take(name: string, value: string | undefined): boolean {
    const key = folded(name)
    if (!this.#values.has(key)) this.#values.set(key, value)
    else if (this.#values.get(key) !== value) this.#repeated.add(key)
    return [...this.#asked.keys()].every((asked) => this.#isSettled(asked))
  }

  #isSettled(key: string): boolean {
    return this.#repeated.has(key) || this.#values.get(key) !== undefined
  }

  found(): Readonly<Record<string, string>> {
    const pairs: [name: string, value: string][] = []
    for (const [key, name] of this.#asked) {
      const value = this.#repeated.has(key) ? undefined : this.#values.get(key)
      if (value !== undefined) pairs.push([name, value])
    }
    return Object.fromEntries(pairs)
  }

  repeated(): readonly string[] {
    return [...this.#asked].flatMap(([key, name]) => (this.#repeated.has(key) ? [name] : []))
  }
}

/** Names in ASCII alone: `toLowerCase` takes a Kelvin sign for a `k`, .NET's comparison does not. */
export function folded(name: string): string {
  return /[^\x00-\x7f]/.test(name) ? name : name.toLowerCase()
}

/** Hands on UTF-8 without a byte order mark. UTF-16 shows itself by its mark or by a zero byte. */
export function inUtf8(read: (bytes: Buffer) => boolean): (chunk: Buffer) => boolean {
  let head: Buffer | undefined = Buffer.alloc(0)
  let decoder: TextDecoder | undefined
  return (chunk) => {
    let bytes = chunk
    if (head !== undefined) {
      bytes = Buffer.concat([head, chunk])
      head = isEnoughToTell(bytes) ? undefined : bytes
      if (head !== undefined) return false
      decoder = decoderFor(bytes)
      if (startsWith(bytes, 0xef, 0xbb, 0xbf)) bytes = bytes.subarray(3)
    }
    return read(decoder ? Buffer.from(decoder.decode(bytes, { stream: true })) : bytes)
  }
}

function isEnoughToTell(head: Buffer): boolean {
  return head.length >= (head[0] === 0xef ? 3 : 2)
}

function decoderFor(head: Buffer): TextDecoder | undefined {
  if (startsWith(head, 0xff, 0xfe) || head[1] === 0) return new TextDecoder('utf-16le')
  if (startsWith(head, 0xfe, 0xff) || head[0] === 0) return new TextDecoder('utf-16be')
  return undefined
}

function startsWith(head: Buffer, ...mark: readonly number[]): boolean {
  return mark.every((byte, place) => head[place] === byte)
}
