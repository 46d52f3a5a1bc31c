import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '../../runtime/clock.ts'
import { setTimeout as pause } from 'node:timers/promises'
import { follow } from './caller-connection.ts'
import { hasBegunHead } from './feed-parser.ts'

/** Milliseconds in which a request that has come is read and may begin, or the work of one ends. */
const beginsWithin = 1_000
const lookEvery = 20

/** Ends a server without losing a request: its connections end one by one, each behind an answer. */
export interface Drain {
  /** Follows the requests of a server that does not listen yet. */
  readonly follow: (server: Server) => void
  /** Requests that have no whole answer yet. */
  readonly underWay: () => number
  /** From now on the last answer of each connection says `Connection: close`, and ends it. */
  readonly closeBehindAnswers: () => void
  /**
   * Waits until no request and no work is under way, but no longer than the limit (milliseconds), and
   * a moment for requests that have come and not begun. Then cuts every connection; gives the number
   * of requests that were cut. The server is closing.
   */
  readonly finish: (limit: number, clock: Clock) => Promise<number>
  /** Work that goes on without a caller's connection is waited for, too. */
  readonly waitFor: (work: Promise<unknown>) => void
}

export function createDrain(): Drain {
  const responses = new Set<ServerResponse>()
  const works = new Set<Promise<unknown>>()
  /** The response behind which a connection is to be closed. */
  const lastOn = new WeakMap<Socket, ServerResponse>()
  let isClosing = false
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let onQuiet: (() => void) | undefined

  const isQuiet = (): boolean => responses.size === 0 && works.size === 0
  const tellWhenQuiet = (): void => {
    if (isQuiet()) onQuiet?.()
  }

  /** Requests may come together: what comes behind a connection's last answer would get none. */
  function closeBehind(response: ServerResponse): void {
    const { socket } = response.req
    const before = lastOn.get(socket)
    if (before?.headersSent === false) keepOpen(before)
    if (!response.shouldKeepAlive || response.headersSent) return
    response.shouldKeepAlive = false
    lastOn.set(socket, response)
  }

  function begin(request: IncomingMessage, response: ServerResponse): void {
    responses.add(response)
    if (isClosing) closeBehind(response)
    follow(request, response).onEnd(() => {
      responses.delete(response)
      tellWhenQuiet()
    })
  }

  const begunHeads = (): number => [...sockets].filter(hasBegunHead).length

  /** Waits until each request whose bytes have arrived has begun: its head may still be unparsed. */
  async function untilBegun(): Promise<void> {
    for (let waited = 0; waited < beginsWithin && sockets.size > 0; waited += lookEvery) {
      await pause(lookEvery)
      const isIdle = isQuiet() && begunHeads() === 0
      if (server?.listening !== true && isIdle) return
    }
  }

  async function untilQuiet(isLate: Promise<unknown>): Promise<void> {
    if (isQuiet()) return
    const quiet = new Promise<void>((resolve) => {
      onQuiet = resolve
    })
    await Promise.race([quiet, isLate])
  }

  return {
    follow: (followed) => {
      server = followed
      // Before the framework, which may answer at once.
      server.prependListener('request', begin)
      server.on('connection', (socket: Socket) => {
        sockets.add(socket)
        socket.once('close', () => sockets.delete(socket))
      })
    },
    underWay: () => responses.size,
    closeBehindAnswers: () => {
      isClosing = true
      for (const response of responses) closeBehind(response)
    },
    finish: async (limit, clock) => {
      await untilQuiet(clock.pause(limit))
      if (isQuiet()) await untilBegun()
      const cut = responses.size + begunHeads()
      // Half an answer must not look like a whole one.
      for (const { headersSent, socket } of responses) if (headersSent) socket?.resetAndDestroy()
      server?.closeAllConnections()
      // What was cut has its log line when its work has ended.
      await untilQuiet(pause(beginsWithin, undefined, { ref: false }))
      return cut
    },
    waitFor: (work) => {
      works.add(work)
      const end = (): void => {
        works.delete(work)
        tellWhenQuiet()
      }
      work.then(end, end)
    },
  }
}

/** Fastify has said `Connection: close` for itself, since it is closing. */
function keepOpen(response: ServerResponse): void {
  response.shouldKeepAlive = true
  if (response.hasHeader('connection')) response.setHeader('Connection', 'keep-alive')
}
