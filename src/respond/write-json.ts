import type { Altinn2Response, Json, Resource } from '../altinn2/response.ts'
import type { Format } from './negotiate.ts'

/** Writes an answer's body; hrefs are built on the public address, never on a request's headers. */
export function writeJson(
  body: NonNullable<Altinn2Response['body']>,
  format: Format,
  publicUrl: string,
): string {
  return JSON.stringify(
    body.kind === 'resource'
      ? toJson(body.resource, format, publicUrl)
      : body.resources.map((resource) => toJson(resource, format, publicUrl)),
  )
}

function toJson({ properties, links }: Resource, format: Format, publicUrl: string): Json {
  if (format === 'json' || links === undefined) return properties
  const written = Object.entries(links.to).map(([relation, path]) => {
    const href = publicUrl + path
    return [relation, links.form === 'text' ? href : { href }] as const
  })
  return { ...properties, _links: Object.fromEntries(written) }
}
