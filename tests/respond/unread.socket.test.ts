import { connect } from 'node:net'
import { fastify, type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { respond } from '../../src/respond/respond.ts'
import { Shares } from '../../src/runtime/shares.ts'
import { http } from '../support/network/http.ts'

const megabyte = 1024 * 1024
/** More than the operating system takes for a connection. */
const answer = { kind: 'value', value: 'x'.repeat(12 * megabyte) } as const

let app: FastifyInstance
let url: string
let unread: Shares
beforeEach(async () => {
  unread = new Shares(40 * megabyte)
  const settings = { publicUrl: 'https://gateway.example', betweenBytes: 1_000, unread }
  app = fastify({ forceCloseConnections: true })
  app.decorateRequest('actsFor', undefined)
  app.get('/', async (_request, reply) => {
    try {
      await respond(reply, { status: 200, body: answer }, settings)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      await reply.code(503).send(error.code)
    }
    return reply
  })
  url = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => app.close())

it('refuses long answers while others lie unread, and gives their room back', async () => {
  const { hostname, port } = new URL(url)
  const silent = connect(Number(port), hostname).pause()
  silent.write('GET / HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n')
  await expect.poll(() => unread.used).toBeGreaterThan(12 * megabyte)
  expect((await http(url, '/')).body).toBe('BUSY')
  silent.destroy()
  await expect.poll(() => unread.used).toBe(0)
  expect((await http(url, '/')).status).toBe(200)
  await expect.poll(() => unread.used).toBe(0)
})
