import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { ErrorCode } from '../errors.ts'
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
 *
 * @param writeBroken the whole answer to bytes that are not HTTP
 */
export function createServer(writeBroken: (code: ErrorCode) => Buffer): FastifyInstance {
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    connectionTimeout: idle,
    keepAliveTimeout: keptAlive,
    forceCloseConnections: 'idle',
    // A request that arrives while the gateway ends is answered, on its last connection.
    return503OnClosing: false,
    http: {
      maxHeaderSize: longestHeaders,
      headersTimeout: headersWithin,
      connectionsCheckingInterval: lookEvery,
      ServerResponse: BreakableAnswer,
      // Node's own refusal has no body; the public port refuses it.
      requireHostHeader: false,
    },
    // Our own patterns bound parameters; the router's bound fails without a word.
    routerOptions: { caseSensitive: false, maxParamLength: longestHeaders },
    rewriteUrl: pathToRoute,
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, writeBroken),
    genReqId: () => '',
  })
  // Node would say 100 Continue before anybody has looked at the token.
  app.server.on('checkContinue', (request, response) => {
    app.server.emit('request', request, response)
  })
  // Node answers an expectation that it does not know with an empty 417; RFC 9110 lets us ignore it.
  app.server.on('checkExpectation', (request, response) => {
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
function answerBrokenRequest(
  error: Error & { code?: string },
  socket: Socket,
  write: (code: ErrorCode) => Buffer,
): void {
  // Node keeps the answer under way here; bytes of ours in its middle would pass for its own.
  const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent?: boolean } }
  if (error.code === 'ECONNRESET' || !socket.writable || underWay?.headersSent === true) {
    socket.destroy()
    return
  }
  socket.end(write(brokenRequests[error.code ?? ''] ?? 'REQUEST_MALFORMED'))
}
