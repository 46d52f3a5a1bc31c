import type { Link, Links, Model, Resource } from '../altinn2/response.ts'
import { eachLink, hrefOf, toHalLink } from './links.ts'
import { valueToXml } from './write-xml.ts'
import {
  declaration,
  element,
  partsToXml,
  propertiesToXml,
  type Attributes,
  type Dialect,
} from './xml.ts'

/**
 * Writes an answer's body in HAL+XML, of which no answer of Altinn 2's is documented.
 *
 * Sure, from samples of requests on its help pages: `<resource rel>` in `<resource rel>`, a child
 * element for each property under its name in JSON, `True` and `False`, `<String>` in lists of text,
 * objects in properties as plain elements. From the library that it began with
 * (JakeGinnivan/WebApi.Hal `XmlHalMediaTypeFormatter.cs`): a resource's own address as `href`, its
 * members first, then its links, then its properties; nothing for what has no value.
 * Inferred: the further attributes of links, spelt as in HAL+JSON; the element names of other lists;
 * a list without a relation; that dates are written as in JSON.
 */
export function writeHalXml(model: Model, publicUrl: string): string {
  return declaration + modelToXml(model, publicUrl)
}

function modelToXml(model: Model, publicUrl: string): string {
  switch (model.kind) {
    case 'resource':
      return resourceToXml(model.resource, publicUrl)
    case 'collection': {
      const members = membersToXml(model.resources, publicUrl)
      const { attributes, links } = ownAndOther(model.links, publicUrl)
      return element('resource', [['rel', model.relation], ...attributes], members + links)
    }
    case 'list': {
      const members = membersToXml(model.resources, publicUrl)
      return element('resource', [['rel', `ArrayOf${model.type}`]], members)
    }
    case 'value':
      // Nothing in it is a resource: HAL has no say.
      return valueToXml(model.value)
    default:
      return model satisfies never
  }
}

const dialect: Dialect = {
  boolean: (value) => (value ? 'True' : 'False'),
  items: {
    string: 'String',
    boolean: 'Boolean',
    int: 'Int32',
    long: 'Int64',
    double: 'Double',
    list: 'ArrayOfAnyType',
  },
  listAttributes: [],
  inOrder: (names) => names,
}

// As the help pages spell them in the samples of a message; others have their model's name there
// (`RightHolder`, `Right`, `Role`).
const relations: ReadonlyMap<string, string> = new Map([
  ['Message', 'message'],
  ['Form', 'form'],
  ['Attachment', 'attachment'],
])

function membersToXml(resources: readonly Resource[], publicUrl: string): string {
  return resources.map((resource) => resourceToXml(resource, publicUrl)).join('')
}

function resourceToXml(resource: Resource, publicUrl: string): string {
  const { type, properties, links, emptyList } = resource
  const { attributes, links: others } = ownAndOther(links, publicUrl)
  const embedded =
    emptyList === undefined
      ? ''
      : element('resource', [['rel', emptyList.relation], ...attributes], '')
  return element(
    'resource',
    [['rel', relations.get(type) ?? type], ...attributes],
    embedded +
      others +
      propertiesToXml(properties, dialect) +
      partsToXml(resource, (part) => resourceToXml(part, publicUrl)),
  )
}

/** A resource's own address is an attribute of its element, where its other links are elements. */
function ownAndOther(
  links: Links | undefined,
  publicUrl: string,
): { readonly attributes: Attributes; readonly links: string } {
  const all = links === undefined ? [] : eachLink(links)
  const own = all.find(([relation]) => relation === 'self')
  const others = all.filter(([relation]) => relation !== 'self')
  return {
    attributes: own === undefined ? [] : [['href', hrefOf(own[1].to, publicUrl)]],
    links: others.map(([relation, link]) => linkToXml(relation, link, publicUrl)).join(''),
  }
}

function linkToXml(relation: string, link: Link, publicUrl: string): string {
  const attributes = Object.entries(toHalLink(link, publicUrl)).map(
    ([name, value]) =>
      [name, typeof value === 'boolean' ? dialect.boolean(value) : `${value}`] as const,
  )
  return element('link', [['rel', relation], ...attributes], '')
}
