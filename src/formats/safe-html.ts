import { Parser, type Handler } from 'htmlparser2'

type Attributes = Readonly<Record<string, string>>

/** Whole addresses of these kinds: nothing is to be read as an address of the gateway's own. */
const address = /^(?:https?:\/\/|mailto:|tel:)[^\s\p{Cc}]+$/iu

const isNumber = (value: string): boolean => /^[0-9]{1,4}$/.test(value)
const isAddress = (value: string): boolean => address.test(value)
const isText = (): boolean => true

/** What is shown, and with which attributes. Nothing here can act or fetch. */
const shown: Readonly<Record<string, Readonly<Record<string, (value: string) => boolean>>>> = {
  ...Object.fromEntries(
    [
      ...['p', 'br', 'hr', 'div', 'span', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'pre'],
      ...['code', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'ins', 'small', 'sub', 'sup', 'ul'],
      ...['li', 'dl', 'dt', 'dd', 'table', 'caption', 'thead', 'tbody', 'tfoot', 'tr'],
    ].map((tag) => [tag, {}]),
  ),
  a: { href: isAddress, title: isText },
  ol: { start: isNumber },
  td: { colspan: isNumber, rowspan: isNumber },
  th: { colspan: isNumber, rowspan: isNumber },
}

/** What these hold is no text for people. */
const hidden: ReadonlySet<string> = new Set([
  ...['script', 'style', 'title', 'template', 'iframe', 'frameset', 'object', 'embed', 'applet'],
  ...['svg', 'math', 'noscript', 'noembed', 'noframes', 'textarea', 'select', 'audio', 'video'],
  ...['canvas', 'xmp', 'plaintext', 'listing'],
])

const withoutEnd: ReadonlySet<string> = new Set(['br', 'hr'])

/**
 * Each end tag is looked for among all that are open, so that there must not be any number of them.
 * Of tags that are further in, the text is kept.
 */
export const deepest = 100

/** Leaves start tags out; their end tags end what is open of the same name, if anything. */
class ShallowParser extends Parser {
  readonly #nameAt: (start: number, end: number) => string
  readonly #isLeftOut: (tag: string) => boolean

  constructor(html: string, handler: Partial<Handler>, isLeftOut: (tag: string) => boolean) {
    super(handler)
    this.#nameAt = (start, end) => html.slice(start, end).toLowerCase()
    this.#isLeftOut = isLeftOut
  }

  // What follows of a tag whose name its parser was not told, it leaves alone by itself.
  override onopentagname(start: number, end: number): void {
    if (!this.#isLeftOut(this.#nameAt(start, end))) super.onopentagname(start, end)
  }
}

/**
 * HTML with what is harmless of it. It is written anew from what a parser has read: tags of the
 * list, their attributes in quotes, and text; so it does not matter what else a browser might read
 * into what was sent.
 */
export function toSafeHtml(html: string): string {
  const written: string[] = []
  const open: string[] = []
  let [depth, depthOfHidden] = [0, 0]
  const handler: Partial<Handler> = {
    onopentag: (tag, attributes) => {
      depth += 1
      if (depthOfHidden > 0 || hidden.has(tag)) {
        depthOfHidden += 1
        return
      }
      written.push(openingOf(tag, attributes))
      if (Object.hasOwn(shown, tag) && !withoutEnd.has(tag)) open.push(tag)
    },
    onclosetag: (tag) => {
      depth -= 1
      if (depthOfHidden > 0) depthOfHidden -= 1
      // A tag that the text breaks off within is closed without ever having been opened.
      else if (open.at(-1) === tag) written.push(`</${open.pop() ?? ''}>`)
    },
    ontext: (text) => {
      if (depthOfHidden === 0) written.push(escaped(text))
    },
  }
  // What hides is let in at any depth, so that what it holds stays hidden.
  const isLeftOut = (tag: string): boolean =>
    depth >= deepest && (depthOfHidden > 0 || !hidden.has(tag))
  new ShallowParser(html, handler, isLeftOut).end(html)
  return written.join('')
}

function openingOf(tag: string, attributes: Attributes): string {
  // A picture would be fetched from wherever its sender keeps a count.
  if (tag === 'img') return escaped(attributes.alt ?? '')
  const known = Object.hasOwn(shown, tag) ? shown[tag] : undefined
  if (known === undefined) return ''
  const kept = Object.entries(attributes).flatMap(([name, value]) =>
    Object.hasOwn(known, name) && known[name]?.(value.trim()) === true
      ? [` ${name}="${escaped(value.trim())}"`]
      : [],
  )
  return `<${tag}${kept.join('')}>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
