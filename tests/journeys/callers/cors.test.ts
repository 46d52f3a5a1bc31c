import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const named = 'https://page.example'
const inbox = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'

describe('a page of an origin that the operator named', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({
      environment: { CORS_ORIGINS: `${named},http://localhost:1` },
    })
  })
  afterAll(() => gateway.close())

  it('is told what it may ask before it asks, without a token', async () => {
    const answer = await http(gateway.url, inbox, {
      method: 'OPTIONS',
      headers: {
        origin: named,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization,apikey',
      },
    })
    expect([answer.status, answer.body]).toEqual([204, ''])
    expect(answer.headers).toMatchObject({
      allow: 'GET, HEAD, OPTIONS',
      vary: 'Origin',
      'access-control-allow-origin': named,
      'access-control-allow-methods': 'GET, HEAD, OPTIONS',
      'access-control-max-age': '600',
    })
    const headers = String(answer.headers['access-control-allow-headers']).split(', ')
    expect(headers).toEqual(expect.arrayContaining(['authorization', 'apikey', 'content-type']))
    expect(answer.headers).not.toHaveProperty('access-control-allow-credentials')
  })

  it.each([
    ['Altinn 3', inbox, 'Origin, Accept'],
    ['Altinn 2', inbox.replace('4947', '4483'), 'Origin'],
  ])('may read what %s answers', async (_, path, vary) => {
    const authorization = `Bearer ${await gateway.token()}`
    const answer = await http(gateway.url, path, {
      headers: { origin: named, authorization, apikey: 'k' },
    })
    expect(answer.status).toBe(200)
    expect(answer.headers).toMatchObject({ 'access-control-allow-origin': named, vary })
    const exposed = answer.headers['access-control-expose-headers']
    for (const name of ['Location', 'X-Warning-LimitReached', 'X-Warning-ListPartial']) {
      expect(exposed).toContain(name)
    }
  })

  it('may read why it is refused', async () => {
    const answer = await http(gateway.url, inbox, { headers: { origin: named } })
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([401, named])
  })

  it.each(['https://other.example', `${named}.evil.example`, 'null', `${named}/`])(
    'is not one of another: %s',
    async (origin) => {
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await http(gateway.url, inbox, { method, headers: { origin } })
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
        expect(answer.headers).not.toHaveProperty('access-control-allow-methods')
        expect(String(answer.headers.vary).split(', ')).toContain('Origin')
      }
    },
  )

  it('learns the methods of a path that has several', async () => {
    const answer = await http(gateway.url, '/api/my/messages/a1', { method: 'OPTIONS' })
    expect(String(answer.headers.allow).split(', ').sort()).toEqual(
      ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PUT'].sort(),
    )
  })

  it('learns them from a refusal, too', async () => {
    const answer = await http(gateway.url, '/api/my/messages', { method: 'DELETE' })
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
  })

  it('finds nothing where there is nothing, and no way round the address rules', async () => {
    expect((await http(gateway.url, '/api/nothing', { method: 'OPTIONS' })).status).toBe(404)
    expect((await http(gateway.url, '/api/../x', { method: 'OPTIONS' })).status).toBe(400)
  })
})

describe('where no origin is named', () => {
  it('a page is told nothing', async () => {
    const gateway = await startTestGateway()
    try {
      const asked = { method: 'OPTIONS', headers: { origin: named } }
      const answer = await http(gateway.url, inbox, asked)
      expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD'])
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin')
      expect(answer.headers.vary).toBe('Accept')
    } finally {
      await gateway.close()
    }
  })
})
