export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  readonly text: string
}

interface Open {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const part =
  /<\?[^>]*\?>|<!--[\s\S]*?-->|<\/(?<closed>[^\s>]+)\s*>|<(?<opened>[^\s/>!?]+)(?<attributes>(?:\s+[^\s=]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(?<empty>\/?)>|(?<text>[^<]+)/gy

/** What an app's form can be: elements, attributes and text. Undefined when it is not that. */
export function parseXml(xml: string): XmlElement | undefined {
  const root: Open = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  let end = 0
  for (const found of xml.replace(/^\uFEFF/, '').matchAll(part)) {
    end = found.index + found[0].length
    const { closed, opened, attributes = '', empty, text } = found.groups ?? {}
    const innermost = open.at(-1) ?? root
    if (text !== undefined) innermost.text += unescape(text)
    if (opened !== undefined) {
      const child = {
        name: local(opened),
        attributes: toAttributes(attributes),
        children: [],
        text: '',
      }
      innermost.children.push(child)
      if (empty === '') open.push(child)
    }
    if (closed !== undefined && open.pop()?.name !== local(closed)) return undefined
  }
  const isWhole = end === xml.replace(/^\uFEFF/, '').length && open.length === 1
  return isWhole && root.children.length === 1 ? root.children[0] : undefined
}

const local = (name: string): string => name.replace(/^.*:/, '')

function toAttributes(text: string): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {}
  for (const found of text.matchAll(/([^\s=]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes[found[1] ?? ''] = unescape(found[2] ?? found[3] ?? '')
  }
  return attributes
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text: string): string {
  return text.replace(/&(?:#x[\da-f]+|#\d+|\w+);/gi, (whole) => {
    const code = whole.slice(1, -1)
    if (/^#x/i.test(code)) return String.fromCodePoint(parseInt(code.slice(2), 16))
    return code.startsWith('#')
      ? String.fromCodePoint(Number(code.slice(1)))
      : (named[code] ?? whole)
  })
}

export function escapeXml(text: string): string {
  return text.replace(
    /[&<>]/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[char] ?? char,
  )
}
