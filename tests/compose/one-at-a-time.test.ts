import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { GatewayError } from '../../src/errors.ts'
import { createInTurn } from '../../src/replicas/in-turn.ts'
import { answerError } from '../../src/respond/answer-error.ts'

it('answers 503, with a time and advice, when eight works of one key are in line', async () => {
  const perform = createInTurn()
  let end = (): void => undefined
  const held = new Promise<void>((resolve) => {
    end = resolve
  })
  const inLine = Array.from({ length: 8 }, () => perform('draft', () => held))
  const server = Fastify()
  server.get('/', async (_request, reply) => {
    const error: unknown = await perform('draft', () => held).catch((refusal: unknown) => refusal)
    if (!(error instanceof GatewayError)) throw new Error('the ninth was not refused')
    answerError(error, reply, undefined, { statusCompat: true, publicUrl: '' })
    return reply
  })
  const { statusCode, headers, body } = await server.inject('/')
  expect(statusCode).toBe(503)
  expect(headers['retry-after']).toBe('5')
  expect(body).toContain('Wait as long as Retry-After says, then try again.')
  // Another draft does not wait for this one.
  await expect(perform('other draft', () => Promise.resolve('done'))).resolves.toBe('done')
  end()
  await Promise.all(inLine)
  await expect(perform('draft', () => Promise.resolve('done'))).resolves.toBe('done')
  await server.close()
})
