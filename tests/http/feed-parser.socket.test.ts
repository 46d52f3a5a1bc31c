import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, Socket, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { boundParsing, stopParsing } from '../../src/http/server/feed-parser.ts'
import { GatheredRequest, piecesTaken } from '../../src/http/server/gathered-request.ts'
import { runs } from '../support/long-run.ts'

type Handle = (request: IncomingMessage, response: ServerResponse) => void

let handle: Handle
let underWay = 0
let mostUnderWay = 0
let broken: { code?: string; rawPacket?: Buffer; bytesParsed?: number }[] = []

const server = createServer({ IncomingMessage: GatheredRequest }, (request, response) => {
  underWay += 1
  mostUnderWay = Math.max(mostUnderWay, underWay)
  response.once('close', () => (underWay -= 1))
  handle(request, response)
})
boundParsing(server)
server.on('clientError', (error, socket) => {
  broken.push(error as (typeof broken)[number])
  if (socket instanceof Socket) stopParsing(socket, () => socket.end('broken'))
})

let port: number
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  mostUnderWay = 0
  broken = []
  handle = answerTarget
})

const answerTarget: Handle = ({ url }, response) => void response.end(`<${url}>`)
const get = (target: string): string => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`
const chunked = 'POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n'
const oneByteChunks = (count: number): string => '1\r\nx\r\n'.repeat(count)

/** Sends bytes, and reads until an answer has come for each target, or the connection has ended. */
async function send(bytes: string, answers = 1): Promise<string> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  socket.write(bytes)
  return readFrom(socket, answers)
}

async function readFrom(socket: Socket, answers: number): Promise<string> {
  let received = ''
  for await (const data of socket) {
    received += String(data)
    if (answersIn(received).length >= answers) break
  }
  return received
}

function answersIn(received: string): string[] {
  return [...received.matchAll(/<(.*?)>/g)].map(([, target = '']) => target)
}

/** Counts the requests that begin in each turn of the event loop. */
function countBegun(): { readonly inAll: () => number; readonly most: () => number } {
  const begun: number[] = []
  let turn = 0
  const count = (): void => {
    turn += 1
    if (server.listening) setImmediate(count).unref()
  }
  count()
  handle = (request, response) => {
    begun[turn] = (begun[turn] ?? 0) + 1
    answerTarget(request, response)
  }
  const counted = (): number[] => begun.filter(Boolean)
  return {
    inAll: () => counted().reduce((sum, one) => sum + one, 0),
    most: () => Math.max(...counted()),
  }
}

const targets = Array.from({ length: 600 }, (_, place) => `/${place}`)

describe('requests that come together on one connection', () => {
  it('are answered whole and in order, eight at a time', async () => {
    handle = (request, response) => setImmediate(() => answerTarget(request, response))
    const received = await send(targets.map(get).join(''), targets.length)
    expect(answersIn(received)).toEqual(targets)
    expect(mostUnderWay).toBe(8)
  })

  it('are counted behind a body whose head came in two parts, cut within its last line', async () => {
    handle = (request, response) => {
      request.resume().on('end', () => setImmediate(() => answerTarget(request, response)))
    }
    const head = `POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n`
    const pipelined = targets.slice(0, 100)
    const parts = [
      `${head}\r`,
      `\n${'x'.repeat(50_000)}`,
      'x'.repeat(10_000) + pipelined.map(get).join(''),
    ]
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    for (const part of parts) {
      socket.write(part)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(answersIn(await readFrom(socket, 101))).toEqual(['/body', ...pipelined])
    expect(mostUnderWay).toBe(8)
  })

  it('are all begun although the caller has ended what it sends', async () => {
    const begun: (string | undefined)[] = []
    handle = (request, response) => {
      begun.push(request.url)
      answerTarget(request, response)
    }
    const socket = connect(port, '127.0.0.1')
    socket.end(targets.map(get).join(''))
    await text(socket)
    expect(begun).toEqual(targets)
  })

  it('go on when their first answer was not read for a while', async () => {
    handle = ({ url }, response) => void response.end(`<${url}>${'x'.repeat(50_000)}`)
    const socket = connect(port, '127.0.0.1')
    socket.write(targets.slice(0, 30).map(get).join(''))
    await new Promise((resolve) => setTimeout(resolve, 50))
    const received = await readFrom(socket, 30)
    expect(answersIn(received)).toEqual(targets.slice(0, 30))
  })

  it('begin on few connections in one turn, when many connections bring one each', async () => {
    const begun = countBegun()
    await Promise.all(targets.slice(0, 150).map((target) => send(get(target))))
    expect(begun.inAll()).toBe(150)
    expect(begun.most()).toBeLessThanOrEqual(16)
  })

  it('wait for other connections after eight of them', async () => {
    const begun = countBegun()
    await Promise.all(
      Array.from({ length: 4 }, () => send(targets.map(get).join(''), targets.length)),
    )
    expect(begun.inAll()).toBe(4 * 600)
    expect(begun.most()).toBeLessThanOrEqual(16)
  })
})

describe('a body in many pieces', () => {
  it('is parsed in many turns, whose work is bounded for all connections together', async () => {
    const perTurn: number[] = []
    let before = piecesTaken()
    let isOver = false
    const count = (): void => {
      perTurn.push(piecesTaken() - before)
      before = piecesTaken()
      if (!isOver) setImmediate(count)
    }
    count()
    handle = (request, response) => {
      request.resume().on('end', () => answerTarget(request, response))
    }
    const body = `${chunked}${oneByteChunks(20_000)}0\r\n\r\n`
    const received = await Promise.all(Array.from({ length: 5 }, () => send(body)))
    isOver = true
    perTurn.push(piecesTaken() - before)
    expect(received.flatMap(answersIn)).toEqual(Array.from({ length: 5 }, () => '/c'))
    expect(perTurn.reduce((sum, one) => sum + one, 0)).toBe(100_000)
    expect(Math.max(...perTurn)).toBeLessThan(2_500)
  })

  it('is taken no further than some pieces before it is read', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => (handle = resolve))
    const socket = connect(port, '127.0.0.1')
    const before = piecesTaken()
    socket.write(`${chunked}${oneByteChunks(20_000)}0\r\n\r\n`)
    const request = await arrived
    await expect.poll(() => piecesTaken() - before).toBeGreaterThan(64)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(piecesTaken() - before).toBeLessThan(256)
    expect((await text(request)).length).toBe(20_000)
    socket.destroy()
  })

  it('is held in blocks while its reader pauses, and taken no further', async () => {
    const arrived = new Promise<IncomingMessage>((resolve) => (handle = resolve))
    const socket = connect(port, '127.0.0.1')
    const before = piecesTaken()
    socket.write(chunked + oneByteChunks(500_000))
    const request = await arrived
    request.once('data', () => request.pause())
    await expect.poll(() => request.socket.isPaused() && request.readableLength > 8_000).toBe(true)
    const [length, taken] = [request.readableLength, piecesTaken() - before]
    expect(taken).toBeLessThan(request.readableHighWaterMark + 24_000)
    let [blocks, read] = [0, 0]
    request.on('data', (block: Buffer) => {
      if (read >= length) return
      blocks += 1
      read += block.length
    })
    request.resume()
    await expect.poll(() => read).toBeGreaterThanOrEqual(length)
    expect(blocks).toBeLessThan(3 + length / 8_000)
    socket.destroy()
  })

  it('does not hold up a request of another connection', async () => {
    const turnsOf = async (work: Promise<unknown>): Promise<number> => {
      let [turns, isOver] = [0, false]
      const count = (): void => {
        turns += 1
        if (!isOver) setImmediate(count)
      }
      setImmediate(count)
      await work
      isOver = true
      return turns
    }
    handle = (request, response) => {
      request.resume().on('end', () => answerTarget(request, response))
    }
    const body = `${chunked}${oneByteChunks(20_000)}0\r\n\r\n`
    let left = 5
    const dear = Array.from({ length: 5 }, () => send(body).then(() => (left -= 1)))
    expect(await turnsOf(send(get('/quick')))).toBeLessThan(40)
    expect(left).toBe(5)
    await Promise.all(dear)
  })
})

describe('bytes that the parser refuses', () => {
  it('are reported with their line, behind requests that are answered', async () => {
    const received = await send(`${get('/a')}${get('/b')}GET /c HTTP/1.1\r\nHo st: x\r\n\r\n`, 3)
    expect(answersIn(received)).toEqual(['/a', '/b'])
    const [{ code, rawPacket, bytesParsed = 0 } = {}] = broken
    expect(code).toBe('HPE_INVALID_HEADER_TOKEN')
    const place = rawPacket?.toString('latin1', bytesParsed - 3, bytesParsed + 4)
    expect(place).toBe('\nHo st: x'.slice(0, 7))
  })

  it('end the reading: what stands behind them is no request', async () => {
    const received = await send(`${get('/a')}nonsense\r\n\r\n${get('/b')}`, 3)
    expect(answersIn(received)).toEqual(['/a'])
    expect(broken).toHaveLength(1)
  })
})

describe('a request that is the last of its connection', () => {
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  const coded = 'Transfer-Encoding: chunked\r\n'
  const head = (line: string, more: string): string => `${line}\r\nHost: x\r\n${more}\r\n`

  it.each([
    ['asks for an upgrade', 'GET /a HTTP/1.1', upgrade, ''],
    ['names another protocol alone', 'GET /a HTTP/1.1', 'Upgrade: h2c\r\n', ''],
    [
      'asks for an upgrade, with a body',
      'POST /a HTTP/1.1',
      `${upgrade}Content-Length: 4\r\n`,
      'body',
    ],
    ['asks for one, with chunks', 'POST /a HTTP/1.1', upgrade + coded, '4\r\nbody\r\n0\r\n\r\n'],
    [
      'has chunks in HTTP/1.0',
      'POST /a HTTP/1.0',
      `Connection: keep-alive\r\n${coded}`,
      '4\r\nbody\r\n0\r\n\r\n',
    ],
    [
      'has a coding before its chunks',
      'POST /a HTTP/1.1',
      'Transfer-Encoding: gzip, chunked\r\n',
      '4\r\nbody\r\n0\r\n\r\n',
    ],
  ])('is answered, and nothing behind it is read: it %s', async (_, line, more, body) => {
    const seen: string[] = []
    handle = (request, response) => {
      void text(request).then((read) => {
        seen.push(`${request.url} ${read}`)
        setImmediate(() => response.end(`<${request.url}>`))
      })
    }
    const bytes = head(line, more) + body + get('/b') + get('/c')
    const end = bytes.indexOf(get('/b'))
    // Also within the line that ends the chunks.
    const cuts = [1, 20, 60, 6, 5, 4, 3, 2, 1, 0, -1, -2].map((less, at) =>
      at < 3 ? less : end - less,
    )
    for (const cut of cuts) {
      const socket = connect(port, '127.0.0.1').setNoDelay(true)
      socket.write(bytes.slice(0, cut))
      await new Promise(setImmediate)
      socket.write(bytes.slice(cut))
      const received = await text(socket)
      expect([cut, answersIn(received)]).toEqual([cut, ['/a']])
      expect(received).toMatch(/\r\nConnection: close\r\n/)
    }
    expect(new Set(seen)).toEqual(new Set([`/a ${body === '' ? '' : 'body'}`]))
  })

  it('is answered behind those before it', async () => {
    const received = await send(get('/a') + head('GET /b HTTP/1.1', upgrade) + get('/c'), 3)
    expect(answersIn(received)).toEqual(['/a', '/b'])
  })
})

describe('the head of a request', () => {
  const headOf = (length: number, header: string): string => {
    const [start, end] = ['GET /h HTTP/1.1\r\nHost: x\r\n', 'Last: x\r\n\r\n']
    const count = Math.floor((length - start.length - end.length) / header.length)
    const filled = start + header.repeat(count) + end
    return filled.replace('Host: x', `Host: x${'x'.repeat(length - filled.length)}`)
  }
  const limit = 16 * 1024

  it.each([
    ['empty ones', 'a:\r\n'],
    ['short ones', 'a: b\r\n'],
    ['long ones', `X: ${'y'.repeat(996)}\r\n`],
  ])('has all its headers, or is refused for its bytes: %s', async (_, header) => {
    let last: string | undefined
    handle = (request, response) => {
      last = request.rawHeaders.at(-2)
      answerTarget(request, response)
    }
    expect(answersIn(await send(headOf(limit, header)))).toEqual(['/h'])
    expect(last).toBe('Last')
    expect(await send(headOf(limit + 1, header))).toBe('broken')
    expect(broken.map(({ code }) => code)).toEqual(['HPE_HEADER_OVERFLOW'])
  })

  it('is refused when so many bytes have come, before it has ended', async () => {
    expect(await send('\r\n'.repeat(limit))).toBe('broken')
    expect(await send(headOf(limit + 2, 'a:\r\n').slice(0, -1))).not.toContain('<')
    expect(answersIn(await send(get('/a').repeat(1_000), 1_000))).toHaveLength(1_000)
  })
})

describe('bytes of requests, however they are cut', () => {
  const body = fc.string({ unit: fc.constantFrom('a', '\r', '\n', '0', ' '), maxLength: 300 })
  const request = fc.oneof(
    fc.constant({ method: 'GET', body: '', sizes: [] as number[] }),
    fc.record({ method: fc.constant('POST'), body, sizes: fc.constant([] as number[]) }),
    fc.record({
      method: fc.constant('PUT'),
      body: body.filter((text) => text !== ''),
      sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    }),
  )

  function write({ method, body, sizes }: { method: string; body: string; sizes: number[] }) {
    const head = `${method} /x HTTP/1.1\r\nHost: x\r\n`
    if (method === 'GET') return `${head}\r\n`
    if (sizes.length === 0) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`
    let [chunks, rest] = ['', body]
    for (let place = 0; rest !== ''; place += 1) {
      const chunk = rest.slice(0, sizes[place % sizes.length])
      rest = rest.slice(chunk.length)
      chunks += `${chunk.length.toString(16)}\r\n${chunk}\r\n`
    }
    return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`
  }

  it('give the same requests with the same bodies', async () => {
    const all = fc.array(request, { minLength: 1, maxLength: 30 })
    const cuts = fc.array(fc.nat(), { maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(all, cuts, async (requests, cutAt) => {
        const seen: { method: string | undefined; body: string }[] = []
        handle = (received, response) => {
          const one = { method: received.method, body: '' }
          seen.push(one)
          received.on('data', (data: Buffer) => (one.body += data.toString('latin1')))
          received.on('end', () => response.end('<x>'))
        }
        const bytes = Buffer.from(requests.map(write).join(''), 'latin1')
        const socket = connect(port, '127.0.0.1').setNoDelay(true)
        const places = cutAt.map((cut) => cut % bytes.length).sort((a, b) => a - b)
        for (const [place, from] of [0, ...places].entries()) {
          socket.write(bytes.subarray(from, places[place]))
          await new Promise(setImmediate)
        }
        await readFrom(socket, requests.length)
        const sent = requests.map((one) => ({ method: one.method, body: one.body }))
        expect(seen).toEqual(sent)
      }),
      runs(40),
    )
  })
})
