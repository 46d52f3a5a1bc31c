import { Readable } from 'node:stream'
import { request, type Dispatcher } from 'undici'
import { codingsOf, undoCodings, type Codings } from '../codings.ts'
import { readWhole } from '../read-whole.ts'

export interface UpstreamRequest {
  readonly dispatcher: Dispatcher
  readonly signal: AbortSignal
  readonly method?: Dispatcher.HttpMethod
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Readable
  /** Milliseconds to the answer's head, where its product's own limit is not meant. */
  readonly headersTimeout?: number
}

/** An answer whose head has been read. Its body must be read, discarded or destroyed. */
export interface UpstreamAnswer<Body extends Readable = Readable> {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Body
}

/** Sends a request whose answer is read here, so without any content coding. */
export async function callUpstream(
  url: string,
  { headers = {}, ...options }: UpstreamRequest,
): Promise<UpstreamAnswer<Dispatcher.ResponseData['body']>> {
  const { statusCode, ...answer } = await request(url, {
    ...options,
    headers: { ...headers, 'accept-encoding': 'identity' },
  })
  return { status: statusCode, headers: answer.headers, body: answer.body }
}

/** The whole text of an answer. Throws a `TooLargeError` or a `CodingError`. */
export async function readText(answer: UpstreamAnswer, maxBytes: number): Promise<string> {
  return withoutMark(String(await readWhole(decodedBody(answer, maxBytes), maxBytes)))
}

/** The bytes of an answer as they come, without their codings. */
export function decodedBody({ status, headers, body }: UpstreamAnswer, maxBytes: number): Readable {
  if (hasNoBody(status)) {
    // undici fails on a 204 or 304 that announces a length; such a length means nothing.
    body.on('error', () => undefined).resume()
    return Readable.from([])
  }
  const codings = codingsOf(headers['content-encoding'])
  if (isPlain(codings)) return body
  const decoded = Readable.from(undoCodings(body, codings, maxBytes), { objectMode: false })
  return decoded.once('close', () => body.destroy())
}

/** The length of a body that comes as it is, where the answer says one. */
export function lengthOf({ status, headers }: UpstreamAnswer): number | undefined {
  if (hasNoBody(status)) return undefined
  const said = headers['content-length']
  if (typeof said !== 'string' || !/^\d{1,15}$/.test(said)) return undefined
  return isPlain(codingsOf(headers['content-encoding'])) ? Number(said) : undefined
}

/** RFC 9112 section 6.3: whatever the head says of a length. */
export function hasNoBody(status: number): boolean {
  return status === 204 || status === 304
}

/** Resolves once a stream has bytes or has ended; rejects where it fails before. */
export function beginningOf(stream: Readable): Promise<void> {
  const hasBegun = stream.destroyed || stream.readableEnded || stream.readableLength > 0
  if (hasBegun) return Promise.resolve()
  return new Promise((resolve, reject) => {
    stream
      .once('readable', () => resolve())
      .once('end', resolve)
      .once('error', reject)
      .once('close', resolve)
      .read(0)
  })
}

/** JSON and tokens are UTF-8 without a byte order mark; some writers set one (RFC 8259 section 8.1). */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}

function isPlain(codings: Codings): boolean {
  return codings !== 'unknown' && codings.length === 0
}
