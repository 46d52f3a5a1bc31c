import type { Json, Model, Resource } from '../altinn2/response.ts'
import { toPlainLinks, toPlainProperties } from './links.ts'
import {
  declaration,
  element,
  partsToXml,
  propertiesToXml,
  scalarOf,
  scalarToXml,
  toElementName,
  type Attributes,
  type Dialect,
} from './xml.ts'

/**
 * Writes an answer's body in plain XML.
 *
 * Sure: a bare value is in `<string>` (Altinn/docs
 * content/utviklingsguider/samtykke/datakonsument/hente-token/_index.md), and the models' names and
 * their space in .NET, which errors of its OData named
 * (content/ny-funksjonalitet/releases/2019/19-5/index.md). Inferred: all else, from what ASP.NET Web
 * API did by itself, with a `DataContractSerializer`: `ArrayOf…`, these namespaces, members in
 * alphabetical order. What has no value is left out, as in Altinn 2's JSON; links are where plain
 * JSON has them.
 */
export function writeXml(model: Model, publicUrl: string): string {
  return declaration + modelToXml(model, publicUrl)
}

const models: Attributes = [
  ['xmlns:i', 'http://www.w3.org/2001/XMLSchema-instance'],
  ['xmlns', 'http://schemas.datacontract.org/2004/07/Altinn.SBL.AltinnWebAPI.Models'],
]
const scalars: Attributes = [['xmlns', 'http://schemas.microsoft.com/2003/10/Serialization/']]

const dialect: Dialect = {
  boolean: String,
  items: {
    string: 'a:string',
    boolean: 'a:boolean',
    int: 'a:int',
    long: 'a:long',
    double: 'a:double',
    list: 'a:ArrayOfanyType',
  },
  listAttributes: [['xmlns:a', 'http://schemas.microsoft.com/2003/10/Serialization/Arrays']],
  inOrder: (names) => names.toSorted((one, other) => (one < other ? -1 : 1)),
}

function modelToXml(model: Model, publicUrl: string): string {
  switch (model.kind) {
    case 'resource':
      return resourceToXml(model.resource, publicUrl, models)
    case 'collection':
    case 'list': {
      const members = model.resources.map((resource) => resourceToXml(resource, publicUrl, []))
      return element(toElementName(`ArrayOf${model.type}`), models, members.join(''))
    }
    case 'value':
      return valueToXml(model.value)
    default:
      return model satisfies never
  }
}

export function valueToXml(value: string | number | boolean): string {
  return element(scalarOf(value), scalars, scalarToXml(value, dialect))
}

function resourceToXml(resource: Resource, publicUrl: string, attributes: Attributes): string {
  const properties = toPlainProperties(resource, publicUrl)
  const plain = toPlainLinks(resource.links, publicUrl)
  const members = plain.length === 0 ? properties : { ...properties, Links: plain }
  const content = contentToXml(members, resource, publicUrl)
  return element(toElementName(resource.type), attributes, content)
}

/** A `DataContractSerializer` leaves out, without an error, what comes out of order. */
function contentToXml(
  members: Readonly<Record<string, Json>>,
  { parts }: Resource,
  publicUrl: string,
): string {
  if (parts === undefined) return propertiesToXml(members, dialect)
  const write = (part: Resource): string => resourceToXml(part, publicUrl, [])
  return dialect
    .inOrder([...Object.keys(members), ...Object.keys(parts)])
    .map((name) => {
      const list = parts[name]
      return list === undefined
        ? propertiesToXml({ [name]: members[name] ?? null }, dialect)
        : partsToXml({ parts: { [name]: list } }, write)
    })
    .join('')
}
