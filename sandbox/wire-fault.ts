import { STATUS_CODES, type ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'

/** What real servers and what stands before them do to answers on the wire, one mode each. */
export interface WireFault {
  /** Calls that it befalls, as `GET /path`; all unless said. */
  readonly on?: RegExp
  /** A content coding that was not asked for. */
  readonly coding?: keyof typeof codings
  /** A byte order mark before the text. */
  readonly mark?: true
  /** Interim answers before the answer. */
  readonly interim?: readonly (100 | 102 | 103)[]
  /** The answer says its length although its body comes as a stream. */
  readonly length?: true
  /** The body breaks off half-way. */
  readonly cut?: true
}

const codings = {
  gzip: ['gzip', gzipSync],
  'x-gzip': ['x-gzip', gzipSync],
  br: ['br', brotliCompressSync],
  deflate: ['deflate', deflateSync],
  'deflate without a head': ['deflate', deflateRawSync],
  broken: ['gzip', (body: Buffer) => gzipSync(body).fill(0xff, 10)],
  unknown: ['zstd', (body: Buffer) => body],
} as const

export function wireFaultOf(faults: readonly WireFault[], call: string): WireFault | undefined {
  return faults.find(({ on }) => on?.test(call) ?? true)
}

export interface Plain {
  readonly status: number
  readonly reason: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Buffer | Readable
}

/** Writes an answer with the fault. */
export async function writeWithFault(
  response: ServerResponse,
  { status, reason, headers, body }: Plain,
  fault: WireFault,
): Promise<void> {
  const plain =
    Buffer.isBuffer(body) || typeof body === 'string' ? Buffer.from(body) : await buffer(body)
  const marked = fault.mark === true ? Buffer.concat([Buffer.from('\uFEFF'), plain]) : plain
  const [name, code] = fault.coding === undefined ? [] : codings[fault.coding]
  const bytes = code === undefined || marked.length === 0 ? marked : code(marked)
  for (const interim of fault.interim ?? []) {
    response.socket?.write(`HTTP/1.1 ${interim} ${STATUS_CODES[interim] ?? ''}\r\n\r\n`)
  }
  const { 'Content-Length': said, ...others } = headers
  const saysLength = said !== undefined || fault.length === true
  response.writeHead(status, reason, {
    ...others,
    ...(saysLength ? { 'Content-Length': String(bytes.length) } : {}),
    ...(name === undefined ? {} : { 'Content-Encoding': name }),
  })
  if (fault.cut !== true) response.end(bytes)
  else response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
}
