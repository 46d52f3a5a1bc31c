import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a proxy in front of the gateway may do to what passes. */
export interface Meddling {
  /** The target as it is handed on; an answer of the proxy's own when it is a status. */
  readonly target?: (target: string) => string | number
  readonly ask?: (headers: OutgoingHttpHeaders) => OutgoingHttpHeaders
  readonly reason?: (reason: string) => string
  readonly answer?: (headers: OutgoingHttpHeaders) => OutgoingHttpHeaders
  readonly body?: (body: string, status: number) => string
  /** Where a target leads, when not to the gateway. */
  readonly elsewhere?: (target: string) => string | undefined
}

export interface Front {
  readonly url: string
  /** What it was asked, before it meddled. */
  readonly asked: readonly IncomingMessage['headers'][]
  readonly close: () => Promise<void>
}

/** A proxy on loopback that hands everything on as it is, but for what it is told to do. */
export async function startFront(gateway: string, meddling: Meddling = {}): Promise<Front> {
  const { target = same, ask = same, reason = same, answer = same, body = same } = meddling
  const asked: IncomingMessage['headers'][] = []
  const server = createServer((incoming, outgoing) => {
    asked.push(incoming.headers)
    const path = target(incoming.url ?? '/')
    if (typeof path === 'number') {
      outgoing.writeHead(path).end()
      return
    }
    const { hostname, port } = new URL(meddling.elsewhere?.(path) ?? gateway)
    const headers = ask({ ...incoming.headers })
    const onward = request({ hostname, port, path, headers, method: incoming.method, agent: false })
    onward.on('error', () => outgoing.destroy())
    onward.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const { statusCode = 502, statusMessage = '' } = response
        const bytes = Buffer.from(body(Buffer.concat(chunks).toString(), statusCode))
        const whole = without(response.headers, 'transfer-encoding')
        const changed = answer({ ...whole, 'content-length': bytes.length })
        outgoing.writeHead(statusCode, reason(statusMessage), changed).end(bytes)
      })
    })
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export function without(headers: OutgoingHttpHeaders, name: string): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name))
}

function same<Value>(value: Value): Value {
  return value
}
