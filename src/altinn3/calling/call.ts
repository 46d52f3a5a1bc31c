import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { GatewayError } from '../../errors.ts'
import type { CallsFor } from '../../http/upstreams/calls-for.ts'
import { CodingError } from '../../http/codings.ts'
import { causeOf, headOf, sentBefore } from '../../http/upstreams/failure-causes.ts'
import { InterimError } from '../../http/upstreams/interim.ts'
import { TooLargeError } from '../../http/read-whole.ts'
import { writeFormData } from '../../http/upstreams/form-data.ts'
import {
  beginningOf,
  callUpstream,
  decodedBody,
  lengthOf,
  readText,
} from '../../http/upstreams/upstream.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../../http/upstreams/upstream.ts'
import type { UpstreamFailure } from '../../runtime/products.ts'
import { addressOf, takesKey, type Bases } from '../bases.ts'
import { CallDeadline } from './call-deadline.ts'
import type { Answer, Bytes, Call, Download, KeptBytes, Sending } from '../operation.ts'
import { isSuccess, productOf } from '../operation.ts'

export interface CallSettings {
  /** A caller's token goes to these and nowhere else. */
  readonly bases: Bases
  readonly subscriptionKey?: string
  /** Milliseconds to a whole answer, or to the first of many bytes. */
  readonly timeout: number
}

/** Who asks, through what, and what ends the call. */
export interface Circumstance {
  readonly dispatcher: Dispatcher
  /** Absent where the caller has none. */
  readonly token: string | undefined
  /** Aborts when the caller has left. */
  readonly signal: AbortSignal
  /** Milliseconds that the caller still waits; the operation's own deadline may be shorter. */
  readonly timeLeft: number
  readonly queuedMs: number
  readonly traceHeaders: CallsFor['traceHeaders']
  /** Milliseconds since 1970. */
  readonly now: () => number
}

const maxAnswerBytes = 8 * 1024 * 1024
/** A file that comes in a coding, although none was asked for, may grow to so many bytes. */
const maxDecodedBytes = 64 * 1024 * 1024

/** Performs a call and reads its answer whole. */
export function call<Sent>(
  described: Call<Sent>,
  sent: Sent,
  circumstance: Circumstance,
  settings: CallSettings,
): Promise<Answer> {
  return within(described, circumstance, settings, async (deadline, describe) => {
    const response = await begin(described, sent, circumstance, deadline, settings)
    return readDocument(response, describe, described.maxAnswerBytes)
  })
}

/** Performs a call whose bytes are handed through; a refusal is read whole. */
export function download<Sent>(
  described: Download<Sent>,
  sent: Sent,
  circumstance: Circumstance,
  settings: CallSettings,
): Promise<Bytes | Answer> {
  return within(described, circumstance, settings, async (deadline, describe) => {
    const range = described.range?.(sent)
    const headers = { accept: '*/*', ...(range === undefined ? {} : { range }) }
    const response = await begin(described, sent, circumstance, deadline, settings, headers)
    // A reader that needs no more destroys the stream; undici takes that for an error.
    response.body.on('error', () => undefined)
    if (!isSuccess(response)) return readDocument(response, describe)
    if (described.type?.test(String(response.headers['content-type'])) === false) {
      response.body.destroy()
      throw new GatewayError('ALTINN3_UNREADABLE', {
        upstream: describe('UNEXPECTED_BODY', response),
      })
    }
    const stream = decodedBody(response, maxDecodedBytes)
    // What cannot be read from its beginning is still an answer with a status.
    await beginningOf(stream)
    const length = lengthOf(response)
    return { stream, ...(length === undefined ? {} : { length }) }
  })
}

/** Says of this call why it failed; with the answer's head where there was one. */
type Describe = (cause: string, answer?: UpstreamAnswer) => UpstreamFailure

/** Performs a call within its deadline; what it throws is a `GatewayError` that says why. */
async function within<Sent, Result>(
  described: Call<Sent>,
  { timeLeft, queuedMs, now }: Circumstance,
  { timeout }: CallSettings,
  perform: (deadline: CallDeadline, describe: Describe) => Promise<Result>,
): Promise<Result> {
  const began = performance.now()
  const maxMilliseconds =
    described.extendedDeadline ?? Math.min(described.deadline ?? timeout, timeout)
  const deadline = new CallDeadline(Math.min(maxMilliseconds, timeLeft))
  const describe: Describe = (cause, answer) => ({
    product: productOf(described),
    cause,
    sent: sentBefore(cause),
    ...(answer === undefined ? {} : headOf(answer.status, answer.headers, now())),
    ms: Math.round(performance.now() - began),
    queuedMs: Math.round(queuedMs),
  })
  try {
    return await perform(deadline, describe)
  } catch (error) {
    throw toGatewayError(error, describe)
  } finally {
    deadline.end()
  }
}

async function begin<Sent>(
  described: Call<Sent>,
  sent: Sent,
  { dispatcher, token, signal, traceHeaders }: Circumstance,
  deadline: CallDeadline,
  { bases, subscriptionKey }: CallSettings,
  // The broker answers any other Accept with 406.
  headers: Record<string, string> = { accept: 'application/json' },
): Promise<UpstreamAnswer> {
  const { base = 'platform' } = described
  const key = takesKey(bases, base) ? subscriptionKey : undefined
  return callUpstream(addressOf(bases, base, described.target(sent)), {
    dispatcher,
    method: described.method,
    ...(described.extendedDeadline === undefined
      ? {}
      : { headersTimeout: described.extendedDeadline + 1_000 }),
    signal: AbortSignal.any([signal, deadline.signal]),
    ...write(described, sent, deadline, {
      ...headers,
      ...described.headers?.(sent),
      ...traceHeaders,
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(key === undefined ? {} : { 'ocp-apim-subscription-key': key }),
    }),
  })
}

function write<Sent>(
  { sends }: Call<Sent>,
  sent: Sent,
  deadline: CallDeadline,
  headers: Record<string, string>,
): Pick<UpstreamRequest, 'headers' | 'body'> {
  const sending = sends?.(sent)
  if (sending === undefined) return { headers }
  if ('json' in sending) {
    return {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(sending.json),
    }
  }
  if ('file' in sending) return writeFile(sending, deadline, headers)
  if ('formData' in sending) {
    const { type, bytes } = writeFormData(sending.formData)
    return writeFile({ file: bytes, type }, deadline, headers)
  }
  const { announced } = sending.bytes
  return {
    headers: {
      ...headers,
      'content-type': 'application/octet-stream',
      // Altinn 3 holds a length in this header against what the resource takes, and no other.
      ...(announced === undefined ? {} : { 'content-length': String(announced) }),
    },
    body: sending.bytes.stream(() => deadline.renew(sending.bytes)),
  }
}

function writeFile(
  { file, type, disposition }: Extract<Sending, { file: unknown }>,
  deadline: CallDeadline,
  headers: Record<string, string>,
): Pick<UpstreamRequest, 'headers' | 'body'> {
  return {
    headers: {
      ...headers,
      'content-type': type,
      'content-length': String(file.size),
      ...(disposition === undefined ? {} : { 'content-disposition': disposition }),
    },
    body: renewing(file, deadline),
  }
}

/** As long as bytes are taken, the call goes on. */
function renewing({ stream }: KeptBytes, deadline: CallDeadline): Readable {
  return Readable.from(
    (async function* () {
      for await (const piece of stream() as AsyncIterable<Buffer>) {
        yield piece
        deadline.renew()
      }
    })(),
    { objectMode: false },
  )
}

async function readDocument(
  answer: UpstreamAnswer,
  describe: Describe,
  maxBytes = maxAnswerBytes,
): Promise<Answer> {
  const { status } = answer
  const body = parse(await readText(answer, maxBytes))
  const isFailure = status === 429 || status >= 500
  if (isFailure) return { status, body, failure: describe('STATUS', answer) }
  return { status, body, describe: (cause) => describe(cause, answer) }
}

/** Not JSON reads as nothing: whether that matters is the operation's affair. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

const unreadable = [TooLargeError, CodingError, InterimError]

function toGatewayError(error: unknown, describe: Describe): GatewayError {
  // The caller's own lateness is no failure of the product.
  if (error instanceof GatewayError && error.code !== 'ALTINN3_SILENT') return error
  const cause = error instanceof GatewayError ? 'DEADLINE' : causeOf(error)
  const upstream = describe(cause)
  if (unreadable.some((kind) => error instanceof kind)) {
    return new GatewayError('ALTINN3_UNREADABLE', { cause: error, upstream })
  }
  const code = cause === 'DEADLINE' ? 'ALTINN3_SILENT' : 'ALTINN3_UNREACHABLE'
  return new GatewayError(code, { cause: error, upstream })
}
