import type { Json, Resource } from '../altinn2/response.ts'
import { typeOfListed } from '../altinn2/listed-types.ts'

export const declaration = '<?xml version="1.0" encoding="utf-8"?>'

export type Attributes = readonly (readonly [name: string, value: string])[]

/** An element; its content is XML already. */
export function element(name: string, attributes: Attributes, content: string): string {
  const start = attributes.reduce(
    (written, [attribute, value]) => `${written} ${attribute}="${escapeAttribute(value)}"`,
    name,
  )
  return content === '' ? `<${start} />` : `<${start}>${content}</${name}>`
}

/**
 * What no document can hold, escaped or not (XML 1.0 section 2.2), and halves of characters: they
 * become replacement characters, so that the rest of an answer can still be read.
 */
const unwritable = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
}

// A parser turns a bare carriage return into a line feed (XML 1.0 section 2.11).
export function escapeText(text: string): string {
  return text
    .replace(unwritable, '\ufffd')
    .replace(/[&<>\r]/g, (character) => references[character] ?? character)
}

// And white space in attributes into blanks (section 3.3.3).
function escapeAttribute(text: string): string {
  return text
    .replace(unwritable, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (character) => references[character] ?? character)
}

/**
 * A member's name as an element's: what cannot be in one is written as .NET's `XmlConvert` and its
 * serializers write it, `_x0020_` for a blank.
 */
export function toElementName(name: string): string {
  const encoded = name
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
    .replace(/[^A-Za-z0-9_.\-À-ÖØ-öø-ÿ]|^[0-9.-]/g, (unit) => {
      return `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
    })
  return encoded === '' ? '_' : encoded
}

/** What the two kinds of XML write differently in a resource's properties. */
export interface Dialect {
  readonly boolean: (value: boolean) => string
  /** Elements in a list, by what they hold. */
  readonly items: Readonly<Record<Scalar | 'list', string>>
  readonly listAttributes: Attributes
  readonly inOrder: (names: readonly string[]) => readonly string[]
}

export type Scalar = 'string' | 'boolean' | 'int' | 'long' | 'double'

export function scalarOf(value: string | number | boolean): Scalar {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'boolean'
  if (!Number.isSafeInteger(value)) return 'double'
  return value === (value | 0) ? 'int' : 'long'
}

/** An element for each property that has a value: what is `null` is left out. */
export function propertiesToXml(
  properties: Readonly<Record<string, Json>>,
  dialect: Dialect,
): string {
  return dialect
    .inOrder(Object.keys(properties))
    .map((name) => propertyToXml(toElementName(name), name, properties[name] ?? null, dialect))
    .join('')
}

/** An element for each list of things that have links of their own. */
export function partsToXml(
  { parts }: Pick<Resource, 'parts'>,
  write: (part: Resource) => string,
): string {
  if (parts === undefined) return ''
  return Object.entries(parts)
    .map(([name, list]) => element(toElementName(name), [], list.map(write).join('')))
    .join('')
}

/** @param name what it is called in JSON, from which the type of what is listed in it follows */
function propertyToXml(tag: string, name: string, value: Json, dialect: Dialect): string {
  if (value === null) return ''
  if (typeof value !== 'object') return element(tag, [], scalarToXml(value, dialect))
  if (!isList(value)) return element(tag, [], propertiesToXml(value, dialect))
  const items = value.map((item) =>
    propertyToXml(itemTag(name, item, dialect), name, item, dialect),
  )
  const attributes = value.some(isNoObject) ? dialect.listAttributes : []
  return element(tag, attributes, items.join(''))
}

export function scalarToXml(value: string | number | boolean, { boolean }: Dialect): string {
  return typeof value === 'boolean' ? boolean(value) : escapeText(String(value))
}

function itemTag(list: string, item: Json, { items }: Dialect): string {
  if (item === null || (typeof item === 'object' && !isList(item))) {
    return toElementName(typeOfListed(list))
  }
  return isList(item) ? items.list : items[scalarOf(item)]
}

function isNoObject(value: Json): boolean {
  return typeof value !== 'object' || isList(value)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
