import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { LoopQueue } from '../../runtime/yield-to-others.ts'

/** The connection of the caller of one request. */
export interface CallerConnection {
  /** The caller has gone before the answer was out. */
  readonly hasGone: () => boolean
  /** Aborts when the caller has gone. */
  readonly signal: () => AbortSignal
  /** Calls back once: `true` when the whole answer is out, `false` when the caller has gone. */
  readonly onEnd: (callback: (isWhole: boolean) => void) => void
}

/** Callers whose requests end early in one iteration of the event loop, beside the steps of others. */
const leaving = new LoopQueue(4)

const connections = new WeakMap<Socket, Set<() => void>>()

/**
 * Follows one request to its end. The connection is what tells that a caller has gone: an answer
 * that waits behind others on the same connection never hears of it.
 */
export function follow({ socket }: IncomingMessage, response: ServerResponse): CallerConnection {
  // Made when somebody asks: a signal costs more than all the rest of this.
  let abort: AbortController | undefined
  const callbacks: ((isWhole: boolean) => void)[] = []
  let ended: boolean | undefined
  const end = (isWhole: boolean): void => {
    if (ended !== undefined) return
    ended = isWhole
    followed.delete(leave)
    if (!isWhole) abort?.abort()
    for (const callback of callbacks) callback(isWhole)
  }
  const leave = (): void => end(false)
  const followed = followedOn(socket)
  followed.add(leave)
  response.once('finish', () => end(true))
  if (socket.destroyed) leave()
  return {
    hasGone: () => ended === false || (ended === undefined && socket.destroyed),
    signal: () => {
      abort ??= new AbortController()
      if (ended === false) abort.abort()
      return abort.signal
    },
    onEnd: (callback) => {
      if (ended === undefined) callbacks.push(callback)
      else callback(ended)
    },
  }
}

/** One listener a connection, however many requests are on it. */
function followedOn(socket: Socket): Set<() => void> {
  const known = connections.get(socket)
  if (known !== undefined) return known
  const followed = new Set<() => void>()
  connections.set(socket, followed)
  socket.once('close', () => void leaveInSteps(followed))
  return followed
}

/** Each request that ends early costs closed connections and an error; hundreds may leave at once. */
async function leaveInSteps(followed: ReadonlySet<() => void>): Promise<void> {
  for (const leave of [...followed]) {
    const turn = leaving.pass('')
    if (turn !== undefined) await turn
    leave()
  }
}
