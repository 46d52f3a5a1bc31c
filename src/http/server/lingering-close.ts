import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/** For a caller who is still sending when their answer is out (milliseconds, bytes). */
const lingersFor = 2_000
const lingersThrough = 16 * 1024 * 1024

/**
 * Lets a connection end without losing its answer. Closed at once with bytes unread, TCP resets it,
 * and a caller who is still sending finds the answer gone (RFC 9112 section 9.6). So our half is
 * closed, and what still comes is thrown away for a moment.
 */
export function lingerAfter({ socket }: IncomingMessage): void {
  // What Node calls once the last answer on a connection is out.
  socket.destroySoon = () => linger(socket, () => socket.end())
}

/** The same behind bytes that Node has not written: they are the last ones. */
export function lingerAfterBytes(socket: Socket, bytes: Buffer): void {
  linger(socket, () => socket.end(bytes))
}

function linger(socket: Socket, end: () => void): void {
  const timer = setTimeout(() => socket.destroy(), lingersFor)
  socket.once('end', () => socket.destroy()).once('close', () => clearTimeout(timer))
  end()
  // While Node's parser has a paused socket in its hands, only `resume` gets it going again.
  if (socket.isPaused()) socket.once('resume', () => discard(socket)).resume()
  else discard(socket)
}

function discard(socket: Socket): void {
  let length = 0
  // Nothing that comes now is a request any more: the parser must not see it.
  const parsers = socket.listeners('data') as ((chunk: Buffer) => void)[]
  socket.on('data', (chunk: Buffer) => {
    length += chunk.length
    if (length > lingersThrough) socket.destroy()
  })
  for (const parser of parsers) socket.off('data', parser)
}

/** A body was announced and has not arrived whole: the connection can serve nothing after it. */
export function hasUnreadBody({ complete, headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? 0)
  return !complete && (length > 0 || headers['transfer-encoding'] !== undefined)
}
