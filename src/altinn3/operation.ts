import type { Readable } from 'node:stream'
import Type, { type Static, type TNull, type TOptional, type TSchema, type TUnion } from 'typebox'
import { Compile } from 'typebox/compile'
import { GatewayError, type ErrorCode } from '../errors.ts'
import type { Product, UpstreamFailure } from '../runtime/products.ts'
import type { Base } from './bases.ts'

/** What an Altinn 3 product's refusal becomes; `absent` makes the answer `undefined`. */
export type Outcome = ErrorCode | 'absent'

/** Bytes of a caller's that are handed through. */
export interface Outgoing {
  /** As the caller announced it, in bytes. */
  readonly announced: number | undefined
  readonly stream: (onTaken?: () => void) => Readable
  /** The next byte is the caller's to send. */
  readonly isAwaited: () => boolean
}

/** Bytes that we hold: each attempt of a call reads them from the first one on. */
export interface KeptBytes {
  /** Bytes. */
  readonly size: number
  readonly stream: () => Readable
}

/** One part of `multipart/form-data`. */
export interface FormDataPart {
  readonly name: string
  readonly type: string
  readonly bytes: KeptBytes
}

export type Sending =
  | { readonly json: unknown }
  | { readonly bytes: Outgoing }
  | { readonly file: KeptBytes; readonly type: string; readonly disposition?: string }
  | { readonly formData: readonly FormDataPart[] }

/** One call to Altinn 3, described: what is sent, and what its errors mean. */
export interface Call<Sent> {
  /** The product, and what is done there. */
  readonly name: `${Product}/${string}`
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Absent: the platform's address. */
  readonly base?: Base
  /** Path and query below it. */
  readonly target: (sent: Sent) => string
  /** What goes along; `undefined` where one call has no body. */
  readonly sends?: (sent: Sent) => Sending | undefined
  /** Headers of its own, names in lower case. */
  readonly headers?: (sent: Sent) => Readonly<Record<string, string>>
  /** Altinn 3 answers everybody, also without a token. */
  readonly isPublic?: true
  /** `again`: repeating the call after a lost answer does no harm. */
  readonly retry: 'again' | 'never'
  /** Bytes that an answer may have, where that is more than usual. */
  readonly maxAnswerBytes?: number
  /** Milliseconds to a whole answer, or to the first of many bytes, where that is less than usual. */
  readonly deadline?: number
  /** Likewise where it is more than usual: what the product may take for one call. */
  readonly extendedDeadline?: number
  /** The fields of a refusal that a translation needs; `keptOf` gives them back. */
  readonly keeps?: (refusal: Refusal) => unknown
  /** By the product's problem code (`BRO-00001`) or by HTTP status. */
  readonly outcomes: Readonly<Record<string, Outcome>>
}

/** An answer that is no success, as `keeps` sees it. */
export type Refusal = Pick<Answer, 'status' | 'body'>

/** A call that is answered with a document. */
export interface Operation<Sent, Read> extends Call<Sent> {
  /** Checks the body against the smallest schema that serves. */
  readonly read: (body: unknown) => Read
}

/** A call that is answered with bytes to hand through. */
export interface Download<Sent> extends Call<Sent> {
  /** What the bytes must be, where they are taken for one thing. */
  readonly type?: RegExp
  /** A `Range` header. */
  readonly range?: (sent: Sent) => string | undefined
}

/** Bytes that are handed through to a caller. The code that gets them reads or destroys them. */
export interface Bytes {
  readonly stream: Readable
  readonly length?: number
}

export interface Answer {
  readonly status: number
  readonly body: unknown
  /** What the log says of an answer that is the product's failure. */
  readonly failure?: UpstreamFailure
  /** Says why any other answer is of no use. */
  readonly describe?: (cause: string) => UpstreamFailure
}

export function productOf({ name }: Pick<Call<never>, 'name'>): Product {
  return name.slice(0, name.indexOf('/')) as Product
}

/** Altinn 3 leaves out what it does not have, or says null. */
export function maybe<Schema extends TSchema>(schema: Schema): TOptional<TUnion<[Schema, TNull]>> {
  return Type.Optional(Type.Union([schema, Type.Null()]))
}

/** How Altinn 3 writes most of its ids, in an expression. */
export const uuid = '[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}'

/** An id of Altinn 3's that goes into paths: nothing else may. */
export const Uuid = Type.String({ pattern: `^${uuid}$` })

/** Texts by names, some of which may have none. */
export const Texts = Type.Record(Type.String(), Type.Union([Type.String(), Type.Null()]))

/** A reader for a schema. Fields that the schema does not name are left alone. */
export function reader<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  const compiled = Compile(schema)
  return (body) => {
    if (compiled.Check(body)) return body
    throw new GatewayError('ALTINN3_UNREADABLE')
  }
}

/** From an answer off the wire to what the translation sees. Pure, so that a test can share it. */
export function readAnswer<Sent, Read>(
  operation: Operation<Sent, Read>,
  answer: Answer,
): Read | undefined {
  if (isSuccess(answer)) return operation.read(answer.body)
  needAbsent(operation, answer)
  return undefined
}

export function isSuccess({ status }: Pick<Answer, 'status'>): boolean {
  return status >= 200 && status < 300
}

/** Throws what the refusal means to the caller, unless it means that there is no such thing. */
export function needAbsent(
  call: Pick<Call<never>, 'name' | 'outcomes' | 'keeps'>,
  answer: Answer,
): void {
  const { status, body, failure } = answer
  const outcome = outcomeOf(call, codeOf(body)) ?? outcomeOf(call, String(status))
  if (outcome === 'absent') return
  const kept = call.keeps?.({ status, body })
  throw new GatewayError(outcome ?? generalOutcome(status), {
    // A server's own failure may come after it has done what was asked.
    effect: status < 500 ? 'refused' : 'unknown',
    answered: status,
    ...(failure === undefined ? {} : { upstream: failure }),
    ...(kept === undefined ? {} : { kept: { of: call.name, fields: kept } }),
  })
}

/** What an operation kept of the refusal that an error comes of; `undefined` for any other error. */
export function keptOf<Kept>(
  { name }: { readonly name: string; readonly keeps: (refusal: Refusal) => Kept },
  error: unknown,
): Kept | undefined {
  const kept = error instanceof GatewayError ? error.details.kept : undefined
  // Only `keeps` of the operation of that name has made them.
  return kept?.of === name ? (kept.fields as Kept) : undefined
}

/** Whether a failed call has had an effect in Altinn 3, as far as that is known. */
export function effectOf(error: unknown): 'notSent' | 'refused' | 'unknown' {
  return error instanceof GatewayError ? (error.details.effect ?? 'unknown') : 'unknown'
}

function outcomeOf(
  { outcomes }: Pick<Call<never>, 'outcomes'>,
  key: string | undefined,
): Outcome | undefined {
  return key !== undefined && Object.hasOwn(outcomes, key) ? outcomes[key] : undefined
}

/** Like `BRO-00001`; a bare number would be taken for a status. */
function codeOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined
  return typeof body.code === 'string' && /^[A-Z]+-\d+$/.test(body.code) ? body.code : undefined
}

function generalOutcome(status: number): ErrorCode {
  if (status === 401 || status === 403) return 'ALTINN3_ACCESS_REFUSED'
  if (status === 429 || status === 503) return 'ALTINN3_BUSY'
  if (status === 504) return 'ALTINN3_SILENT'
  return 'ALTINN3_UNREADABLE'
}
