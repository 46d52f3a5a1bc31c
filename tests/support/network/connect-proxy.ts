import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'

export interface ConnectProxy {
  readonly url: string
  /** The authority of each `CONNECT`, in turn. */
  readonly asked: string[]
  /** `Proxy-Authorization` of each. */
  readonly authorizations: (string | undefined)[]
  readonly close: () => Promise<void>
}

/** What stands in place of an answer with 200 and a connection. */
export type Refusal = (socket: Socket) => void

/** A proxy that knows names: each leads to a port of loopback. */
export async function startConnectProxy(
  ports: Readonly<Record<string, number>>,
  refuse?: Refusal,
): Promise<ConnectProxy> {
  const asked: string[] = []
  const authorizations: (string | undefined)[] = []
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  server.on('connect', ({ url = '', headers }, socket: Socket, head: Buffer) => {
    asked.push(url)
    authorizations.push(headers['proxy-authorization'])
    if (refuse !== undefined) {
      refuse(socket)
      return
    }
    const port = ports[url.replace(/:\d+$/, '')]
    if (port === undefined) {
      socket.end('HTTP/1.1 502 No such name\r\n\r\n')
      return
    }
    const onward = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.write(head)
      socket.pipe(onward).pipe(socket)
    })
    onward.on('error', () => socket.destroy()).on('close', () => socket.destroy())
    socket.on('close', () => onward.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}
