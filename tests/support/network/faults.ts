import type { Socket } from 'node:net'
import { answerBytes, scriptedServer, type ScriptedServer } from './scripted-server.ts'

/** Something that is wrong with a platform. */
export interface Fault {
  readonly name: string
  /** An address to call; else the script's. */
  readonly origin?: (scripted: string) => string
  readonly script: (socket: Socket) => void
  /** Limits of the gateway that make the wait short. */
  readonly limits?: Readonly<Record<string, number>>
}

const json = { 'Content-Type': 'application/json' }
const half = '{"data":[{"id":"0198c1de'
const isSilent = (): void => undefined

function answers(status: string, headers: Record<string, string> = {}, body = '{}') {
  return (socket: Socket): void => {
    socket.write(answerBytes(`HTTP/1.1 ${status}`, { ...json, ...headers }, body))
  }
}

function begins(end: (socket: Socket) => void) {
  return (socket: Socket): void => {
    socket.write(answerBytes('HTTP/1.1 200 OK', { ...json, 'Content-Length': '1000' }, half), () =>
      end(socket),
    )
  }
}

/** Each does the same to every call. */
export const faults: readonly Fault[] = [
  { name: 'refused', script: isSilent, origin: () => 'http://127.0.0.1:1' },
  // A label of 64 letters is no name (RFC 1035): no name server need be there to say so.
  { name: 'no such host', script: isSilent, origin: () => `https://${'x'.repeat(64)}.invalid` },
  { name: 'no TLS', script: isSilent, origin: (scripted) => scripted.replace('http:', 'https:') },
  {
    name: 'reset before the head',
    script: (socket) => void socket.resetAndDestroy(),
  },
  {
    name: 'reset in the body',
    script: begins((socket) => setTimeout(() => socket.resetAndDestroy(), 20)),
  },
  { name: '429, Retry-After: 7', script: answers('429 Too Many Requests', { 'Retry-After': '7' }) },
  { name: '500', script: answers('500 Internal Server Error') },
  { name: '502', script: answers('502 Bad Gateway') },
  { name: '503', script: answers('503 Service Unavailable') },
  { name: '503, Retry-After: 60', script: answers('503 Unavailable', { 'Retry-After': '60' }) },
  { name: '504', script: answers('504 Gateway Timeout') },
  { name: 'not HTTP', script: (socket) => void socket.end('hello, who is there?\r\n\r\n') },
  {
    name: 'HTML with 200',
    script: answers('200 OK', { 'Content-Type': 'text/html' }, '<h1>Maintenance</h1>'),
  },
  { name: 'half a document', script: answers('200 OK', {}, half) },
]

/** The same, for those that make a caller wait. */
export const slowFaults: readonly Fault[] = [
  {
    // TLS begins and is never answered: the connection is never there.
    name: 'no connection in time',
    script: isSilent,
    origin: (scripted) => scripted.replace('http:', 'https:'),
    limits: { connectMs: 100 },
  },
  { name: 'no head in time', script: isSilent, limits: { firstByteMs: 1_000 } },
  {
    name: 'no end in time',
    script: begins(isSilent),
    limits: { firstByteMs: 1_000, betweenBytesMs: 1_000 },
  },
]

export interface Faulty {
  readonly origin: string
  readonly server: ScriptedServer
}

export async function startFaulty({ name, script, origin = same }: Fault): Promise<Faulty> {
  const server = await scriptedServer(script, name === 'no TLS' ? refuseTls : undefined)
  return { origin: origin(server.url), server }
}

function refuseTls(socket: Socket): void {
  socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
}

function same(origin: string): string {
  return origin
}
