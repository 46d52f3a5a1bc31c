import type { Server } from 'node:http'
import type { Clock } from '../clock.ts'
import { follow } from './life.ts'

/**
 * Counts the requests under way on a server. The returned function resolves when there are none
 * left or the time (milliseconds) is up, and then cuts every connection: one that has sent nothing,
 * or half a request, would otherwise hold up the end.
 */
export function drainable(server: Server): (limit: number, clock: Clock) => Promise<void> {
  let underWay = 0
  let onQuiet: (() => void) | undefined
  server.on('request', (request, response) => {
    underWay += 1
    follow(request, response).onEnd(() => {
      underWay -= 1
      if (underWay === 0) onQuiet?.()
    })
  })
  return async (limit, clock) => {
    if (underWay > 0) {
      const quiet = new Promise<void>((resolve) => {
        onQuiet = resolve
      })
      await Promise.race([quiet, clock.pause(limit)])
    }
    server.closeAllConnections()
  }
}
