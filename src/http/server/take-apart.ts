import { GatewayError } from '../../errors.ts'
import { malformed, type Cutter, type CutVisitor } from '../../formats/cut.ts'
import { JsonCutter } from '../../formats/json/cut-json.ts'
import { XmlCutter } from '../../formats/xml/cut-xml.ts'
import { createDecoder, type ValueDecoder } from '../../formats/bodies/decode-value.ts'
import { readJson } from '../../formats/json/read-json.ts'
import { readXml } from '../../formats/xml/read-xml.ts'
import { Rest } from '../../formats/bodies/rest.ts'
import { folded, inUtf8, languageOf } from '../../formats/bodies/scan.ts'
import { takeStep, yieldToOthers } from '../../runtime/yield-to-others.ts'
import type { PartStore, PartWriter } from './part-store.ts'
import type { Cuts, Part, TakenApart } from './part.ts'

/** Bytes that are read in one stretch: about a millisecond, and five where XML has nothing but tags. */
const sliceLength = 16 * 1024
/** A body of so many slices is short: it is read in steps, as other requests are. */
const maxShortSlices = 4
/** Bytes of what is left when everything long has been cut out. */
const maxRestBytes = 256 * 1024
/** Values that are cut out of one body. */
const maxParts = 1_000

export interface PartsInput {
  /** The next bytes; `undefined` after the last. */
  readonly next: () => Promise<Buffer | undefined>
  /** For whom. */
  readonly owner: string
}

interface TakeApartInput extends PartsInput {
  /** The body's `Content-Type`. */
  readonly type: string | undefined
  readonly cuts: Cuts
}

/** Takes a body whole, as it is. Throws `SPOOL_FULL`, and what `next` throws. */
export async function toPart({ next, owner }: PartsInput, store: PartStore): Promise<Part> {
  const writer = store.begin()
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
    const turn = takeStep(owner)
    if (turn !== undefined) await turn
    await writer.add(chunk)
  }
  return writer.end()
}

/** Reads a body whole. Throws `BODY_MALFORMED`, `BODY_TOO_LARGE`, `SPOOL_FULL`, and what `next` throws. */
export async function takeApart(
  { next, type, cuts, owner }: TakeApartInput,
  store: PartStore,
): Promise<TakenApart> {
  const taking = new Taking(type, cuts, store)
  let slices = 0
  const pause = (): Promise<void> | undefined => {
    slices += 1
    return slices > maxShortSlices ? yieldToOthers(owner) : takeStep(owner)
  }
  for (let chunk = await next(); chunk !== undefined; chunk = await next()) {
    for (let from = 0; from < chunk.length; from += sliceLength) {
      const turn = pause()
      if (turn !== undefined) await turn
      taking.push(chunk.subarray(from, from + sliceLength))
      await taking.flush()
    }
  }
  return { document: await taking.finish(pause) }
}

/** A value on its way to its part. */
interface Value {
  readonly name: string
  readonly place: number
  readonly decoder: ValueDecoder
  writer?: PartWriter
}

/** What waits for the disk: bytes of a value, or its end. */
interface Step {
  readonly value: Value
  readonly bytes: Buffer
  readonly isLast: boolean
  readonly xml?: Part['xml']
}

class Taking implements CutVisitor {
  readonly #cuts: Cuts
  readonly #names: ReadonlyMap<string, string>
  readonly #store: PartStore
  readonly #inUtf8: (chunk: Buffer) => boolean
  readonly #language: ReturnType<typeof languageOf>
  #cutter: Cutter | undefined
  readonly #rest = new Rest(maxRestBytes)
  readonly #counts = new Map<string, number>()
  readonly #parts: Part[] = []
  #begun = 0
  #value: Value | undefined
  #steps: Step[] = []

  constructor(type: string | undefined, cuts: Cuts, store: PartStore) {
    this.#language = languageOf(type)
    this.#cuts = cuts
    this.#names = new Map(Object.keys(cuts).map((name) => [folded(name), name]))
    this.#store = store
    this.#inUtf8 = inUtf8((bytes) => this.#read(bytes))
  }

  push(bytes: Buffer): void {
    this.#inUtf8(bytes)
  }

  /** Writes what was cut out so far. */
  async flush(): Promise<void> {
    for (const { value, bytes, isLast, xml } of this.#steps) {
      value.writer ??= this.#store.begin()
      await value.writer.add(bytes)
      if (isLast) this.#parts[value.place] = await value.writer.end(xml)
    }
    this.#steps = []
  }

  /** The document that is left, with its parts. */
  finish(pause: () => Promise<void> | undefined): unknown {
    if (this.#cutter === undefined) throw malformed('the body is empty')
    this.#cutter.end()
    const isCut = (name: string): boolean => this.#names.has(folded(name))
    const rest = this.#rest.bytes()
    return this.#cutter instanceof JsonCutter
      ? readJson(rest, isCut, this.#parts)
      : readXml(rest, isCut, this.#parts, pause)
  }

  rest(bytes: Buffer, from: number, to: number): void {
    if (this.#rest.add(bytes, from, to)) return
    const names = Object.keys(this.#cuts).join(' and ')
    const detail = `more than ${maxRestBytes} bytes outside ${names}`
    throw new GatewayError('BODY_TOO_LARGE', { detail })
  }

  begin(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
    const place = this.#begun
    this.#begun += 1
    if (this.#begun > maxParts) throw malformed(`more than ${maxParts} forms and attachments`)
    this.#value = { name, place, decoder: createDecoder(this.#cuts[name] ?? 'base64') }
  }

  value(text: Buffer): void {
    const value = this.#needValue()
    const bytes = value.decoder.push(text) ?? this.refuse(value.name, 'is not base64')
    if (bytes.length > 0) this.#steps.push({ value, bytes, isLast: false })
  }

  end(): string {
    const value = this.#needValue()
    const last = value.decoder.end() ?? this.refuse(value.name, 'is not base64')
    this.#steps.push({ value, ...last, isLast: true })
    this.#value = undefined
    return String(value.place)
  }

  refuse(name: string, fault: string): never {
    const begun = this.#counts.get(name) ?? 0
    const count = this.#value === undefined ? begun + 1 : begun
    throw malformed(`${name} number ${count} ${fault}`)
  }

  #needValue(): Value {
    if (this.#value === undefined) throw new Error('no value has begun')
    return this.#value
  }

  #read(bytes: Buffer): false {
    this.#cutter ??= this.#cutterFor(bytes)
    this.#cutter?.push(bytes)
    return false
  }

  /** Where the type says nothing, the first byte does. White space is no first byte. */
  #cutterFor(bytes: Buffer): Cutter | undefined {
    const [first] = /[^\s]/.exec(bytes.toString('latin1')) ?? []
    if (first === undefined) return undefined
    const nameOf = (name: string): string | undefined => this.#names.get(folded(name))
    const language = this.#language ?? (first === '{' ? 'json' : first === '<' ? 'xml' : undefined)
    if (language === 'json') return new JsonCutter(nameOf, this)
    if (language === 'xml') return new XmlCutter(nameOf, this)
    throw malformed('the body is neither JSON nor XML')
  }
}
