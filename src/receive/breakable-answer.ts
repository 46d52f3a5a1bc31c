import { ServerResponse, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Libuv takes a reset that arrives together with the last bytes for an orderly end, so that Node's
 * own clients would take half an answer for the whole (milliseconds).
 */
const resetsAfter = 50

/**
 * An answer that resets a connection in HTTP/1.0 when it breaks off half-way. There an orderly
 * close is the end of an answer, so that a caller would take half a file for the whole.
 */
export class BreakableAnswer<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  #isBreaking = false

  override destroy(error?: Error): this {
    const isHalf = this.headersSent && !this.writableFinished && this.socket?.destroyed !== true
    // HTTP/1.1 tells by a length or by chunks that an answer is not whole.
    if (!isHalf || this.req.httpVersion !== '1.0') return super.destroy(error)
    if (this.#isBreaking) return this
    this.#isBreaking = true
    // An answer that waits behind others on its connection has no socket yet.
    if (this.socket === null) this.once('socket', (socket: Socket) => socket.resetAndDestroy())
    else setTimeout(() => this.#reset(error), resetsAfter)
    return this
  }

  #reset(error: Error | undefined): void {
    this.socket?.resetAndDestroy()
    super.destroy(error)
  }
}
