import type { IncomingMessage, ServerResponse } from 'node:http'
import { GatewayError } from '../../errors.ts'

/** A caller who sends less than this in the time that they are given does not get on. */
const leastProgress = 8 * 1024

/**
 * A request's bytes as they come, one piece at a time. Nothing is taken before it is asked for, so
 * that a caller who waits for `100 Continue` waits for us, and a slow platform slows its caller.
 */
export class Arriving {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  /** Milliseconds in which the caller must get on. */
  readonly #patience: number
  #hasBegun = false
  #isAwaited = false
  #isWhole = false
  #waited = 0
  #progress = 0
  #giveUp: (() => void) | undefined

  constructor(request: IncomingMessage, response: ServerResponse, patience: number) {
    this.#request = request
    this.#response = response
    this.#patience = patience
    // It may fail when nobody listens: after a refusal, for instance.
    request.on('error', () => undefined)
  }

  /** The next byte is the caller's to send. */
  isAwaited(): boolean {
    return this.#isAwaited
  }

  /** The last byte has been taken. */
  isWhole(): boolean {
    return this.#isWhole
  }

  /** `undefined` after the last one. Throws `TIMED_OUT`, also when the caller has gone. */
  async next(): Promise<Buffer | undefined> {
    this.#begin()
    for (;;) {
      const chunk = this.#request.read() as Buffer | null
      if (chunk !== null) {
        this.#count(chunk.length)
        return chunk
      }
      if (this.#request.readableEnded) {
        this.#isWhole = true
        return undefined
      }
      await this.#more()
    }
  }

  /** Nobody waits for more. */
  stop(): void {
    this.#giveUp?.()
  }

  /** Old .NET clients hold the body back until they hear this. */
  #begin(): void {
    if (this.#hasBegun) return
    this.#hasBegun = true
    const { headers, httpVersionMinor } = this.#request
    if (headers.expect !== undefined && httpVersionMinor > 0) this.#response.writeContinue()
  }

  #count(length: number): void {
    this.#progress += length
    if (this.#progress < leastProgress) return
    this.#progress = 0
    this.#waited = 0
  }

  async #more(): Promise<void> {
    const request = this.#request
    if (request.destroyed) throw new GatewayError('TIMED_OUT')
    const since = performance.now()
    this.#isAwaited = true
    try {
      await new Promise<void>((resolve, reject) => {
        const fail = (): void => settle(() => reject(new GatewayError('TIMED_OUT')))
        const go = (): void => settle(resolve)
        const timer = setTimeout(fail, Math.max(1, this.#patience - this.#waited))
        this.#giveUp = fail
        const settle = (then: () => void): void => {
          clearTimeout(timer)
          this.#giveUp = undefined
          request.off('readable', go).off('end', go).off('close', fail)
          then()
        }
        request.on('readable', go).on('end', go).on('close', fail)
      })
    } finally {
      this.#isAwaited = false
      this.#waited += performance.now() - since
    }
  }
}
