import type { Json, Link, Links, Resource } from '../altinn2/response.ts'

/** Hrefs are built on the public address, never on a request's headers. */
export function hrefOf(to: string, publicUrl: string): string {
  return to.startsWith('/') ? publicUrl + to : to
}

export function isOne(link: Link | readonly Link[]): link is Link {
  return !Array.isArray(link)
}

export function hasLinks(links: Links | undefined): links is Links {
  return links !== undefined && Object.keys(links.to).length > 0
}

/** Each link with its relation, in order. */
export function eachLink(links: Links): readonly (readonly [relation: string, link: Link])[] {
  if (links.form === 'text') {
    return Object.entries(links.to).map(([relation, to]) => [relation, { to }])
  }
  return Object.entries(links.to).flatMap(([relation, link]) =>
    (isOne(link) ? [link] : link).map((one) => [relation, one] as const),
  )
}

/**
 * A link as HAL has it: Altinn 2's own spellings, `isTemplated` and not HAL's `templated`, and
 * nothing that is not said (Altinn/docs content/api/rest/meldinger/hente.md).
 */
export function toHalLink(link: Link, publicUrl: string): Readonly<Record<string, HalAttribute>> {
  const attributes = {
    href: hrefOf(link.to, publicUrl),
    isTemplated: link.isTemplated,
    'mime-type': link.mimeType,
    name: link.name,
    fileName: link.fileName,
    encrypted: link.encrypted,
    signinglocked: link.signingLocked,
    signedbydefault: link.signedByDefault,
    filesize: link.fileSize,
  }
  return Object.fromEntries(
    Object.entries(attributes).filter((entry): entry is [string, HalAttribute] => {
      return entry[1] !== undefined
    }),
  )
}

type HalAttribute = string | number | boolean

/**
 * Links as plain JSON had them, recorded in navikt/min-side-arbeidsgiver-api
 * (`AltinnRollerClientTest.kt`): every member there, said or not. That `Title` is HAL's `name` is
 * inferred. Plain strings, as the broker has them, belong to HAL alone
 * (Altinn/docs static/swagger/altinn-enduser-brokerservice-v0.json).
 */
export function toPlainLinks(links: Links | undefined, publicUrl: string): readonly Json[] {
  if (links?.form !== 'object') return []
  return eachLink(links).map(([relation, link]) => ({
    Rel: relation,
    Href: hrefOf(link.to, publicUrl),
    Title: link.name ?? null,
    FileNameWithExtension: link.fileName ?? null,
    MimeType: link.mimeType ?? null,
    IsTemplated: link.isTemplated ?? false,
    Encrypted: link.encrypted ?? false,
    SigningLocked: link.signingLocked ?? false,
    SignedByDefault: link.signedByDefault ?? false,
    FileSize: link.fileSize ?? 0,
  }))
}

/** A resource's properties where there is no HAL: with the addresses that its model has a place for. */
export function toPlainProperties(
  { properties, links, plainSelf, plainMessages, emptyList }: Resource,
  publicUrl: string,
): Resource['properties'] {
  const to = links?.form === 'object' ? links.to : {}
  return {
    ...properties,
    ...(emptyList === undefined ? {} : { [emptyList.name]: [] }),
    ...member(plainSelf, to.self, publicUrl),
    ...member(plainMessages, to.messages, publicUrl),
  }
}

function member(
  name: string | undefined,
  link: Link | readonly Link[] | undefined,
  publicUrl: string,
): Readonly<Record<string, string>> {
  if (name === undefined || link === undefined || !isOne(link)) return {}
  return { [name]: hrefOf(link.to, publicUrl) }
}
