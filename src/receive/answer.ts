import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/**
 * An answer that resets its connection when it breaks off half-way. HTTP/1.0 takes an orderly close
 * for the end of an answer, so that a caller would take half a file for the whole.
 */
export class BreakableAnswer<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  override destroy(error?: Error): this {
    if (this.headersSent && !this.writableFinished) {
      // An answer that waits behind others on its connection has no socket yet.
      if (this.socket === null) this.once('socket', (socket: Socket) => socket.resetAndDestroy())
      else this.socket.resetAndDestroy()
    }
    return super.destroy(error)
  }
}
