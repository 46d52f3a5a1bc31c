import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { RegisterStatus } from '../config/register/live-register.ts'
import { scrubLine } from '../runtime/redact.ts'
import { decisionsPage, type Decide } from './decisions.ts'
import { createGuard, type GuardSettings } from './guard.ts'
import type { RefusedCallers } from './refused-callers.ts'

export interface AdminSettings extends GuardSettings {
  /** Names what is missing before requests can be served; empty when ready. */
  readonly missing: () => readonly string[]
  readonly refusedCallers: Pick<RefusedCallers, 'list' | 'dropped'>
  readonly decide: Decide
  readonly register: () => RegisterStatus
}

interface Answer {
  readonly status: number
  readonly body: object
}

type Page = (query: URLSearchParams) => Answer

/** The admin port: never reachable through the public one. */
export function createAdminServer(settings: AdminSettings): Server {
  const mayEnter = createGuard(settings)
  const open: Readonly<Record<string, Page>> = {
    '/health/live': () => ({ status: 200, body: { status: 'live' } }),
    '/health/ready': () => readyPage(settings.missing()),
  }
  const guarded: Readonly<Record<string, Page>> = {
    '/decisions': (query) => decisionsPage(settings.decide, query),
    '/register': () => ({ status: 200, body: settings.register() }),
    '/refused-callers': (query) => refusedPage(settings.refusedCallers, query),
    // Its former name.
    '/unready-callers': (query) => refusedPage(settings.refusedCallers, query),
  }
  const answer = (request: IncomingMessage): Answer => {
    const [path = '', ...rest] = (request.url ?? '').split('?')
    const query = new URLSearchParams(rest.join('?'))
    if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405, 'not allowed')
    const page = pageOf(open, path)
    if (page !== undefined) return page(query)
    if (!mayEnter(request)) return refusal(401, 'ADMIN_TOKEN is needed')
    return pageOf(guarded, path)?.(query) ?? refusal(404, 'unknown')
  }
  const server = createServer((request, response) => {
    const { status, body } = answer(request)
    response.writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="admin"' } : {}),
    })
    response.end(scrubLine(JSON.stringify(body)))
  })
  server.headersTimeout = 5_000
  server.requestTimeout = 5_000
  return server
}

function pageOf(pages: Readonly<Record<string, Page>>, path: string): Page | undefined {
  return Object.hasOwn(pages, path) ? pages[path] : undefined
}

function refusal(status: number, reason: string): Answer {
  return { status, body: { status: reason } }
}

function readyPage(missing: readonly string[]): Answer {
  if (missing.length === 0) return { status: 200, body: { status: 'ready' } }
  return { status: 503, body: { status: 'not ready', missing } }
}

const filters = ['endpoint', 'service', 'owner', 'organisation', 'client', 'code'] as const

/** All of them, or those that every given filter fits. */
function refusedPage(refused: AdminSettings['refusedCallers'], query: URLSearchParams): Answer {
  const callers = refused.list().filter((caller) =>
    filters.every((name) => {
      const wanted = query.get(name)
      return wanted === null || caller[name]?.toLowerCase() === wanted.toLowerCase()
    }),
  )
  return { status: 200, body: { callers, dropped: refused.dropped() } }
}
