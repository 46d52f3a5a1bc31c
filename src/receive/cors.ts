import type { FastifyInstance, FastifyReply } from 'fastify'
import { hasUnreadBody, lingerAfter } from '../http/server/lingering-close.ts'
import { acceptedHeaders } from './headers.ts'

/** Lets a page in a browser read the answer, if it is of an origin that the operator named. */
export function allowOrigin(reply: FastifyReply, origins: readonly string[]): void {
  if (origins.length === 0) return
  const { origin } = reply.request.headers
  void reply.header('Vary', 'Origin')
  if (origin === undefined || !origins.includes(origin)) return
  void reply.headers({
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': exposed,
  })
}

/** Answers the question that a browser asks before a page's request. */
export function answerPreflights(
  app: FastifyInstance,
  methodsByPath: ReadonlyMap<string, readonly string[]>,
): void {
  for (const [url, methods] of methodsByPath) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    app.options(url, ({ raw }, reply) => {
      void reply.header('Allow', allow)
      if (hasUnreadBody(raw)) {
        void reply.header('Connection', 'close')
        lingerAfter(raw)
      }
      if (reply.hasHeader('Access-Control-Allow-Origin')) {
        void reply.headers({
          'Access-Control-Allow-Methods': allow,
          'Access-Control-Allow-Headers': acceptedHeaders.join(', '),
          'Access-Control-Max-Age': '600',
        })
      }
      return reply.code(204).send()
    })
  }
}

/** What a page may read beside the few headers that every page may. */
const exposed = [
  'Content-Disposition',
  'Deprecation',
  'Link',
  'Location',
  'Retry-After',
  'Sunset',
  'WWW-Authenticate',
  'X-Register',
  'X-Request-Id',
  'X-Served-By',
  'X-Warning-LimitReached',
  'X-Warning-ListPartial',
  'X-Warning-ScopeMissing',
].join(', ')
