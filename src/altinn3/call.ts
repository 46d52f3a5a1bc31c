import type { Dispatcher } from 'undici'
import { GatewayError } from '../errors.ts'
import { CodingError } from '../http/codings.ts'
import { InterimError } from '../http/interim.ts'
import { TooLargeError } from '../http/read-whole.ts'
import { beginningOf, callUpstream, decodedBody, lengthOf, readText } from '../http/upstream.ts'
import type { UpstreamAnswer, UpstreamRequest } from '../http/upstream.ts'
import { addressOf, type Bases } from './bases.ts'
import type { Answer, Bytes, Call, Download, Outgoing } from './operation.ts'
import { isSuccess } from './operation.ts'

export interface CallSettings {
  readonly dispatcher: Dispatcher
  /** A caller's token goes to these and nowhere else. */
  readonly bases: Bases
  readonly subscriptionKey?: string
  /** Milliseconds to a whole answer, or to the first of many bytes. */
  readonly timeout: number
}

/** Who asks, and what ends the call. */
export interface Circumstance {
  readonly token: string
  readonly signal: AbortSignal
}

const longestAnswer = 8 * 1024 * 1024
/** A file that comes in a coding, although none was asked for, may grow to so many bytes. */
const maxDecodedBytes = 64 * 1024 * 1024

/** Performs a call and reads its answer whole. */
export async function call<Sent>(
  described: Call<Sent>,
  sent: Sent,
  circumstance: Circumstance,
  settings: CallSettings,
): Promise<Answer> {
  const patience = new Patience(settings.timeout)
  try {
    const response = await begin(described, sent, circumstance, patience, settings)
    return await readDocument(response, described.longest)
  } catch (error) {
    throw toGatewayError(error)
  } finally {
    patience.end()
  }
}

/** Performs a call whose bytes are handed through; a refusal is read whole. */
export async function download<Sent>(
  described: Download<Sent>,
  sent: Sent,
  circumstance: Circumstance,
  settings: CallSettings,
): Promise<Bytes | Answer> {
  const patience = new Patience(settings.timeout)
  try {
    const range = described.range?.(sent)
    const headers = { accept: '*/*', ...(range === undefined ? {} : { range }) }
    const response = await begin(described, sent, circumstance, patience, settings, headers)
    // Whoever destroys the stream has had enough of it; undici takes that for an error.
    response.body.on('error', () => undefined)
    if (!isSuccess(response)) return await readDocument(response)
    if (described.type?.test(String(response.headers['content-type'])) === false) {
      response.body.destroy()
      throw new GatewayError('ALTINN3_UNREADABLE')
    }
    const stream = decodedBody(response, maxDecodedBytes)
    // What cannot be read from its beginning is still an answer with a status.
    await beginningOf(stream)
    const length = lengthOf(response)
    return { stream, ...(length === undefined ? {} : { length }) }
  } catch (error) {
    throw toGatewayError(error)
  } finally {
    patience.end()
  }
}

async function begin<Sent>(
  described: Call<Sent>,
  sent: Sent,
  { token, signal }: Circumstance,
  patience: Patience,
  { dispatcher, bases, subscriptionKey }: CallSettings,
  // The broker answers any other Accept with 406.
  headers: Record<string, string> = { accept: 'application/json' },
): Promise<UpstreamAnswer> {
  const { base = 'platform' } = described
  // What takes keys is in front of the platform; apps are somewhere else.
  const key = base === 'apps' ? undefined : subscriptionKey
  return callUpstream(addressOf(bases, base, described.target(sent)), {
    dispatcher,
    method: described.method,
    signal: AbortSignal.any([signal, patience.signal]),
    ...write(described, sent, patience, {
      ...headers,
      ...described.headers?.(sent),
      authorization: `Bearer ${token}`,
      ...(key === undefined ? {} : { 'ocp-apim-subscription-key': key }),
    }),
  })
}

function write<Sent>(
  { sends }: Call<Sent>,
  sent: Sent,
  patience: Patience,
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
  const { announced } = sending.bytes
  return {
    headers: {
      ...headers,
      'content-type': 'application/octet-stream',
      // Altinn 3 compares a length that it is told with what the resource takes, and no other.
      ...(announced === undefined ? {} : { 'content-length': String(announced) }),
    },
    body: sending.bytes.stream(() => patience.renew(sending.bytes)),
  }
}

/** A limit to one wait, which begins anew with every piece of a body that is taken. */
class Patience {
  readonly #controller = new AbortController()
  readonly #timer: NodeJS.Timeout
  #outgoing: Outgoing | undefined
  #hasEnded = false

  constructor(milliseconds: number) {
    this.#timer = setTimeout(() => {
      const isCallers = this.#outgoing?.isAwaited() === true
      this.#controller.abort(new GatewayError(isCallers ? 'TIMED_OUT' : 'ALTINN3_SILENT'))
    }, milliseconds)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  renew(outgoing: Outgoing): void {
    this.#outgoing = outgoing
    // Refreshing a timer that was cleared would start it again.
    if (!this.#hasEnded) this.#timer.refresh()
  }

  end(): void {
    this.#hasEnded = true
    clearTimeout(this.#timer)
  }
}

async function readDocument(answer: UpstreamAnswer, longest = longestAnswer): Promise<Answer> {
  return { status: answer.status, body: parse(await readText(answer, longest)) }
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

function toGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  if (unreadable.some((kind) => error instanceof kind)) {
    return new GatewayError('ALTINN3_UNREADABLE', { cause: error })
  }
  const isSilence =
    error instanceof Error &&
    (error.name === 'TimeoutError' ||
      ('code' in error &&
        (error.code === 'UND_ERR_HEADERS_TIMEOUT' || error.code === 'UND_ERR_BODY_TIMEOUT')))
  return new GatewayError(isSilence ? 'ALTINN3_SILENT' : 'ALTINN3_UNREACHABLE', { cause: error })
}
