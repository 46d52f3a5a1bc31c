import { createServer, request as send, type ServerResponse } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { receiveBody, type Body } from '../../src/http/server/body.ts'
import { follow } from '../../src/http/server/caller-connection.ts'
import type { Part } from '../../src/http/server/part.ts'
import { createSpool, type Spool } from '../../src/http/server/spool.ts'
import { Shares } from '../../src/runtime/shares.ts'

const share = { owner: '310385980', organization: '313876144' }
const folder = mkdtempSync(path.join(tmpdir(), 'spool-'))
const cuts = { FormData: 'xml', Data: 'base64' } as const
let memory: Shares
let spool: Spool
let use: (body: Body, response: ServerResponse) => Promise<void>

const server = createServer((request, response) => {
  const limits = { maxBytes: 8 * 1024 * 1024, share }
  const settings = { spool, betweenBytes: 5_000 }
  const body = receiveBody(request, response, limits, follow(request, response), settings)
  if (body === undefined) throw new Error('no body')
  use(body, response).catch((error: unknown) => {
    const { code, details } = error instanceof GatewayError ? error : { code: error, details: {} }
    response.end(`${String(code)} ${details.detail ?? ''}`)
  })
})
let url: { hostname: string; port: number }
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = { hostname: '127.0.0.1', port: (server.address() as AddressInfo).port }
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  memory = new Shares(4 * 1024 * 1024)
  spool = { ...createSpool(8 * 1024 * 1024, folder), memory }
})

function call(body: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = send({ ...url, method: 'POST', headers, agent: false }, (response) => {
      text(response).then(resolve, reject)
    })
    request.on('error', reject).end(body)
  })
}

function begin(body: string, length = body.length): Socket {
  const socket = connect(url.port, url.hostname)
  socket.write(`POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${body}`)
  return socket
}

async function expectNothingTaken(): Promise<void> {
  await expect.poll(() => [memory.used, spool.used()]).toEqual([0, 0])
}

const long = JSON.stringify({ ServiceCode: '5998', Data: 'QUJD'.repeat(100_000) })

describe('a body that is taken apart', () => {
  it('is whole, wherever it was looked into before, and gives back what it took', async () => {
    use = async (body, response) => {
      const { found } = await body.peekTopLevel(['ServiceCode', 'Never'])
      const { document } = await body.takeApart(cuts)
      response.end(JSON.stringify([found, document]))
    }
    const answer = await call(long, { 'Content-Type': 'application/json' })
    expect(JSON.parse(answer)).toMatchObject([
      { ServiceCode: '5998' },
      { ServiceCode: '5998', Data: { size: 300_000 } },
    ])
    await expectNothingTaken()
  })

  it('keeps its parts for work that goes on without its caller', async () => {
    let finish = (): void => undefined
    const work = new Promise<void>((resolve) => (finish = resolve))
    const made = new Promise<Part>((resolve, reject) => {
      use = async (body) => {
        body.keepUntil(work)
        await body.toPart().then(resolve, reject)
      }
    })
    const socket = begin('x'.repeat(300_000))
    const part = await made
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.destroy()
    await closed
    expect(await buffer(part.stream())).toHaveLength(300_000)
    expect(spool.used()).toBe(300_000)
    finish()
    await expectNothingTaken()
  })

  it('gives back what it took when its caller leaves half-way', async () => {
    let taken: Promise<unknown> = Promise.resolve()
    use = async (body) => {
      taken = body.takeApart(cuts).catch((error: unknown) => error)
      await taken
    }
    const socket = begin(long.slice(0, 300_000), long.length)
    await expect.poll(() => spool.used()).toBeGreaterThan(100_000)
    socket.destroy()
    expect(await taken).toMatchObject({ code: 'TIMED_OUT' })
    await expectNothingTaken()
  })

  it('gives back what it took when it is refused', async () => {
    use = async (body) => {
      await body.takeApart(cuts)
    }
    expect(await call(long.slice(0, -2))).toBe('BODY_MALFORMED the JSON document ends too early')
    await expectNothingTaken()
  })

  it('is refused when it is compressed', async () => {
    use = async (body) => {
      await body.takeApart(cuts)
    }
    const answer = await call(long, { 'Content-Encoding': 'gzip' })
    expect(answer).toBe('BODY_MALFORMED the body has a Content-Encoding: send it as it is')
  })
})
