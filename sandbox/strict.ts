import { createServer, STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BodyCut, BodyTooLarge, readBody, readPieces } from './body.ts'
import { wireFaultOf, writeWithFault, type WireFault } from './wire-fault.ts'

/** What a stand-in was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** The whole body, once it has arrived; fails with `BodyCut` or `BodyTooLarge`. */
  readonly body: () => Promise<Buffer>
  /** The same as it comes, of any length; fails with `BodyCut`. */
  readonly pieces: () => AsyncIterable<Buffer>
}

export interface Answered {
  readonly status: number
  readonly reason?: string
  readonly headers?: Readonly<Record<string, string>>
  /** An object is written as JSON, a stream as it comes. */
  readonly body?: string | Buffer | Readable | object
}

/** Never comes: the connection stays open until the other side has had enough. */
export function hang(): Promise<never> {
  return new Promise(() => undefined)
}

/** Said to whoever asks what the real platform would not understand. */
export class UnlikeTheRealOne extends Error {}

export interface StandIn {
  readonly url: string
  /** `GET /path` of everything asked so far, for tests to count. */
  readonly asked: readonly string[]
  /** Faults of its answers on the wire, which a test may set; the first that fits befalls a call. */
  readonly wireFaults: WireFault[]
  readonly close: () => Promise<void>
}

/**
 * Serves a stand-in on loopback. What the real platform does not know is a 500 that names it, so
 * that a mistake of ours cannot pass unseen.
 */
export async function serve(
  port: number,
  answer: (asked: Asked) => Answered | Promise<Answered>,
): Promise<StandIn> {
  const asked: string[] = []
  const wireFaults: WireFault[] = []
  const server = createServer((request, response) => {
    void (async () => {
      const what = toAsked(request)
      asked.push(`${what.method} ${what.path}`)
      const fault = wireFaultOf(wireFaults, `${what.method} ${what.path}`)
      await write(response, what, await tryAnswer(answer, what), fault)
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  const url = `http://127.0.0.1:${actual}`
  return { url, asked, wireFaults, close: () => closeServer(server) }
}

function toAsked(request: IncomingMessage): Asked {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(pathname),
    query: searchParams,
    headers: request.headers,
    body: () => readBody(request),
    pieces: () => readPieces(request),
  }
}

async function write(
  response: ServerResponse,
  { method }: Asked,
  { status, reason = STATUS_CODES[status] ?? '', headers = {}, body = '' }: Answered,
  fault: WireFault | undefined,
): Promise<void> {
  const isStream = body instanceof Readable
  const isModel = typeof body === 'object' && !Buffer.isBuffer(body) && !isStream
  const type = isModel ? { 'Content-Type': 'application/json; charset=utf-8' } : {}
  const written = isModel ? JSON.stringify(body) : body
  if (fault !== undefined && method !== 'HEAD') {
    const plain = { status, reason, headers: { ...type, ...headers }, body: written }
    await writeWithFault(response, plain, fault)
    return
  }
  response.writeHead(status, reason, { ...type, ...headers })
  if (isStream) await pipeline(body, response)
  else response.end(method === 'HEAD' ? undefined : written)
}

async function tryAnswer(
  answer: (asked: Asked) => Answered | Promise<Answered>,
  what: Asked,
): Promise<Answered> {
  try {
    return await answer(what)
  } catch (error) {
    if (error instanceof BodyCut) throw error
    if (error instanceof BodyTooLarge) return { status: 413, headers: { Connection: 'close' } }
    const text = error instanceof Error ? error.message : 'unknown'
    const isOurs = error instanceof UnlikeTheRealOne
    return { status: 500, body: isOurs ? `unlike the real one: ${text}` : `stand-in: ${text}` }
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

/** Refuses query parameters that the real operation does not have. */
export function onlyQuery(asked: Asked, ...known: readonly string[]): void {
  const lower = new Set(known.map((name) => name.toLowerCase()))
  for (const name of asked.query.keys()) {
    if (!lower.has(name.toLowerCase())) throw new UnlikeTheRealOne(`query parameter ${name}`)
  }
}

/** Refuses headers that must never arrive from the gateway. */
export function noneOf(asked: Asked, ...names: readonly string[]): void {
  for (const name of names) {
    if (asked.headers[name] !== undefined) throw new UnlikeTheRealOne(`header ${name}`)
  }
}

/** Refuses cookies, but for one that the operation reads. */
export function noCookieBut({ headers }: Asked, allowed: string | undefined): void {
  for (const cookie of headers.cookie?.split(';') ?? []) {
    const [name = ''] = cookie.trim().split('=')
    if (name !== allowed) throw new UnlikeTheRealOne(`cookie ${name}`)
  }
}
