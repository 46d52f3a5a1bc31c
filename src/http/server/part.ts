import type { Readable } from 'node:stream'

/**
 * A value of a body that was too long to be kept with the rest: a form's XML, a file. Its bytes wait
 * in the spool until the request and all work for it have ended.
 */
export interface Part {
  /** Bytes, decoded. */
  readonly size: number
  /** SHA-256 of the bytes, in hexadecimal digits. */
  readonly hash: string
  /** What the bytes are as XML; absent for a file. */
  readonly xml?: XmlDocument | XmlFault
  /** The bytes from the first on, each time anew. */
  readonly stream: () => Readable
}

/** A well-formed document, by its root. */
export interface XmlDocument {
  /** Without its prefix. */
  readonly root: string
  /** Empty where it has none. */
  readonly namespace: string
}

/** Why a text is no well-formed XML: words of ours, without anything of the text. */
export interface XmlFault {
  readonly fault: string
}

/** The members of a body whose values are cut out, in any depth, and how they are written. */
export type Cuts = Readonly<Record<string, 'xml' | 'base64'>>

/** A body that was read whole: what is left of it, and what was cut out of it. */
export interface TakenApart {
  /**
   * The rest. Where a value was cut out stands a `Part`. JSON as `JSON.parse` gives it; XML in the
   * same shape: each element an object by the names of its children, several of one name an array,
   * text as it stands; `resource` elements of HAL+XML under `_embedded` by their `rel`.
   */
  readonly document: unknown
}
