import { Agent, request as send } from 'node:http'
import { connect } from 'node:net'

export interface HttpAnswer {
  readonly status: number
  readonly reason: string
  /** Names in lower case; repeats joined as Node does it. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Name and value in turn, as they came. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** Sends the path exactly as given (no client may tidy it) and reads the whole answer. */
export async function http(base: string, path: string, sent: Sent = {}): Promise<HttpAnswer> {
  const { hostname, port } = new URL(base)
  const agent = new Agent()
  try {
    return await new Promise((resolve, reject) => {
      const request = send(
        { hostname, port, path, method: sent.method ?? 'GET', headers: sent.headers, agent },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('aborted', () => reject(new Error('cut')))
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              reason: response.statusMessage ?? '',
              headers: response.headers,
              rawHeaders: response.rawHeaders,
              body: Buffer.concat(chunks).toString('utf8'),
            }),
          )
        },
      )
      request.on('error', reject)
      request.end(sent.body)
    })
  } finally {
    agent.destroy()
  }
}

/** Writes bytes to a socket and gives back everything that arrives until it closes or falls silent. */
export async function rawHttp(base: string, bytes: string, silence = 5_000): Promise<string> {
  const { hostname, port } = new URL(base)
  return new Promise((resolve, reject) => {
    let received = ''
    const socket = connect(Number(port), hostname, () => socket.write(bytes, 'latin1'))
    socket.setTimeout(silence, () => socket.destroy())
    socket.on('data', (chunk) => (received += chunk.toString('latin1')))
    socket.on('error', reject)
    socket.on('close', () => resolve(received))
  })
}
