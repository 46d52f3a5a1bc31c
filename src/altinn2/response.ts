export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One thing of Altinn 2's: its properties under their wire names, and where its links lead. */
export interface Resource {
  readonly properties: Readonly<Record<string, Json>>
  readonly links?: Links
}

/**
 * Links from relation to path below the public address (`/api/…`). Most of Altinn 2 wrote a link
 * as an object with `href`; the broker wrote it as a plain string.
 */
export interface Links {
  readonly form: 'object' | 'text'
  readonly to: Readonly<Record<string, string>>
}

/**
 * An answer of Altinn 2's before anybody has chosen a format. A `list` is a bare array in every
 * format; a `collection` is embedded under its name in HAL.
 */
export interface Altinn2Response {
  readonly status: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?:
    | { readonly kind: 'resource'; readonly resource: Resource }
    | { readonly kind: 'list'; readonly resources: readonly Resource[] }
}
