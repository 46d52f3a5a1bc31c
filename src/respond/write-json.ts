import type { Json, Link, Links, Model, Resource } from '../altinn2/response.ts'
import type { Format } from './negotiate.ts'

/** Writes an answer's body; hrefs are built on the public address, never on a request's headers. */
export function writeJson(model: Model, format: Format, publicUrl: string): string {
  return JSON.stringify(toJson(model, format, publicUrl))
}

/** Likewise, before it is text. */
export function toJson(model: Model, format: Format, publicUrl: string): Json {
  switch (model.kind) {
    case 'resource':
      return resourceToJson(model.resource, format, publicUrl)
    case 'collection': {
      const resources = model.resources.map((one) => resourceToJson(one, format, publicUrl))
      if (format === 'json') return resources
      return {
        _links: linksToHal(model.links, publicUrl),
        _embedded: { [model.relation]: resources },
      }
    }
    case 'list':
      return model.resources.map((resource) => resourceToJson(resource, format, publicUrl))
    case 'value':
      return model.value
    default:
      return model satisfies never
  }
}

function resourceToJson({ properties, links }: Resource, format: Format, publicUrl: string): Json {
  if (format === 'json' || links === undefined) return properties
  return { ...properties, _links: linksToHal(links, publicUrl) }
}

function linksToHal(links: Links, publicUrl: string): Json {
  if (links.form === 'text') {
    return Object.fromEntries(
      Object.entries(links.to).map(([relation, path]) => [relation, publicUrl + path]),
    )
  }
  const written = Object.entries(links.to).map(([relation, link]): [string, Json] => [
    relation,
    isOne(link) ? linkToHal(link, publicUrl) : link.map((one) => linkToHal(one, publicUrl)),
  ])
  return Object.fromEntries(written)
}

function isOne(link: Link | readonly Link[]): link is Link {
  return !Array.isArray(link)
}

function linkToHal({ to, isTemplated }: Link, publicUrl: string): Json {
  const href = to.startsWith('/') ? publicUrl + to : to
  return { href, ...(isTemplated === true ? { isTemplated } : {}) }
}
