import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BrokenRequest } from '../../src/receive/broken-request.ts'
import { createServer } from '../../src/receive/server.ts'

let noted: BrokenRequest[] = []
let sockets: Socket[] = []
let silenceAllowed: (number | undefined)[] = []
const app = createServer({
  methodsAt: () => ['GET'],
  noteBroken: (broken) => {
    noted.push(broken)
    return { 'X-Request-Id': `id${noted.length}` }
  },
  write: ({ code }, headers) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    return Buffer.from(`HTTP/1.1 ${code}\r\n${lines.join('')}\r\n`)
  },
})
app.server.on('connection', (socket: Socket) => sockets.push(socket))
app.get('/', ({ raw }, reply) => {
  silenceAllowed.push(raw.socket.timeout)
  return reply.send('<answer>')
})

let port: number
beforeAll(async () => {
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as AddressInfo).port
})
beforeEach(() => {
  noted = []
  sockets = []
  silenceAllowed = []
})
afterAll(() => app.close())

const get = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
const lastGet = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'

function open(bytes: string): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes)
  return socket
}

describe('a connection', () => {
  it('may be idle for longer between requests than the pools of IIS keep it', async () => {
    const socket = open(get)
    let received = ''
    socket.on('data', (data) => (received += String(data)))
    await expect.poll(() => received).toContain('<answer>')
    expect(received).toContain('\r\nKeep-Alive: timeout=125\r\n')
    // Node 24 adds a second.
    await expect.poll(() => sockets[0]?.timeout).toBeGreaterThanOrEqual(125_000)
    expect(sockets[0]?.timeout).toBeLessThanOrEqual(126_000)
    socket.write(lastGet)
    await expect.poll(() => silenceAllowed).toHaveLength(2)
    socket.destroy()
  })

  it('may be silent while a request is under way for no less than between requests', async () => {
    await text(open(get + lastGet))
    expect(silenceAllowed).toEqual([130_000, 130_000])
  })
})

describe('a request that Node answers by itself elsewhere', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n', 400, 'REQUEST_MALFORMED', 'HPE_INVALID_METHOD'],
    ['CONNECT', 'CONNECT x:1 HTTP/1.1\r\n\r\n', 400, 'REQUEST_MALFORMED', 'CONNECT'],
    [
      'many headers',
      `GET / HTTP/1.1\r\n${'a:\r\n'.repeat(5_000)}\r\n`,
      431,
      'HEADERS_TOO_LARGE',
      'HPE_HEADER_OVERFLOW',
    ],
  ])('is noted once, and answered with its id: %s', async (_, bytes, status, error, cause) => {
    expect(await text(open(bytes))).toContain(`${error}\r\nX-Request-Id: id1\r\n`)
    expect(noted).toEqual([{ status, error, cause }])
  })

  it('is noted once, and answered with its id: a head that does not end', async () => {
    const socket = open('GET / HTTP/1.1\r\n')
    await expect.poll(() => sockets[0]?.bytesRead).toBeGreaterThan(0)
    // As Node does after `headersTimeout`.
    const late = Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    app.server.emit('clientError', late, sockets[0])
    expect(await text(socket)).toContain('TIMED_OUT\r\nX-Request-Id: id1\r\n')
    expect(noted).toEqual([{ status: 408, error: 'TIMED_OUT', cause: late.code }])
  })

  it.each([
    ['an expectation that Node does not know', 'Host: x\r\nExpect: 200-ok\r\n'],
    ['a host that is missing', ''],
  ])('becomes a request of ours: %s', async (_, headers) => {
    const received = await text(open(`GET / HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`))
    // Without a host, its address is that of no row; what is said of it is the surface's.
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(noted).toEqual([])
  })

  it('is not noted where it has been reset', async () => {
    const socket = open('GET / HTTP/1.1\r\n')
    await expect.poll(() => sockets[0]?.bytesRead).toBeGreaterThan(0)
    socket.resetAndDestroy()
    await expect.poll(() => sockets[0]?.destroyed).toBe(true)
    expect(noted).toEqual([])
  })
})
