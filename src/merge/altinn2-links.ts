import type { Json, Link, Links } from '../altinn2/response.ts'

export type JsonObject = Readonly<Record<string, Json>>

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The links of a row in HAL, as Altinn 2 wrote them. They lead to the gateway by then, or to the portal. */
export function toLinks(links: Json | undefined): Links {
  const named = Object.entries(isObject(links) ? links : {}).flatMap(([relation, one]) => {
    const read = Array.isArray(one) ? one.flatMap(toLink) : toLink(one)[0]
    return read === undefined ? [] : [[relation, read] as const]
  })
  return { form: 'object', to: Object.fromEntries(named) }
}

function toLink(link: Json): readonly Link[] {
  if (!isObject(link) || typeof link.href !== 'string') return []
  const { href, name, 'mime-type': mimeType } = link
  return [
    {
      to: href,
      ...(link.isTemplated === true ? { isTemplated: true } : {}),
      ...(typeof mimeType === 'string' ? { mimeType } : {}),
      ...(typeof name === 'string' ? { name } : {}),
    },
  ]
}
