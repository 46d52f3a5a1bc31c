import type { FastifyInstance } from 'fastify'
import { acceptedHeaders } from './headers.ts'

/** For pages in a browser, of the origins that the operator named; nobody else's. */
export function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[],
  methodsByPath: ReadonlyMap<string, readonly string[]>,
): void {
  if (origins.length === 0) return
  const allowed = new Set(origins)
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    void reply.header('Vary', 'Origin')
    if (origin !== undefined && allowed.has(origin)) {
      void reply.headers({
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Expose-Headers': exposed,
      })
    }
    done()
  })
  for (const [url, methods] of methodsByPath) {
    const allow = [...methods, 'OPTIONS'].join(', ')
    app.options(url, (_request, reply) => {
      void reply.header('Allow', allow)
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
