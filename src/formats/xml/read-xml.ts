import { isUtf8 } from 'node:buffer'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { malformed } from '../cut.ts'

/** Characters that are read in one stretch: a few milliseconds at most, whatever they are. */
const sliceLength = 8 * 1024

/** An element that is open. */
interface Level {
  readonly name: string
  /** What a `resource` of HAL+XML is to the one around it. */
  readonly rel: string | undefined
  readonly isNil: boolean
  members: Members | undefined
  /** Its resources of HAL+XML. */
  embedded: Members | undefined
  text: string
}

type Members = Record<string, unknown>

/**
 * What `XmlCutter` left, with the parts in their places. Waits between its steps. Throws
 * `BODY_MALFORMED`.
 * @param isCut whether the text of elements of that name was cut out
 */
export async function readXml(
  bytes: Buffer,
  isCut: (name: string) => boolean,
  parts: readonly unknown[],
  pause: () => Promise<void> | undefined,
): Promise<unknown> {
  // The encoding that a document declares is often not the one it has, so the bytes decide.
  const text = isUtf8(bytes) ? bytes.toString() : bytes.toString('latin1')
  const tree = new XmlTree(isCut, parts)
  for (let from = 0; from < text.length; from += sliceLength) {
    const turn = from === 0 ? undefined : pause()
    if (turn !== undefined) await turn
    tree.push(text.slice(from, from + sliceLength))
  }
  return tree.end()
}

class XmlTree {
  readonly #parser = new SaxesParser({ xmlns: true })
  readonly #isCut: (name: string) => boolean
  readonly #parts: readonly unknown[]
  readonly #open: Level[] = []
  #document: unknown

  constructor(isCut: (name: string) => boolean, parts: readonly unknown[]) {
    this.#isCut = isCut
    this.#parts = parts
    this.#parser.on('error', () => {
      throw malformed('the body is not well-formed XML')
    })
    this.#parser.on('opentag', (tag) => this.#open.push(levelOf(tag)))
    this.#parser.on('text', (text) => this.#add(text))
    this.#parser.on('cdata', (text) => this.#add(text))
    this.#parser.on('closetag', () => this.#close())
  }

  push(text: string): void {
    this.#parser.write(text)
  }

  end(): unknown {
    this.#parser.close()
    return this.#document
  }

  #add(text: string): void {
    const level = this.#open.at(-1)
    if (level !== undefined) level.text += text
  }

  #close(): void {
    const level = this.#open.pop()
    if (level === undefined) return
    const around = this.#open.at(-1)
    if (around === undefined) this.#document = membersOf(level) ?? {}
    else putInto(around, level, this.#valueOf(level))
  }

  #valueOf(level: Level): unknown {
    const { name, isNil, text } = level
    const members = membersOf(level)
    if (members !== undefined) return members
    if (isNil) return null
    if (!this.#isCut(name)) return text
    if (text === '') return null
    const part = this.#parts[Number(text)]
    if (part === undefined) throw malformed('the body is not well-formed XML')
    return part
  }
}

function levelOf({ local, attributes }: SaxesTagNS): Level {
  let rel: string | undefined
  let isNil = false
  for (const attribute of Object.values(attributes)) {
    if (attribute.name === 'rel') rel = attribute.value
    if (attribute.local === 'nil') isNil = attribute.value === 'true' || attribute.value === '1'
  }
  return { name: local, rel, isNil, members: undefined, embedded: undefined, text: '' }
}

/** Names of the caller's: an object without a prototype has no other members. */
function newMembers(): Members {
  return Object.create(null) as Members
}

function membersOf({ members, embedded }: Level): Members | undefined {
  if (embedded === undefined) return members
  return Object.assign(members ?? newMembers(), { _embedded: embedded })
}

function putInto(around: Level, { name, rel }: Level, value: unknown): void {
  if (name !== 'resource' || rel === undefined) put((around.members ??= newMembers()), name, value)
  else put((around.embedded ??= newMembers()), rel, value)
}

function put(members: Members, name: string, value: unknown): void {
  const known = members[name]
  if (!(name in members)) members[name] = value
  else if (Array.isArray(known)) known.push(value)
  else members[name] = [known, value]
}
