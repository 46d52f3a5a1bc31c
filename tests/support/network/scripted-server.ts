import { createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface ScriptedServer {
  readonly url: string
  /** Requests as they came, head and body. */
  readonly requests: string[]
  readonly close: () => Promise<void>
}

/**
 * A server that knows no HTTP: it hands each request's bytes to a script that owns the socket.
 *
 * @param onData called with each piece, whatever it is
 */
export async function scriptedServer(
  script: (socket: Socket, request: string) => void,
  onData: (socket: Socket) => void = () => undefined,
): Promise<ScriptedServer> {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let received = ''
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk) => {
      onData(socket)
      received += chunk.toString('latin1')
      const end = received.indexOf('\r\n\r\n')
      if (end < 0) return
      const length = Number(/content-length: *(\d+)/i.exec(received)?.[1] ?? 0)
      const isChunked = /transfer-encoding: *chunked/i.test(received.slice(0, end))
      const isWhole = isChunked
        ? received.endsWith('0\r\n\r\n')
        : received.length >= end + 4 + length
      if (!isWhole) return
      const request = received
      received = ''
      requests.push(request)
      script(socket, request)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        sockets.forEach((socket) => socket.destroy())
        server.close(() => resolve())
      }),
  }
}

/** A whole answer, as bytes; a `Content-Length` is added unless the headers say how it ends. */
export function answerBytes(start: string, headers: Record<string, string>, body = ''): Buffer {
  const bytes = Buffer.from(body)
  const names = Object.keys(headers).map((name) => name.toLowerCase())
  const ends = names.includes('content-length') || names.includes('transfer-encoding')
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = ends ? '' : `Content-Length: ${bytes.length}\r\n`
  return Buffer.concat([Buffer.from(`${start}\r\n${lines.join('')}${length}\r\n`), bytes])
}
