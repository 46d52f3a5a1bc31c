import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { receiveBody, type Body } from '../../src/http/server/body.ts'
import { follow } from '../../src/http/server/caller-connection.ts'
import { boundParsing } from '../../src/http/server/feed-parser.ts'
import { GatheredRequest, piecesTaken } from '../../src/http/server/gathered-request.ts'
import { hasUnreadBody, lingerAfter } from '../../src/http/server/lingering-close.ts'
import { createSpool, type Spool } from '../../src/http/server/spool.ts'
import { runs } from '../support/long-run.ts'

const limit = 1024 * 1024
const share = { owner: '310385980', organization: '313876144' }
const folder = mkdtempSync(path.join(tmpdir(), 'spool-'))
let spool: Spool
let use: (body: Body | undefined, response: ServerResponse) => Promise<void>
let betweenBytes: number
let maxBytes: number | 'none'

const server = createServer({ IncomingMessage: GatheredRequest }, (request, response) => {
  void receive(request, response)
})
boundParsing(server)
server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
  void receive(request, response)
})

async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const connection = follow(request, response)
    const settings = { spool, betweenBytes }
    const body = receiveBody(request, response, { maxBytes, share }, connection, settings)
    await use(body, response)
  } catch (error) {
    if (!request.complete) lingerAfter(request)
    response.writeHead(500, { Connection: 'close' })
    response.end(error instanceof GatewayError ? error.code : String(error))
  }
}

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
  spool = createSpool(8 * limit, folder)
  betweenBytes = 5_000
  maxBytes = limit
  use = echo()
})

/** Looks into the body as told, then gives it back. */
function echo(look: (body: Body) => Promise<unknown> = () => Promise.resolve()) {
  return async (body: Body | undefined, response: ServerResponse): Promise<void> => {
    if (body === undefined) {
      response.end('no body')
      return
    }
    const seen = await look(body)
    response.setHeader('X-Seen', JSON.stringify(seen ?? null))
    await pipeline(body.stream(), response)
  }
}

interface Answer {
  readonly body: Buffer
  readonly seen: unknown
}

/** Sends the pieces one by one, in chunks or with a length. */
function call(pieces: readonly Buffer[], headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = send({ ...url, method: 'POST', headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const seen = JSON.parse(String(response.headers['x-seen'] ?? 'null')) as unknown
        resolve({ body: Buffer.concat(chunks), seen })
      })
    })
    request.on('error', reject).setNoDelay(true)
    const write = (place: number): void => {
      const piece = pieces[place]
      if (piece === undefined) request.end()
      else request.write(piece, () => setImmediate(() => write(place + 1)))
    }
    write(0)
  })
}

function split(whole: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % (whole.length + 1)))].sort((a, b) => a - b)
  return [0, ...at].map((from, place) => whole.subarray(from, at[place] ?? whole.length))
}

const cuts = fc.array(fc.nat(), { maxLength: 8 })
const names = ['ServiceCode', 'ServiceEdition']

describe('a body', () => {
  it('arrives byte for byte, however it is cut and wherever it was looked into', async () => {
    const bytes = fc
      .tuple(fc.uint8Array({ maxLength: 4_000 }), fc.integer({ min: 0, max: 60 }))
      .map(([piece, times]) => Buffer.concat(Array.from({ length: times }, () => piece)))
    const looks = fc.constantFrom<(body: Body) => Promise<unknown>>(
      () => Promise.resolve(),
      (body) => body.hasBytes(),
      (body) => body.peekTopLevel(names),
      async (body) => [await body.hasBytes(), await body.peekTopLevel(names)],
    )
    const types = fc.constantFrom('application/json', 'text/xml', 'application/zip')
    await fc.assert(
      fc.asyncProperty(
        bytes,
        cuts,
        looks,
        types,
        fc.boolean(),
        async (whole, at, look, type, isSized) => {
          use = echo(look)
          const length = isSized ? { 'Content-Length': String(whole.length) } : {}
          const answer = await call(split(whole, at), { 'Content-Type': type, ...length })
          const isAnnounced = !isSized || whole.length > 0
          expect(answer.body.toString('latin1')).toBe(
            isAnnounced ? whole.toString('latin1') : 'no body',
          )
        },
      ),
      runs(40),
    )
  })

  const filler = fc.integer({ min: 0, max: 200_000 }).map((length) => 'x'.repeat(length))

  it('shows its service wherever that stands in JSON, and arrives whole', async () => {
    await fc.assert(
      fc.asyncProperty(filler, filler, cuts, fc.nat(2), async (before, after, at, place) => {
        const members: [string, unknown][] = [
          ['Before', before],
          ['Nested', { ServiceCode: 'no' }],
          ['After', after],
        ]
        members.splice(place, 0, ['ServiceCode', '5012'], ['ServiceEdition', 171208])
        const whole = Buffer.from(JSON.stringify(Object.fromEntries(members)))
        use = echo((body) => body.peekTopLevel(names))
        const answer = await call(split(whole, at), { 'Content-Type': 'application/hal+json' })
        expect(answer.seen).toEqual({
          found: { ServiceCode: '5012', ServiceEdition: '171208' },
          repeated: [],
        })
        expect(answer.body.equals(whole)).toBe(true)
      }),
      runs(20),
    )
  })

  it('shows its service wherever that stands in XML, and arrives whole', async () => {
    await fc.assert(
      fc.asyncProperty(filler, filler, cuts, fc.nat(2), async (before, after, at, place) => {
        const members = [
          `<Before>${before}</Before>`,
          '<Nested><ServiceCode>no</ServiceCode></Nested>',
          `<After>${after}</After>`,
        ]
        members.splice(
          place,
          0,
          '<m:ServiceCode>5012</m:ServiceCode><ServiceEdition>1</ServiceEdition>',
        )
        const whole = Buffer.from(`<Message xmlns:m="x">${members.join('\n')}</Message>`)
        use = echo((body) => body.peekTopLevel(names))
        const answer = await call(split(whole, at), { 'Content-Type': 'application/xml' })
        expect(answer.seen).toEqual({
          found: { ServiceCode: '5012', ServiceEdition: '1' },
          repeated: [],
        })
        expect(answer.body.equals(whole)).toBe(true)
      }),
      runs(20),
    )
  })

  it('is read no further than the service that it names', async () => {
    let lengthAtLook = 0
    use = echo(async (body) => {
      await body.peekTopLevel(names)
      lengthAtLook = body.length()
    })
    const start = Buffer.from('{"ServiceCode":"1","ServiceEdition":2,"Rest":"')
    const rest = Buffer.from(`${'x'.repeat(900_000)}"}`)
    const answer = await call([start, rest], { 'Content-Type': 'application/json' })
    expect(lengthAtLook).toBeLessThan(200_000)
    expect(answer.body.equals(Buffer.concat([start, rest]))).toBe(true)
  })

  it('says nothing of what cannot be read: compressed, or of another type', async () => {
    use = echo((body) => body.peekTopLevel(names))
    const whole = [Buffer.from('{"ServiceCode":"1","ServiceEdition":2}')]
    const nothing = { found: {}, repeated: [] }
    const gzip = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' }
    expect((await call(whole, gzip)).seen).toEqual(nothing)
    expect((await call(whole, { 'Content-Type': 'text/plain' })).seen).toEqual(nothing)
    expect((await call(whole, {})).seen).toEqual(nothing)
  })

  it('tells which member says two things', async () => {
    use = echo((body) => body.peekTopLevel(names))
    const whole = [Buffer.from('{"ServiceCode":"1","SERVICECODE":"2","ServiceEdition":2}')]
    const answer = await call(whole, { 'Content-Type': 'application/json' })
    expect(answer.seen).toEqual({ found: { ServiceEdition: '2' }, repeated: ['ServiceCode'] })
  })

  it('needs no disk for its first piece, however long that is', async () => {
    spool = createSpool(0, folder)
    use = echo((body) => body.hasBytes())
    const whole = Buffer.alloc(limit, 'x')
    for (let turn = 0; turn < 10; turn += 1) {
      expect((await call([whole], {})).body.equals(whole)).toBe(true)
    }
  })

  it('may be empty although it was announced', async () => {
    use = echo((body) => body.hasBytes())
    const answer = await call([], { 'Transfer-Encoding': 'chunked' })
    expect([answer.seen, answer.body.length]).toEqual([false, 0])
  })
})

describe('a body is refused', () => {
  const tooMuch = Buffer.alloc(limit + 1, 'x')

  it('by its announced length before a byte is taken', async () => {
    const answer = await call([tooMuch], { 'Content-Length': String(tooMuch.length) })
    expect(answer.body.toString()).toBe('BODY_TOO_LARGE')
  })

  it('by what has come when nothing was announced, also while it is being looked into', async () => {
    use = echo((body) => body.peekTopLevel(names))
    const answer = await call([Buffer.from('{"a":"'), tooMuch], { 'Content-Type': 'text/json' })
    expect(answer.body.toString()).toBe('BODY_TOO_LARGE')
  })

  it('when there is no room left to hold it back', async () => {
    spool = createSpool(100_000, folder)
    use = echo((body) => body.peekTopLevel(names))
    const long = Buffer.from(`{"a":"${'x'.repeat(500_000)}","ServiceCode":"1"}`)
    const answer = await call([long], { 'Content-Type': 'application/json' })
    expect(answer.body.toString()).toBe('SPOOL_FULL')
  })

  it('when it is coded in more ways than one', async () => {
    const answer = await call([Buffer.from('x')], { 'Transfer-Encoding': 'gzip, chunked' })
    expect(answer.body.toString()).toBe('REQUEST_MALFORMED')
  })

  it('when the folder for it is gone', async () => {
    spool = createSpool(limit, path.join(folder, 'gone'))
    use = echo((body) => body.peekTopLevel(names))
    const long = Buffer.from(`{"a":"${'x'.repeat(500_000)}","ServiceCode":"1"}`)
    const answer = await call([long], { 'Content-Type': 'application/json' })
    expect(answer.body.toString()).toBe('SPOOL_FULL')
  })

  it.each([
    ['stops', 0],
    ['sends a byte now and then', 20],
  ])('when its caller %s', async (_, everyMilliseconds) => {
    betweenBytes = 200
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(url.port, url.hostname)
      socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc')
      const drip = everyMilliseconds > 0 && setInterval(() => socket.write('x'), everyMilliseconds)
      let received = ''
      socket.on('data', (data) => (received += String(data)))
      socket.on('close', () => {
        if (drip) clearInterval(drip)
        resolve(received)
      })
      use = async (body) => {
        await text(body?.stream() ?? Readable.from([]))
      }
    })
    expect(answer).toContain('TIMED_OUT')
  })
})

describe('what is held back', () => {
  it('leaves no file behind, whether it is sent on, refused or abandoned', async () => {
    const room = createSpool(1_200_000, folder)
    spool = room
    const long = Buffer.from(`{"a":"${'x'.repeat(500_000)}","ServiceCode":"1"}`)
    const headers = { 'Content-Type': 'application/json' }
    for (let turn = 0; turn < 3; turn += 1) {
      use = echo((body) => body.peekTopLevel(names))
      expect((await call([long], headers)).body.equals(long)).toBe(true)
      use = async (body) => {
        await body?.peekTopLevel(names)
        throw new GatewayError('NOT_FOUND')
      }
      expect((await call([long], headers)).body.toString()).toBe('NOT_FOUND')
      await abandon(long)
    }
    expect(readdirSync(folder)).toEqual([])
    await expect.poll(() => room.used()).toBe(0)
  })

  it('is given back when the caller leaves in the moment in which the file is made', async () => {
    const made: (() => void)[] = []
    const real = createSpool(600_000, folder)
    spool = {
      ...real,
      open: async () => {
        await new Promise<void>((resolve) => made.push(resolve))
        return real.open(share)
      },
    }
    const ended: Promise<unknown>[] = []
    use = async (body) => {
      ended.push(body?.peekTopLevel(['Never']).catch(() => undefined) ?? Promise.resolve())
      await ended[0]
    }
    const socket = connect(url.port, url.hostname)
    socket.write(
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/json\r\nContent-Length: 900000\r\n\r\n',
    )
    socket.write(Buffer.from(`{"a":"${'x'.repeat(300_000)}`))
    await expect.poll(() => made.length).toBe(1)
    socket.destroy()
    await pause(100)
    made[0]?.()
    await Promise.all(ended)
    await expect.poll(() => real.used()).toBe(0)
  })

  /** Leaves half-way, and waits until the room that was taken is free again. */
  async function abandon(long: Buffer): Promise<void> {
    let ended: Promise<unknown> = Promise.resolve()
    use = async (body) => {
      ended = body?.peekTopLevel(['Never']).catch(() => undefined) ?? ended
      await ended
    }
    const socket = connect(url.port, url.hostname)
    socket.write(
      `POST / HTTP/1.1\r\nHost: x\r\nContent-Type: text/json\r\nContent-Length: 900000\r\n\r\n`,
    )
    socket.write(long)
    await pause(100)
    socket.destroy()
    await ended
  }
})

describe('a caller who waits for 100 Continue', () => {
  it('hears it when the body is wanted, not before', async () => {
    const seen: string[] = []
    use = async (body, response) => {
      await pause(50)
      seen.push('wanted')
      await echo()(body, response)
    }
    const answer = await new Promise<string>((resolve, reject) => {
      const headers = { Expect: '100-continue', 'Content-Length': '3' }
      const request = send({ ...url, method: 'POST', headers, agent: false }, (response) => {
        response.on('data', (data) => resolve(String(data)))
      })
      request.on('error', reject).on('continue', () => {
        seen.push('continue')
        request.end('abc')
      })
      request.flushHeaders()
    })
    expect([...seen, answer]).toEqual(['wanted', 'continue', 'abc'])
  })
})

describe('a body that the operation does not take', () => {
  const oneByteChunks = (count: number): string => '1\r\nx\r\n'.repeat(count)
  const chunked = 'GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
  /** Answers when `answer` is called, so that the body comes before. */
  function hold(): () => void {
    let answer = (): void => undefined
    const answered = new Promise<void>((resolve) => (answer = resolve))
    maxBytes = 'none'
    use = async (body, response) => {
      await answered
      if (hasUnreadBody(response.req)) {
        lingerAfter(response.req)
        response.setHeader('Connection', 'close')
      }
      response.end(body === undefined ? 'none' : 'some')
    }
    return answer
  }

  it('is thrown away when it is short, and the connection serves on', async () => {
    const answer = hold()
    const before = piecesTaken()
    const socket = connect(url.port, url.hostname)
    const twice = `${chunked}${oneByteChunks(60)}0\r\n\r\n`.repeat(2)
    socket.write(twice)
    await expect.poll(() => piecesTaken() - before).toBe(120)
    await pause(10)
    answer()
    let received = ''
    for await (const data of socket) {
      received += String(data)
      if (received.split('none').length === 3) break
    }
    expect(received.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
    expect(received).not.toMatch(/connection: close/i)
  })

  it('is not taken from its caller beyond a limit, and the connection ends', async () => {
    const answer = hold()
    const before = piecesTaken()
    const socket = connect(url.port, url.hostname)
    socket.write(chunked + oneByteChunks(200_000))
    await expect.poll(() => piecesTaken() - before).toBeGreaterThan(64)
    await pause(100)
    expect(piecesTaken() - before).toBeLessThan(600)
    answer()
    const received = await text(socket)
    expect(received).toMatch(/^HTTP\/1\.1 200 [^]*connection: close[^]*none$/i)
  })

  it('is not asked for with 100 Continue', async () => {
    hold()()
    const socket = connect(url.port, url.hostname)
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n')
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })
})
