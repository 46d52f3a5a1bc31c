import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { organizations } from '../../../sandbox/organizations.ts'

export type Script = (request: IncomingMessage, response: ServerResponse) => void

export interface BrokerServer {
  readonly url: string
  /** `POST /path` of everything asked so far, without the token exchange. */
  readonly asked: readonly string[]
  /** Connections that are open now. */
  readonly connections: () => number
  readonly close: () => Promise<void>
}

export const transferId = '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'

/** How the two calls behave that carry bytes; the rest answers as it should. */
export interface Scripts {
  readonly upload?: Script
  readonly download?: Script
  /** The transfer's status when it is looked at. */
  readonly status?: () => string
  readonly size?: () => number
  readonly name?: string
}

/** A broker of either platform with one file, whose bytes are in the hands of a script. */
export async function brokerServer(scripts: Scripts): Promise<BrokerServer> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((request, response) => {
    const { method = '', url = '' } = request
    if (url.startsWith('/authentication/')) {
      response.end(altinnToken())
      return
    }
    asked.push(`${method} ${url}`)
    if (url.endsWith('/upload') || url.includes('/outbox?')) scripts.upload?.(request, response)
    else if (url.endsWith('/download')) scripts.download?.(request, response)
    else {
      request.resume()
      const isNew = method === 'POST'
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify(isNew ? { fileTransferId: transferId } : transferOf(scripts)))
    }
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

export function altinnToken(): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'none' })}.${part({ exp: Math.floor(Date.now() / 1000) + 1_800 })}.c2ln`
}

export function transferOf({
  status = () => 'Published',
  size = () => 2048,
  name = 'pakke.zip',
}: Scripts): object {
  const at = '2026-11-22T11:00:00+00:00'
  const customer = `0192:${organizations.customer.number}`
  return {
    fileTransferId: transferId,
    resourceId: 'acn-broker-02',
    fileName: name,
    sendersFileTransferReference: 'ref-1',
    fileTransferSize: size(),
    fileTransferStatus: status(),
    fileTransferStatusText: '',
    fileTransferStatusChanged: at,
    created: at,
    sender: customer,
    recipients: [
      {
        recipient: customer,
        currentRecipientFileTransferStatusCode: 'Initialized',
        currentRecipientFileTransferStatusChanged: at,
      },
    ],
  }
}
