import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { GatewayError, type ErrorCode } from '../errors.ts'

/** What an Altinn 3 product's refusal becomes; `absent` makes the answer `undefined`. */
export type Outcome = ErrorCode | 'absent'

/** One call to Altinn 3, described: what is sent, what is read, and what its errors mean. */
export interface Operation<Sent, Read> {
  readonly name: string
  readonly method: 'GET'
  /** Path and query below the platform's address. */
  readonly target: (sent: Sent) => string
  /** Checks the body against the smallest schema that serves. */
  readonly read: (body: unknown) => Read
  /** `again`: repeating the call after a lost answer does no harm. */
  readonly retry: 'again' | 'never'
  /** By the product's problem code (`BRO-00001`) or by HTTP status. */
  readonly outcomes: Readonly<Record<string, Outcome>>
}

export interface Answer {
  readonly status: number
  readonly body: unknown
}

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
  { status, body }: Answer,
): Read | undefined {
  if (status >= 200 && status < 300) return operation.read(body)
  const outcome = outcomeOf(operation, codeOf(body)) ?? outcomeOf(operation, String(status))
  if (outcome === 'absent') return undefined
  throw new GatewayError(outcome ?? generalOutcome(status))
}

function outcomeOf(
  { outcomes }: Pick<Operation<never, unknown>, 'outcomes'>,
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
