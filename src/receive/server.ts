import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { BreakableAnswer } from './breakable-answer.ts'
import { createAnswerBroken, type BrokenSettings } from './broken-request.ts'
import { follow, type CallerConnection } from '../http/server/caller-connection.ts'
import { boundParsing, maxHeadBytes } from '../http/server/feed-parser.ts'
import { GatheredRequest } from '../http/server/gathered-request.ts'
import { pathToRoute } from './read-target.ts'

declare module 'fastify' {
  interface FastifyRequest {
    callerConnection: CallerConnection
  }
}

const headersWithin = 15_000
/** How often Node looks for heads that are late. */
const lookEvery = 5_000
/**
 * Between two requests of a connection (milliseconds). Longer than the pools of old clients and of
 * proxies keep one, IIS 120 s: else a request would meet the end of its connection.
 */
const maxIdle = 125_000
/**
 * Nothing moves on a connection while a request is under way (milliseconds). Longer than any wait of
 * our own, and than `maxIdle`, which Node sets in its place between requests.
 */
const maxSilence = 130_000
/** Connections. A proxy in front opens hundreds; the rest leaves sockets for calls to the platforms. */
const maxConnections = 10_000

/**
 * The listening side, with every limit set and none of the framework's own answers: its logs and
 * its 404 repeat the URL, and its body parsers refuse what old clients send.
 */
export function createServer(settings: BrokenSettings): FastifyInstance {
  const answerBroken = createAnswerBroken(settings)
  const app = Fastify({
    logger: false,
    exposeHeadRoutes: false,
    connectionTimeout: maxSilence,
    keepAliveTimeout: maxIdle,
    forceCloseConnections: 'idle',
    // A request that arrives while the gateway ends is answered, on its last connection.
    return503OnClosing: false,
    http: {
      maxHeaderSize: maxHeadBytes,
      headersTimeout: headersWithin,
      connectionsCheckingInterval: lookEvery,
      IncomingMessage: GatheredRequest,
      ServerResponse: BreakableAnswer,
      // Node would answer by itself, without a word or a log line: see `findHeadFault`.
      requireHostHeader: false,
    },
    // Our own patterns bound parameters; the router's bound fails without a word.
    routerOptions: { caseSensitive: false, maxParamLength: maxHeadBytes },
    rewriteUrl: pathToRoute,
    clientErrorHandler: answerBroken,
    genReqId: () => '',
  })
  app.server.maxConnections = maxConnections
  boundParsing(app.server)
  // Node would close the connection without an answer.
  app.server.on('connect', (_request, socket: Socket) => answerBroken({ code: 'CONNECT' }, socket))
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
  app.decorateRequest('callerConnection')
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    request.callerConnection = follow(raw, reply.raw)
    // Fastify answers a type that it cannot parse with 415, and QUERY without a type with 400, before
    // routing. The type that was sent stays in the raw headers.
    const isTyped = raw.headers['content-type'] !== undefined || raw.method === 'QUERY'
    if (isTyped) raw.headers['content-type'] = 'x/stream'
    done()
  })
  return app
}
