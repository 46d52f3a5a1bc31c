import { Socket } from 'node:net'
import { Client, buildConnector } from 'undici'
import type { OutboundProxy } from './proxy.ts'

type ProxyFault = 'PROXY_CREDENTIALS' | 'PROXY_REFUSED' | 'PROXY_UNREACHABLE' | 'PROXY_SILENT'

/**
 * The proxy gave no connection. Without a cause: the proxy's own error (`ECONNREFUSED`) would be
 * taken for the platform's, and undici connects again without end after some of them.
 */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly code: ProxyFault

  constructor(code: ProxyFault, message: string) {
    super(message)
    this.code = code
  }
}

/** Connects through the proxy (RFC 9110 section 9.3.6), `http:` targets too. */
export function createTunnelConnect(
  proxy: OutboundProxy,
  timeout: number,
): buildConnector.connector {
  const secure = buildConnector({ timeout })
  return (options, callback) => {
    openTunnel(proxy, authorityOf(options), timeout, (error, socket) => {
      if (socket === undefined) callback(error, null)
      else if (options.protocol === 'https:') {
        // The secure socket on top of it reports the same error.
        socket.on('error', () => undefined)
        secure({ ...options, httpSocket: socket }, (...[fault, secured]) => {
          if (fault === null) callback(null, secured)
          else {
            socket.destroy()
            callback(fault, null)
          }
        })
      } else callback(null, socket)
    })
  }
}

/**
 * undici's `ProxyAgent` does the same, but it drops repeated headers of a request, waits 300 s for
 * the proxy's answer, and lets interim answers break the connection. So a connection is made here.
 */
function openTunnel(
  { origin, authorization }: OutboundProxy,
  authority: string,
  timeout: number,
  callback: (...[error, socket]: [ProxyError, undefined] | [null, Socket]) => void,
): void {
  const client = new Client(origin, { connect: buildConnector({ timeout }) })
  const headers = {
    host: authority,
    ...(authorization === undefined ? {} : { 'proxy-authorization': authorization }),
  }
  const signal = AbortSignal.timeout(timeout)
  client.connect({ path: authority, headers, signal }, (error, answer) => {
    // The connection is not the client's any more.
    void client.destroy()
    if (error !== null) {
      callback(faultOf(error, signal), undefined)
      return
    }
    const { statusCode, socket } = answer
    if (statusCode >= 200 && statusCode < 300 && socket instanceof Socket) {
      callback(null, socket)
      return
    }
    socket.on('error', () => undefined).destroy()
    const code = statusCode === 407 ? 'PROXY_CREDENTIALS' : 'PROXY_REFUSED'
    callback(new ProxyError(code, `the proxy answered ${statusCode}`), undefined)
  })
}

function faultOf(error: Error, signal: AbortSignal): ProxyError {
  const isLate = signal.aborted || ('code' in error && error.code === 'UND_ERR_CONNECT_TIMEOUT')
  return isLate
    ? new ProxyError('PROXY_SILENT', 'the proxy does not answer in time')
    : new ProxyError('PROXY_UNREACHABLE', 'the proxy cannot be reached')
}

function authorityOf({ host, hostname, protocol, port }: buildConnector.Options): string {
  const name = host ?? hostname
  if (port !== '') return name
  return `${name}:${protocol === 'https:' ? 443 : 80}`
}
