import type { Readable } from 'node:stream'
import type { ErrorCode } from '../errors.ts'

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** One thing of Altinn 2's: its properties under their wire names, and where its links lead. */
export interface Resource {
  /** The name of Altinn 2's model, which is the element's in XML: `Reportee`. */
  readonly type: string
  readonly properties: Readonly<Record<string, Json>>
  /** Members that are lists of things with links of their own, after its properties. */
  readonly parts?: Readonly<Record<string, readonly Resource[]>>
  readonly links?: Links
  /** Where there is no HAL, the member that holds its own address. */
  readonly plainSelf?: string
  /** Likewise the member that holds where its messages are. */
  readonly plainMessages?: string
  /** A list in which there is nothing: embedded at the resource's address in HAL, bare elsewhere. */
  readonly emptyList?: EmptyList
}

export interface EmptyList {
  readonly name: string
  readonly relation: string
}

/** Links by relation. Most of Altinn 2 wrote them as objects; the broker as plain strings. */
export type Links =
  | { readonly form: 'object'; readonly to: Readonly<Record<string, Link | readonly Link[]>> }
  /** Where to as in `Link`. */
  | { readonly form: 'text'; readonly to: Readonly<Record<string, string>> }

/** Where a relation leads; a list of them where Altinn 2 wrote a list. */
export interface Link {
  /** A path below the public address (`/api/…`), or a whole address elsewhere. */
  readonly to: string
  readonly isTemplated?: true
  readonly mimeType?: string
  /** Of a form, or of a file without its extension. */
  readonly name?: string
  /** Of a file, whole. */
  readonly fileName?: string
  readonly encrypted?: boolean
  readonly signingLocked?: boolean
  readonly signedByDefault?: boolean
  /** Bytes. */
  readonly fileSize?: number
}

/** A body before anybody has chosen a format. */
export type Model =
  | { readonly kind: 'resource'; readonly resource: Resource }
  /** A list under its relation: embedded in HAL, bare in plain JSON. */
  | {
      readonly kind: 'collection'
      readonly relation: string
      /** Of its members, also when there is none. */
      readonly type: string
      readonly resources: readonly Resource[]
      readonly links: Links
    }
  /** A bare array in JSON of either kind. */
  | { readonly kind: 'list'; readonly type: string; readonly resources: readonly Resource[] }
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
  /** Of a refusal with a body of its own: its code, for the log line and the metrics. */
  readonly error?: ErrorCode
}
