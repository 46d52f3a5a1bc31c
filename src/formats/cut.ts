import { GatewayError } from '../errors.ts'

/** How a value that is cut out of a document was written into it. */
export type CutKind = 'xml' | 'base64'

/** Takes a document that is cut apart. */
export interface CutVisitor {
  /** Bytes of what is left, to be copied. */
  readonly rest: (bytes: Buffer, from: number, to: number) => void
  /** A value begins; the name as the member was asked for. */
  readonly begin: (name: string) => void
  /** The next bytes of the value, decoded to UTF-8. */
  readonly value: (bytes: Buffer) => void
  /** The value is over. Gives what stands for it in what is left. */
  readonly end: () => string
  /** Refuses the value that has begun, or that would begin now. */
  readonly refuse: (name: string, fault: string) => never
}

/** Cuts a document apart that arrives in pieces of UTF-8. Throws `BODY_MALFORMED`. */
export interface Cutter {
  readonly push: (bytes: Buffer) => void
  /** Throws when the document is not over. */
  readonly end: () => void
}

/** Levels of objects, arrays or elements: Altinn 2's models have five. */
export const maxDepth = 64
/** Objects, arrays and elements of what is left: each takes memory and time. */
export const maxNodes = 10_000

/** @param detail words of ours, without anything of the body */
export function malformed(detail: string): GatewayError {
  return new GatewayError('BODY_MALFORMED', { detail })
}
