import { request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import { readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import {
  brokerServer,
  transferId,
  type BrokerServer,
  type Scripts,
} from '../../support/network/broker-server.ts'
import { collectGarbage } from '../../support/collect-garbage.ts'
import { sandboxRegister, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'
import { isLongRun } from '../../support/long-run.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

// Few places, so that a single one that is lost shows.
const limits = { firstByteMs: 700, betweenBytesMs: 700, connectMs: 3_000, underWay: 3 }
const scope =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'
const megabyte = Buffer.alloc(1024 * 1024, 'x')

type Side = 'Altinn 2' | 'Altinn 3'

interface Started {
  readonly gateway: TestGateway
  readonly platform: BrokerServer
  readonly authorization: string
}

async function start(side: Side, scripts: Scripts): Promise<Started> {
  const platform = await brokerServer(scripts)
  closers.push(platform.close)
  const gateway = await startTestGateway(
    side === 'Altinn 3'
      ? { altinn2Url: '', altinn3Url: platform.url, limits, register: sandboxRegister }
      : { altinn2Url: platform.url, limits, register: { services: [] } },
  )
  closers.push(gateway.close)
  return { gateway, platform, authorization: `Bearer ${await gateway.token({ scope })}` }
}

const description = encodeURIComponent(
  JSON.stringify({
    ServiceCode: '4947',
    ServiceEditionCode: 1,
    SendersReference: 'ref-1',
    Recipients: [organizations.customer.number],
  }),
)
const outbox = `/api/my/brokerservice/outbox?fileName=a.zip&brokerServiceDescription=${description}`
const download = `/api/my/brokerservice/inbox/${transferId}/download`

interface Told {
  readonly status: number
  readonly error?: string
}

/** Sends a body piece by piece, as long as somebody takes it, until an answer comes. */
function upload(
  { gateway, authorization }: Started,
  pieces: number,
  headers: Record<string, string> = {},
  onPiece: (place: number, socket: Socket) => boolean = () => true,
): Promise<Told> {
  const { hostname, port } = new URL(gateway.url)
  return new Promise((resolve) => {
    const request = send(
      { hostname, port, path: outbox, method: 'POST', headers: { authorization, ...headers } },
      (response) => {
        response.resume()
        resolve({ status: response.statusCode ?? 0 })
      },
    )
    request.on('error', (error) => resolve({ status: 0, error: error.message }))
    const write = (place: number): void => {
      if (request.destroyed || request.writableFinished) return
      if (request.socket && !onPiece(place, request.socket)) return
      if (place === pieces) request.end()
      else request.write(megabyte, () => setTimeout(() => write(place + 1), 5))
    }
    write(0)
  })
}

/** Fetches a file; says how many bytes came, and whether they came to an end. */
function fetchFile(
  { gateway, authorization }: Started,
  onData: (response: IncomingMessage) => void = () => undefined,
): Promise<{ readonly status: number; readonly length: number; readonly isWhole: boolean }> {
  const { hostname, port } = new URL(gateway.url)
  return new Promise((resolve) => {
    let length = 0
    const request = send(
      { hostname, port, path: download, headers: { authorization } },
      (response) => {
        const status = response.statusCode ?? 0
        response.on('data', (chunk: Buffer) => {
          length += chunk.length
          onData(response)
        })
        response.on('error', () => undefined)
        response.on('close', () => resolve({ status, length, isWhole: response.complete }))
      },
    )
    request.on('error', () => resolve({ status: 0, length, isWhole: false }))
    request.end()
  })
}

function withResolvers(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve!: () => void
  const promise = new Promise<void>((resolved) => (resolve = resolved))
  return { promise, resolve }
}

/** Nothing of what happened is left: no call to a platform, no file, no open answer. */
async function expectNothingLeft({ gateway, platform, authorization }: Started): Promise<void> {
  const file = `/api/my/brokerservice/inbox/${transferId}`
  const answers = await Promise.all(
    Array.from({ length: limits.underWay }, () =>
      http(gateway.url, file, { headers: { authorization } }),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  // What is kept is kept alive for the next call, and there are no more of them than places.
  await expect.poll(platform.connections).toBeLessThanOrEqual(2 * limits.underWay)
}

const success = (_request: IncomingMessage, response: ServerResponse): void => {
  response.writeHead(201).end('{}')
}

async function logLine(gateway: TestGateway, endpoint: string): Promise<unknown> {
  const line = (): string =>
    gateway
      .log()
      .split('\n')
      .find((text) => text.includes(endpoint)) ?? ''
  await expect.poll(line).not.toBe('')
  return JSON.parse(line())
}

const reference = '0198-c1de-7a3b-7c44-8d5e-1f2a-3b4c-5d6e'

describe.each(['Altinn 2', 'Altinn 3'] as const)('a file on its way up to %s', (side) => {
  it('arrives, in chunks or sized, and is told as sent', async () => {
    let length = 0
    const started = await start(side, {
      upload: (request, response) => {
        request.on('data', (chunk: Buffer) => (length += chunk.length))
        request.on('end', () => success(request, response))
      },
    })
    expect(await upload(started, 5)).toEqual({ status: 201 })
    const sized = { 'Content-Length': String(5 * megabyte.length) }
    expect(await upload(started, 5, sized)).toEqual({ status: 201 })
    expect(length).toBe(10 * megabyte.length)
    await expectNothingLeft(started)
  })

  it('is given up when its sender goes, and the platform hears of it', async () => {
    const cut = withResolvers()
    const started = await start(side, {
      upload: (request) => request.resume().on('close', () => cut.resolve()),
    })
    const told = await upload(started, 50, {}, (place, socket) => {
      if (place === 5) socket.resetAndDestroy()
      return place < 5
    })
    expect(told.status).toBe(0)
    await cut.promise
    await expectNothingLeft(started)
    const line = await logLine(started.gateway, 'send-file')
    expect(line).toMatchObject({ cut: true })
    if (side === 'Altinn 3') expect(line).toMatchObject({ error: 'CALLER_LEFT', reference })
  })

  it('is given up when its sender falls silent, who is told that it was their part', async () => {
    const started = await start(side, { upload: (request) => request.resume() })
    const told = await upload(started, 50, {}, (place) => place < 3)
    expect(told.status).toBe(408)
    await expectNothingLeft(started)
  })

  it('is given up when its sender sends nothing', async () => {
    const started = await start(side, { upload: (request) => request.resume() })
    const { hostname, port } = new URL(started.gateway.url)
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST ${outbox} HTTP/1.1\r\nHost: x\r\nAuthorization: ${started.authorization}\r\nContent-Length: 100\r\n\r\n`,
    )
    const answer = await new Promise<string>((resolve) =>
      socket.once('data', (data) => resolve(String(data))),
    )
    socket.destroy()
    expect(answer).toMatch(/^HTTP\/1\.1 408 The request did not arrive in time\r$/m)
    // Altinn 3 is not asked to make room for it.
    if (side === 'Altinn 3') expect(started.platform.asked).toEqual([])
    await expectNothingLeft(started)
  })

  it.each([
    [
      'breaks off',
      (request: IncomingMessage) => request.once('data', () => request.destroy()),
      502,
    ],
    ['stops reading', () => undefined, 504],
    ['has all of it and says nothing', (request: IncomingMessage) => request.resume(), 504],
    [
      'refuses it in the middle',
      (request: IncomingMessage, response: ServerResponse) =>
        request.once('data', () => {
          response.writeHead(400, { 'Content-Type': 'application/problem+json' })
          response.end('{"code":"BRO-00016"}')
        }),
      400,
    ],
  ] as const)('fails clearly when the platform %s', async (_, script, status) => {
    const started = await start(side, {
      upload: (request, response) => void script(request, response),
      status: () => 'Failed',
    })
    expect(await upload(started, 30)).toEqual({ status })
    await expectNothingLeft(started)
    if (side === 'Altinn 3') {
      expect(await logLine(started.gateway, 'send-file')).toMatchObject({ reference })
    }
  })

  it('is refused when it is longer than Altinn 2 took', async () => {
    const started = await start(side, { upload: (request) => request.resume() })
    const told = await upload(started, 1, { 'Content-Length': String(1024 ** 3 + 1) })
    expect(told.status).toBe(413)
    expect(started.platform.asked).toEqual([])
  })
})

describe('a file that Altinn 3 has, although its answer was lost', () => {
  it('counts as sent, so that nobody sends it again', async () => {
    let length = 0
    const started = await start('Altinn 3', {
      upload: (request) => {
        request.on('data', (chunk: Buffer) => (length += chunk.length))
        request.on('end', () => request.socket.destroy())
      },
      status: () => 'UploadProcessing',
      size: () => length,
    })
    expect(await upload(started, 3)).toEqual({ status: 201 })
    await expectNothingLeft(started)
  })
})

const many = (response: ServerResponse, megabytes: number): void => {
  response.writeHead(200, { 'Content-Length': String(megabytes * megabyte.length) })
  const write = (left: number): void => {
    if (left === 0) response.end()
    else if (!response.destroyed) response.write(megabyte, () => write(left - 1))
  }
  write(megabytes)
}

describe.each(['Altinn 2', 'Altinn 3'] as const)('a file on its way down from %s', (side) => {
  it('arrives whole', async () => {
    const started = await start(side, { download: (_, response) => many(response, 20) })
    expect(await fetchFile(started)).toEqual({
      status: 200,
      length: 20 * megabyte.length,
      isWhole: true,
    })
    await expectNothingLeft(started)
  })

  it.each([
    [
      'breaks off',
      (response: ServerResponse) => response.write(megabyte, () => response.destroy()),
    ],
    ['falls silent', (response: ServerResponse) => response.write(megabyte)],
  ] as const)('is never taken for whole when the platform %s', async (_, script) => {
    const started = await start(side, {
      download: (_request, response) => {
        response.writeHead(200, { 'Content-Length': String(10 * megabyte.length) })
        void script(response)
      },
    })
    const { status, isWhole } = await fetchFile(started)
    expect([status, isWhole]).toEqual([200, false])
    await expectNothingLeft(started)
  })

  it.each([
    ['breaks off', (response: ServerResponse) => response.destroy(), 502],
    ['falls silent', () => undefined, 504],
  ] as const)('fails clearly when the platform %s before it', async (_, script, status) => {
    const started = await start(side, { download: (_request, response) => void script(response) })
    expect((await fetchFile(started)).status).toBe(status)
    await expectNothingLeft(started)
  })

  it.each([
    ['goes', (response: IncomingMessage) => response.destroy()],
    ['does not read', (response: IncomingMessage) => response.pause()],
  ] as const)('is let go of when its reader %s', async (_, act) => {
    const cut = withResolvers()
    const started = await start(side, {
      download: (_request, response) => {
        response.on('close', () => cut.resolve())
        many(response, 200)
      },
    })
    let reader: IncomingMessage | undefined
    const fetched = fetchFile(started, (response) => {
      if (reader === undefined) act(response)
      reader = response
    })
    await cut.promise
    // Who does not read does not hear of the end either.
    reader?.resume()
    await expectNothingLeft(started)
    expect((await fetched).isWhole).toBe(false)
  })
})

describe('a file whose name ends in half a character', () => {
  it('is fetched all the same, as often as one likes', async () => {
    const started = await start('Altinn 3', {
      name: `${'x'.repeat(254)}\ud83d`,
      download: (_, response) => many(response, 1),
    })
    for (let turn = 0; turn < 2 * limits.underWay; turn += 1) {
      expect(await fetchFile(started)).toMatchObject({ status: 200, isWhole: true })
    }
    await expectNothingLeft(started)
  })
})

describe('a file that Altinn 3 does not give', () => {
  it.each([
    [
      'because it is not ready',
      (response: ServerResponse) => response.writeHead(403).end('{"code":"BRO-00007"}'),
      404,
    ],
    [
      'as it is, but compressed',
      (response: ServerResponse) =>
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
      502,
    ],
  ] as const)('%s, is clearly not there', async (_, script, status) => {
    const started = await start('Altinn 3', {
      download: (_request, response) => void script(response),
    })
    expect((await fetchFile(started)).status).toBe(status)
    await expectNothingLeft(started)
  })
})

describe('failures of every kind, one after another', () => {
  it.each(['Altinn 2', 'Altinn 3'] as const)('leave nothing behind: %s', async (side) => {
    let turn = 0
    const started = await start(side, {
      status: () => 'Failed',
      upload: (request, response) => {
        if (turn % 3 === 0) request.once('data', () => request.destroy())
        else if (turn % 3 === 1) request.once('data', () => response.writeHead(400).end('{}'))
        else request.resume().on('end', () => success(request, response))
      },
      download: (_request, response) => {
        if (turn % 2 === 0) response.write(megabyte, () => response.destroy())
        else many(response, 3)
      },
    })
    const round = async (): Promise<void> => {
      for (turn = 0; turn < 6; turn += 1) {
        await upload(started, 4)
        await upload(started, 4, {}, (place, socket) => {
          if (place === 2) socket.resetAndDestroy()
          return place < 2
        })
        await fetchFile(started)
        await fetchFile(started, (response) => response.destroy())
      }
    }
    await round()
    await expectNothingLeft(started)
    const before = count()
    for (let repeat = 0; repeat < (isLongRun ? 8 : 1); repeat += 1) await round()
    await expectNothingLeft(started)
    await expect.poll(() => count().sockets).toBeLessThanOrEqual(before.sockets + 2)
    await expect.poll(() => count().files).toBeLessThanOrEqual(before.files + 2)
    await expect.poll(() => count().timers).toBeLessThanOrEqual(before.timers + 4)
    expect(count().memory - before.memory).toBeLessThan(8 * megabyte.length)
  })
})

/** What this process, which is the gateway too, holds on to. */
function count(): Readonly<Record<'sockets' | 'timers' | 'files' | 'memory', number>> {
  collectGarbage()
  const resources = process.getActiveResourcesInfo()
  const of = (kind: string): number => resources.filter((name) => name === kind).length
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return {
    sockets: of('TCPSocketWrap'),
    timers: of('Timeout'),
    files: readdirSync('/proc/self/fd').length,
    memory: heapUsed + arrayBuffers,
  }
}
