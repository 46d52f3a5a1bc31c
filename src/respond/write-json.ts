import type { Json, Links, Model, Resource } from '../altinn2/response.ts'
import {
  eachLink,
  hasLinks,
  hrefOf,
  isOne,
  toHalLink,
  toPlainLinks,
  toPlainProperties,
} from './links.ts'
import type { JsonFormat } from '../receive/negotiate.ts'

/** Writes an answer's body in either JSON. */
export function writeJson(model: Model, format: JsonFormat, publicUrl: string): string {
  return JSON.stringify(toJson(model, format, publicUrl))
}

/** Likewise, before it is text. */
export function toJson(model: Model, format: JsonFormat, publicUrl: string): Json {
  const write = format === 'json' ? toPlain : toHal
  switch (model.kind) {
    case 'resource':
      return write(model.resource, publicUrl)
    case 'collection': {
      const resources = model.resources.map((resource) => write(resource, publicUrl))
      if (format === 'json') return resources
      return { ...halLinks(model.links, publicUrl), _embedded: { [model.relation]: resources } }
    }
    case 'list':
      return model.resources.map((resource) => write(resource, publicUrl))
    case 'value':
      return model.value
    default:
      return model satisfies never
  }
}

function toPlain(resource: Resource, publicUrl: string): Json {
  const properties = {
    ...toPlainProperties(resource, publicUrl),
    ...partsOf(resource, toPlain, publicUrl),
  }
  const plain = toPlainLinks(resource.links, publicUrl)
  return plain.length === 0 ? properties : { ...properties, _links: plain }
}

function toHal(resource: Resource, publicUrl: string): Json {
  const { properties, links, emptyList } = resource
  const ownLinks = halLinks(links, publicUrl)
  const empty =
    emptyList === undefined
      ? {}
      : { [emptyList.name]: { ...ownLinks, _embedded: { [emptyList.relation]: [] } } }
  return { ...properties, ...empty, ...partsOf(resource, toHal, publicUrl), ...ownLinks }
}

function partsOf(
  { parts }: Resource,
  write: (part: Resource, publicUrl: string) => Json,
  publicUrl: string,
): Readonly<Record<string, Json>> {
  if (parts === undefined) return {}
  const written = Object.entries(parts).map(([name, list]): [string, Json] => [
    name,
    list.map((part) => write(part, publicUrl)),
  ])
  return Object.fromEntries(written)
}

function halLinks(links: Links | undefined, publicUrl: string): { readonly _links?: Json } {
  if (!hasLinks(links)) return {}
  if (links.form === 'text') {
    const written = eachLink(links).map(([relation, { to }]) => [relation, hrefOf(to, publicUrl)])
    return { _links: Object.fromEntries(written) as Json }
  }
  const written = Object.entries(links.to).map(([relation, link]): [string, Json] => [
    relation,
    isOne(link) ? toHalLink(link, publicUrl) : link.map((one) => toHalLink(one, publicUrl)),
  ])
  return { _links: Object.fromEntries(written) }
}
