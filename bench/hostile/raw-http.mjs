// Requests that no client library would send: the bytes, and when they go out, are the attack's.
import { connect } from 'node:net'

/** One connection, and the status of the first answer on it. */
export function open(url) {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => undefined)
  return socket
}

export function headOf(method, path, token, headers = {}) {
  const lines = Object.entries({
    Host: 'gateway.example',
    Authorization: `Bearer ${token}`,
    Accept: '*/*',
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`
}

/** The first answer's status, or `no answer` once the connection has ended. */
export function statusOf(socket) {
  return new Promise((resolve) => {
    let text = ''
    const read = (chunk) => {
      text += chunk.toString('latin1')
      const [, status] = /^HTTP\/1\.1 (\d{3}) [^]*?\r\n\r\n/.exec(text) ?? []
      if (status === '100') text = text.slice(text.indexOf('\r\n\r\n') + 4)
      else if (status !== undefined) resolve(status)
    }
    socket.on('data', read).once('close', () => resolve('no answer'))
  })
}

/** Resolves once the bytes have left, or the connection has. */
export function send(socket, bytes) {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    socket.once('close', resolve)
    socket.write(bytes, () => {
      socket.off('close', resolve)
      resolve()
    })
  })
}

/** How often each was answered: `{ 200: 97, 503: 3 }`. */
export function tally(answers) {
  const counts = {}
  for (const answer of answers) counts[answer] = (counts[answer] ?? 0) + 1
  return counts
}

/** Bytes as chunks of `length` bytes each, with the last chunk. */
export function inChunks(bytes, length = 1) {
  const parts = []
  for (let at = 0; at < bytes.length; at += length) {
    const part = bytes.subarray(at, at + length)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
