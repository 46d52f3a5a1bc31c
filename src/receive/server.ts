import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { errors, type ErrorCode } from '../errors.ts'
import { BreakableAnswer } from './answer.ts'
import { follow } from './life.ts'
import { pathToRoute } from './receive.ts'

const longestHeaders = 16 * 1024
const headersWithin = 15_000
/** How often Node looks for heads that are late. */
const lookEvery = 5_000
const keptAlive = 65_000
/** Nothing moves on a connection for this long: it is dropped. Longer than any wait of our own. */
const idle = 120_000

/**
 * The listening side, with every limit set and none of the framework's own answers: its logs and
 * its 404 repeat the URL, and its body parsers refuse what old clients send.
 */
export function createServer(): FastifyInstance {
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    connectionTimeout: idle,
    keepAliveTimeout: keptAlive,
    forceCloseConnections: 'idle',
    http: {
      maxHeaderSize: longestHeaders,
      headersTimeout: headersWithin,
      connectionsCheckingInterval: lookEvery,
      ServerResponse: BreakableAnswer,
    },
    // Our own patterns bound parameters; the router's bound fails without a word.
    routerOptions: { caseSensitive: false, maxParamLength: longestHeaders },
    rewriteUrl: pathToRoute,
    clientErrorHandler: answerBrokenRequest,
    genReqId: () => '',
  })
  // Node would say 100 Continue before anybody has looked at the token.
  app.server.on('checkContinue', (request, response) => {
    app.server.emit('request', request, response)
  })
  app.removeAllContentTypeParsers()
  // A body stays an unread stream: who asks is settled before a byte of it is taken.
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    request.life = follow(raw, reply.raw)
    // What the framework cannot parse it answers with 415; the original stays in the raw headers.
    if (raw.headers['content-type'] !== undefined) raw.headers['content-type'] = 'x/stream'
    done()
  })
  return app
}

const brokenRequests: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'TIMED_OUT',
}

/** Bytes that are not HTTP never become a request; they still get an answer. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  // Node keeps the answer under way here; bytes of ours in its middle would pass for its own.
  const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent?: boolean } }
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent === true) {
    socket.destroy()
    return
  }
  const { status, reason } = errors[brokenRequests[error.code ?? ''] ?? 'REQUEST_MALFORMED']
  const headers = 'Cache-Control: no-store\r\nConnection: close\r\nContent-Length: 0'
  socket.end(`HTTP/1.1 ${status} ${reason}\r\n${headers}\r\n\r\n`)
}
