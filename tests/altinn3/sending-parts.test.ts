import { Readable } from 'node:stream'
import { Agent, type Dispatcher } from 'undici'
import { describe, expect, it } from 'vitest'
import { createInstance, postData } from '../../src/altinn3/app-data.ts'
import { call } from '../../src/altinn3/calling/call.ts'
import type { KeptBytes } from '../../src/altinn3/operation.ts'

const pieceLength = 64 * 1024
const size = 64 * pieceLength
/** Pieces that may be on their way through streams; a part has ten times as many. */
const maxAhead = 6 * pieceLength
const appId = 'ttd/prove-enkel'
const instance = '50001/5f2c0d1e-8a3b-4c6d-9e7f-0a1b2c3d4e5f'
const circumstance = {
  ...{ token: 'token', signal: new AbortController().signal, timeLeft: 10_000, queuedMs: 0 },
  ...{ traceHeaders: { 'x-request-id': 'id' }, now: Date.now },
}
const bases = { platform: 'https://a.example', apps: 'https://b.example', dialogporten: '' }
const settings = { bases, timeout: 10_000 }

/** Bytes that are counted as they are read. */
function createPart(): { readonly bytes: KeptBytes; readonly given: () => number } {
  let given = 0
  const stream = (): Readable =>
    new Readable({
      highWaterMark: pieceLength,
      read() {
        if (given === size) {
          this.push(null)
          return
        }
        given += pieceLength
        this.push(Buffer.alloc(pieceLength))
      },
    })
  return { bytes: { size, stream }, given: () => given }
}

interface SlowApp {
  readonly dispatcher: Dispatcher
  taken: number
  /** The most that had been read for it and was not taken yet. */
  ahead: number
}

/** An app that takes a piece now and then. */
function createSlowApp(given: () => number): SlowApp {
  const take = async (body: AsyncIterable<Buffer>): Promise<void> => {
    for await (const piece of body) {
      app.taken += piece.length
      for (let turn = 0; turn < 8; turn += 1) await new Promise(setImmediate)
      app.ahead = Math.max(app.ahead, given() - app.taken)
    }
  }
  const dispatcher = new Agent().compose(() => ({ body }, handler) => {
    void take(body as Readable).then(() => answer(handler))
    return true
  })
  const app = { dispatcher, taken: 0, ahead: 0 }
  return app
}

function answer(handler: Dispatcher.DispatchHandler): void {
  const controller = { resume: () => undefined } as Dispatcher.DispatchController
  handler.onRequestStart?.(controller, {})
  handler.onResponseStart?.(controller, 201, { 'content-type': 'application/json' }, 'Created')
  handler.onResponseData?.(controller, Buffer.from('{}'))
  handler.onResponseEnd?.(controller, {})
}

describe('a part that is sent to an app', () => {
  it('is read no faster than a slow app takes it: a file', async () => {
    const { bytes, given } = createPart()
    const app = createSlowApp(given)
    const data = { fileName: 'kart.pdf', contentType: 'application/pdf', bytes }
    const sent = { app: appId, instance, dataType: 'vedlegg', data }
    await call(postData, sent, { ...circumstance, dispatcher: app.dispatcher }, settings)
    expect(app.taken).toBe(size)
    expect(app.ahead).toBeLessThanOrEqual(maxAhead)
  })

  it('is read no faster than a slow app takes it: a main form', async () => {
    const { bytes, given } = createPart()
    const app = createSlowApp(given)
    const mainForm = { dataType: 'model', xml: bytes }
    const sent = {
      app: appId,
      owner: '313876144',
      language: 'nb',
      dataValues: {},
      mainForm,
    } as const
    await call(createInstance, sent, { ...circumstance, dispatcher: app.dispatcher }, settings)
    expect(app.taken).toBeGreaterThan(size)
    expect(app.ahead).toBeLessThanOrEqual(maxAhead)
  })
})
