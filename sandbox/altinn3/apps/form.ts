import { randomUUID } from 'node:crypto'
import { escapeXml, parseXml, type XmlElement } from './xml.ts'

/** What a class of an app's has, in its order: a kind of value, or the rows of a list. */
type Field = 'text' | 'number' | 'boolean' | { readonly rows: Fields }
type Fields = Readonly<Record<string, Field>>

const row: Fields = { navn: 'text', lengde: 'number' }

/** By `classRef`; the name of the root first. */
const classes: Readonly<Record<string, readonly [string, Fields]>> = {
  'Altinn.App.Models.Skjema.Skjema': [
    'Skjema',
    {
      tittel: 'text',
      antall: 'number',
      godkjent: 'boolean',
      merknad: 'text',
      tiltak: { rows: row },
    },
  ],
  'Altinn.App.Models.Underskjema': ['Underskjema', { merknad: 'text' }],
}

export type Value = string | number | boolean | null | readonly Model[]
export type Model = Readonly<Record<string, Value>>

const schemas =
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'

export const rootOf = (classRef: string): string => classes[classRef]?.[0] ?? ''

/** What is sent, read into the class; undefined when XmlSerializer would throw. */
export function readModel(xml: string, classRef: string): Model | undefined {
  const root = parseXml(xml)
  const [name, fields] = classes[classRef] ?? []
  if (root === undefined || fields === undefined || root.name !== name) return undefined
  const model = toModel(root, fields, true)
  return hasNoNumber(model) ? undefined : model
}

const hasNoNumber = (model: Model): boolean =>
  Object.values(model).some((value) => {
    if (value === null || typeof value !== 'object') return Number.isNaN(value)
    return value.some(hasNoNumber)
  })

/** A new object of the class. */
export function emptyModel(classRef: string): Model {
  const [, fields = {}] = classes[classRef] ?? []
  const values = Object.entries(fields).map(([name, field]) => {
    return [name, typeof field === 'object' ? [] : null] as const
  })
  return Object.fromEntries(values)
}

/** As it is stored: every row gets an id, and empty text is left out (ObjectUtils.cs). */
export function writeModel(model: Model, classRef: string): string {
  const name = rootOf(classRef)
  const content = toXml(withRowIds(model))
  return `<?xml version="1.0" encoding="utf-8"?><${name} ${schemas}>${content}</${name}>`
}

function withRowIds(model: Model): Model {
  const values = Object.entries(model).map(([name, value]) => [name, toStored(value)] as const)
  return Object.fromEntries(values)
}

function toStored(value: Value): Value {
  if (value === '') return null
  if (value === null || typeof value !== 'object') return value
  return value.map((row) => ({ [rowId]: randomUUID(), ...withRowIds(row) }))
}

/** The fields of a class by their kind, for what an app says of its schema. */
export const fieldsOf = (classRef: string): readonly string[] =>
  Object.keys(classes[classRef]?.[1] ?? {})

export interface Form {
  readonly json: string
  readonly xml: string
}

const rowId = 'altinnRowId'

/**
 * Reads what is stored into the class and writes it again: what the class does not have is lost, and
 * the rows keep their ids only for whoever asks for them (ObjectUtils.RemoveAltinnRowId).
 */
export function toForm(stored: string, classRef: string, withRowIds: boolean): Form | undefined {
  const root = parseXml(stored)
  const [name, fields] = classes[classRef] ?? []
  if (root === undefined || fields === undefined || root.name !== name) return undefined
  const model = toModel(root, fields, withRowIds)
  return { json: JSON.stringify(model), xml: `<${name} ${schemas}>${toXml(model)}</${name}>` }
}

function toModel(element: XmlElement, fields: Fields, withRowIds: boolean): Model {
  const id = element.attributes[rowId]
  const values = Object.entries(fields).map(([name, field]) => {
    const found = element.children.filter((child) => child.name === name)
    const value = toValue(found, field, withRowIds)
    return [name, value] as const
  })
  return {
    ...(withRowIds && id !== undefined ? { [rowId]: id } : {}),
    ...Object.fromEntries(values),
  }
}

function toValue(found: readonly XmlElement[], field: Field, withRowIds: boolean): Value {
  if (typeof field === 'object') return found.map((one) => toModel(one, field.rows, withRowIds))
  const text = found[0]?.text
  if (text === undefined) return null
  if (field === 'text') return text
  return field === 'number' ? Number(text) : text === 'true' || text === '1'
}

/** What is null is left out, and a row's id is an attribute of it. */
function toXml(model: Model): string {
  return Object.entries(model)
    .filter(([name]) => name !== rowId)
    .map(([name, value]) => {
      if (value === null) return ''
      if (typeof value !== 'object') return `<${name}>${escapeXml(String(value))}</${name}>`
      return value.map((one) => `<${name}${idOf(one)}>${toXml(one)}</${name}>`).join('')
    })
    .join('')
}

const idOf = ({ [rowId]: id }: Model): string => (typeof id === 'string' ? ` ${rowId}="${id}"` : '')
