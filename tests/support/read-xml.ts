import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  /** Its namespace. */
  readonly uri: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  /** Of its own, without its children's. */
  readonly text: string
}

interface Growing extends Element {
  readonly children: Growing[]
  text: string
}

/** Reads a document as the standards ask; throws where it is not well-formed. */
export function readXml(document: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const outside: Growing = { name: '', uri: '', attributes: {}, children: [], text: '' }
  const open = [outside]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ local, uri, attributes }) => {
    const values = Object.values(attributes).map(({ name, value }) => [name, value] as const)
    const element = {
      ...{ name: local, uri, attributes: Object.fromEntries(values) },
      ...{ children: [], text: '' },
    }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const inner = open.at(-1)
    if (inner !== undefined) inner.text += text
  })
  parser.on('closetag', () => open.pop())
  parser.write(document).close()
  const [root] = outside.children
  if (root === undefined) throw new Error('no element')
  return root
}
