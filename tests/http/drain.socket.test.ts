import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDrain, type Drain } from '../../src/http/server/drain.ts'
import { boundParsing } from '../../src/http/server/feed-parser.ts'

const clock = { now: Date.now, pause: (time: number) => pause(time, undefined, { ref: false }) }
const open: ServerResponse[] = []
let handle: (request: IncomingMessage, response: ServerResponse) => void
let drain: Drain
let server: ReturnType<typeof createServer>
let port: number
let connections = 0

beforeEach(async () => {
  open.length = 0
  handle = (_request, response) => void open.push(response)
  drain = createDrain()
  server = createServer((...pair) => handle(...pair))
  drain.follow(server)
  connections = 0
  server.on('connection', () => (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  port = (server.address() as AddressInfo).port
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

function send(...targets: string[]): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.write(targets.map((target) => `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''))
  return socket
}

const answersIn = (received: string): string[] =>
  [...received.matchAll(/<(.*?)>/g)].map(([, target = '']) => target)

it('ends a connection behind the answer to a request that was under way', async () => {
  const socket = send('/a')
  await expect.poll(() => open.length).toBe(1)
  drain.closeBehindAnswers()
  open[0]?.end('<a>')
  expect(await text(socket)).toMatch(/connection: close[^]*<a>/i)
})

it('ends a connection behind the answer to a request that comes later, and takes new connections', async () => {
  const kept = send('/a')
  await expect.poll(() => open.length).toBe(1)
  open[0]?.end('<a>')
  const [first] = (await once(kept, 'data')) as [Buffer]
  expect(String(first)).toMatch(/connection: keep-alive/i)
  drain.closeBehindAnswers()
  handle = ({ url }, response) => void response.end(`<${url}>`)
  kept.write('GET /b HTTP/1.1\r\nHost: x\r\n\r\n')
  expect(await text(kept)).toMatch(/connection: close[^]*<\/b>/i)
  expect(await text(send('/c'))).toMatch(/connection: close[^]*<\/c>/i)
})

it('answers all requests that came together before it ends their connection', async () => {
  drain.closeBehindAnswers()
  const socket = send('/a', '/b', '/c')
  await expect.poll(() => open.length).toBe(3)
  for (const response of open) response.end(`<${response.req.url}>`)
  const received = await text(socket)
  expect(answersIn(received)).toEqual(['/a', '/b', '/c'])
  expect(received.match(/connection: close/gi)).toHaveLength(1)
})

it('waits for requests and for work without a connection, and cuts nothing then', async () => {
  const socket = send('/a')
  await expect.poll(() => open.length).toBe(1)
  let endWork = (): void => undefined
  drain.waitFor(new Promise<void>((resolve) => (endWork = resolve)))
  let cut: number | undefined
  server.close()
  const finished = drain.finish(10_000, clock).then((count) => (cut = count))
  open[0]?.end('<a>')
  await text(socket.end())
  expect(cut).toBeUndefined()
  endWork()
  await finished
  expect(cut).toBe(0)
})

it('answers requests that have come and not begun, although nothing else is under way', async () => {
  boundParsing(server)
  handle = ({ url }, response) => void response.end(`<${url}>`)
  const sockets = Array.from({ length: 100 }, (_, place) => send(`/${place}`))
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  await expect.poll(() => connections).toBe(100)
  drain.closeBehindAnswers()
  server.close()
  const received = Promise.all(sockets.map((socket) => text(socket)))
  expect(await drain.finish(1_000, clock)).toBe(0)
  expect((await received).flatMap(answersIn)).toHaveLength(100)
})

it('waits for the work of what it has cut, whose log lines come then', async () => {
  const socket = send('/a')
  await expect.poll(() => open.length).toBe(1)
  let isLogged = false
  const left = once(socket, 'close')
  drain.waitFor(left.then(() => pause(30)).then(() => (isLogged = true)))
  server.close()
  expect(await drain.finish(10, clock)).toBe(1)
  expect(isLogged).toBe(true)
})

it('counts a request whose head has come in part among those that it cuts', async () => {
  boundParsing(server)
  const half = connect(port, '127.0.0.1')
  half.write('GET /half HTTP/1.1\r\nHo')
  await expect.poll(() => connections).toBe(1)
  server.close()
  expect(await drain.finish(1_000, clock)).toBe(1)
  half.destroy()
})

it('keeps a connection open behind an answer that is not its last, whatever the framework says', async () => {
  drain.closeBehindAnswers()
  handle = (_request, response) => {
    response.setHeader('Connection', 'close')
    open.push(response)
  }
  const socket = send('/a', '/b')
  await expect.poll(() => open.length).toBe(2)
  for (const response of open) response.end(`<${response.req.url}>`)
  expect(answersIn(await text(socket))).toEqual(['/a', '/b'])
})

it('cuts what is under way when its time is up, so that half an answer looks like none', async () => {
  const half = send('/half')
  const silent = send('/silent')
  await expect.poll(() => open.length).toBe(2)
  for (const response of open) if (response.req.url === '/half') response.write('<half')
  await once(half, 'data')
  const reset = once(half, 'error')
  const ended = text(silent)
  server.close()
  expect(await drain.finish(10, clock)).toBe(2)
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }])
  expect(await ended).toBe('')
})
