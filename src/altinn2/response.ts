import type { Readable } from 'node:stream'

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

/** A body before anybody has chosen a format. */
export type Model =
  | { readonly kind: 'resource'; readonly resource: Resource }
  /** A bare array in every format. */
  | { readonly kind: 'list'; readonly resources: readonly Resource[] }
  | { readonly kind: 'value'; readonly value: string | number | boolean }

/** Somebody's own bytes, handed through. */
export interface File {
  readonly kind: 'bytes'
  readonly type: string
  readonly fileName: string
  /** Bytes, where known. */
  readonly length?: number
  /** Absent when only the head was asked for. */
  readonly stream?: Readable
}

/** An answer of Altinn 2's. */
export interface Altinn2Response {
  readonly status: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Path below the public address of what came into being. */
  readonly location?: string
  readonly body?: Model | File
}
