import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { follow, type CallerConnection } from '../../src/http/server/caller-connection.ts'

it('lets go of few callers in one turn of the event loop, when many leave at once', async () => {
  const connections: CallerConnection[] = []
  const perTurn: number[] = []
  let left = 0
  const server = createServer((request, response) => {
    const connection = follow(request, response)
    connections.push(connection)
    connection.onEnd((isWhole) => {
      if (!isWhole) left += 1
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const callers = Array.from({ length: 60 }, () => connect(port, '127.0.0.1'))
  for (const caller of callers) caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await expect.poll(() => connections.length).toBe(60)
  let before = 0
  const count = (): void => {
    perTurn.push(left - before)
    before = left
    if (server.listening) setImmediate(count)
  }
  count()
  for (const caller of callers) caller.destroy()
  await expect.poll(() => left).toBe(60)
  server.close()
  expect(Math.max(...perTurn)).toBeLessThanOrEqual(8)
  expect(connections.every((one) => one.hasGone() && one.signal().aborted)).toBe(true)
})

it('knows at once that a caller has gone, although its turn has not come', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const arrived = once(server, 'request')
  const caller = connect(port, '127.0.0.1')
  caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  const [request, response] = (await arrived) as Parameters<typeof follow>
  const connection = follow(request, response)
  expect(connection.hasGone()).toBe(false)
  request.socket.destroy()
  expect(connection.hasGone()).toBe(true)
  server.close()
})
