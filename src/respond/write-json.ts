import type { Json, Model, Resource } from '../altinn2/response.ts'
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
  const written = Object.entries(links.to).map(([relation, path]) => {
    const href = publicUrl + path
    return [relation, links.form === 'text' ? href : { href }] as const
  })
  return { ...properties, _links: Object.fromEntries(written) }
}
