import type { Server, ServerResponse } from 'node:http'
import type { Clock } from '../runtime/clock.ts'
import { follow } from './caller-connection.ts'

/**
 * Counts the requests under way on a server. The returned function resolves when there are none
 * left or the time (milliseconds) is up, and then cuts every connection: one that has sent nothing,
 * or half a request, would otherwise hold up the end.
 */
export function drainable(server: Server): (limit: number, clock: Clock) => Promise<void> {
  const underWay = new Set<ServerResponse>()
  let onQuiet: (() => void) | undefined
  server.on('request', (request, response) => {
    underWay.add(response)
    follow(request, response).onEnd(() => {
      underWay.delete(response)
      if (underWay.size === 0) onQuiet?.()
    })
  })
  return async (limit, clock) => {
    if (underWay.size > 0) {
      const quiet = new Promise<void>((resolve) => {
        onQuiet = resolve
      })
      await Promise.race([quiet, clock.pause(limit)])
    }
    // Half an answer must not look like a whole one.
    for (const { headersSent, socket } of underWay) if (headersSent) socket?.resetAndDestroy()
    server.closeAllConnections()
  }
}
