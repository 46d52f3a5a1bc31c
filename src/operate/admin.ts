import { createServer, type Server } from 'node:http'

/** What the health addresses look at. */
export interface Health {
  /** Names what is missing before requests can be served; empty when ready. */
  readonly missing: () => readonly string[]
}

/** The admin port: never reachable through the public one. */
export function createAdminServer({ missing }: Health): Server {
  const server = createServer((request, response) => {
    const send = (status: number, body: object): void => {
      response.writeHead(status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Cache-Control': 'no-store',
      })
      response.end(JSON.stringify(body))
    }
    const [path] = (request.url ?? '').split('?')
    if (request.method !== 'GET' && request.method !== 'HEAD') send(405, { status: 'not allowed' })
    else if (path === '/health/live') send(200, { status: 'live' })
    else if (path === '/health/ready') {
      const lacking = missing()
      if (lacking.length === 0) send(200, { status: 'ready' })
      else send(503, { status: 'not ready', missing: lacking })
    } else send(404, { status: 'unknown' })
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 5_000
  return server
}
