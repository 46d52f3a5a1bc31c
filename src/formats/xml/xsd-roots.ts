import { Parser } from 'htmlparser2'

/** Elements of a schema that are kept; of one with more nothing is said. */
const maxElements = 5_000
/** Deeper than any real one. */
const maxDepth = 200

/**
 * Finds which elements documents of an XML schema begin with. A schema in Norwegian style declares
 * every group at its top: what another one refers to is no root.
 */
export class XsdRoots {
  readonly #declared = new Set<string>()
  readonly #referred = new Set<string>()
  readonly #path: string[] = []
  #isTooLarge = false
  readonly #parser = new Parser(
    {
      onopentag: (name, attributes) => this.#open(localOf(name), attributes),
      onclosetag: () => void this.#path.pop(),
    },
    { xmlMode: true },
  )

  push(text: string): void {
    if (!this.#isTooLarge) this.#parser.write(text)
  }

  /** Names without prefixes; `undefined` where the schema names none. */
  end(): readonly string[] | undefined {
    this.#parser.end()
    if (this.#isTooLarge || this.#declared.size === 0) return undefined
    const roots = [...this.#declared].filter((name) => !this.#referred.has(name))
    return roots.length > 0 ? roots : [...this.#declared]
  }

  #open(tag: string, { name, ref }: Readonly<Record<string, string>>): void {
    const isTop = this.#path.length === 1 && this.#path[0] === 'schema'
    this.#path.push(tag)
    this.#isTooLarge ||= this.#path.length > maxDepth
    if (tag !== 'element') return
    if (isTop && name !== undefined) this.#declared.add(name)
    if (ref !== undefined) this.#referred.add(localOf(ref))
    this.#isTooLarge ||= this.#declared.size + this.#referred.size > maxElements
  }
}

function localOf(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}
