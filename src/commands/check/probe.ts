import { request as overHttp, type IncomingMessage } from 'node:http'
import { request as overHttps } from 'node:https'
import { connect } from 'node:tls'
import { readText } from '../../http/upstreams/upstream.ts'

/** An answer as it came, reason phrase and all. */
export interface Seen {
  readonly status: number
  readonly reason: string
  readonly httpVersion: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Asks through whatever stands in front. The path goes out letter for letter. */
export type Probe = (path: string, headers?: Readonly<Record<string, string>>) => Promise<Seen>

const longestBody = 256 * 1024

/** @param within milliseconds for each whole answer */
export function createProbe(publicUrl: URL, within: number): Probe {
  const send = publicUrl.protocol === 'https:' ? overHttps : overHttp
  const base = publicUrl.pathname.replace(/\/+$/, '')
  return async (path, headers = {}) => {
    const signal = AbortSignal.timeout(within)
    const plainly = { 'accept-encoding': 'identity', ...headers }
    const address = { ...addressOf(publicUrl), path: base + path }
    const options = { ...address, headers: plainly, signal, agent: false }
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send(options, resolve)
        .on('error', (error) => reject(signal.aborted ? tooLate() : error))
        .end()
    })
    const { statusCode: status = 0, statusMessage: reason = '', httpVersion } = answer
    const { headers: said } = answer
    const body = await readText({ status, headers: said, body: answer }, longestBody)
    return { status, reason, httpVersion, headers: said, body }
  }
}

/** What a TLS server takes when it is offered both: `h2`, `http/1.1` or nothing. */
export async function protocolOf(publicUrl: URL, within: number): Promise<string | undefined> {
  const { hostname: host, port } = addressOf(publicUrl)
  return new Promise((resolve, reject) => {
    const ALPNProtocols = ['h2', 'http/1.1']
    const name = /^[\d.]+$|:/.test(host) ? {} : { servername: host }
    const socket = connect({ host, port, ALPNProtocols, ...name }, () => {
      resolve(typeof socket.alpnProtocol === 'string' ? socket.alpnProtocol : undefined)
      socket.destroy()
    })
    socket.setTimeout(within, () => socket.destroy(tooLate()))
    socket.on('error', reject)
  })
}

function addressOf({ protocol, hostname, port }: URL): { hostname: string; port: number } {
  const usual = protocol === 'https:' ? 443 : 80
  return { hostname: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? usual : Number(port) }
}

function tooLate(): Error {
  return Object.assign(new Error('too late'), { code: 'ETIMEDOUT' })
}
