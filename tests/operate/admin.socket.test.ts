import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLogger } from '../../src/runtime/log.ts'
import { createAdminPort } from '../../src/operate/admin.ts'
import { http } from '../support/network/http.ts'

const canary = '26899299344'

const notAsked = (): never => {
  throw new Error('not asked')
}

it('[94] strikes an identity number from the list of callers, wherever it came from', async () => {
  const caller = {
    endpoint: 'end-user/broker-inbox/list-inbox-files',
    owner: canary,
    organisation: '313876144',
    client: `eidas-${canary}`,
    code: 'SCOPE_MISSING' as const,
    error: 'SCOPE_MISSING' as const,
    refused: false,
    missingScopes: [`altinn:${canary}`],
    requests: 1,
    last: '2026-11-22T12:00:00.000Z',
  }
  const admin = createAdminPort({
    host: '127.0.0.1',
    token: undefined,
    missing: () => [],
    ill: () => [],
    refusedCallers: { list: () => [caller], dropped: () => 0 },
    openSubmissions: { list: () => [], inProgress: () => 0 },
    decide: notAsked,
    register: notAsked,
    metrics: { contentType: 'text/plain', text: notAsked },
    log: createLogger('silent'),
  })
  const url = await admin.listen({ port: 0, host: '127.0.0.1' })
  try {
    const { status, body } = await http(url, '/refused-callers')
    expect(status).toBe(200)
    expect(JSON.parse(body)).toEqual({
      callers: [
        {
          ...caller,
          owner: '***********',
          client: 'eidas-***********',
          missingScopes: ['altinn:***********'],
        },
      ],
      dropped: 0,
    })
  } finally {
    await admin.close()
  }
})

const metrics = {
  contentType: 'text/plain; version=0.0.4; charset=utf-8',
  // Digits of a measured value, which must stay a number.
  text: () => Promise.resolve('a_sum 26.899299344\n'),
}

describe('an admin port that asks for a token', () => {
  const lines: string[] = []
  const admin = createAdminPort({
    host: '0.0.0.0',
    token: 'a-secret-of-some-length',
    missing: () => [],
    ill: () => [],
    refusedCallers: { list: () => [], dropped: () => 0 },
    openSubmissions: { list: () => [], inProgress: () => 0 },
    decide: notAsked,
    register: notAsked,
    metrics,
    log: createLogger('error', { write: (line) => void lines.push(line) }),
  })
  const bearer = { authorization: 'Bearer a-secret-of-some-length' }
  let url: string
  beforeAll(async () => {
    url = await admin.listen({ port: 0, host: '127.0.0.1' })
  })
  afterAll(() => admin.close())

  it.each<[string, string, Record<string, string>, number]>([
    ['GET', '/health/live', {}, 200],
    ['HEAD', '/health/ready', {}, 200],
    ['POST', '/health/live', {}, 405],
    ['POST', '/register', { 'content-type': 'application/json, application/hal+json' }, 405],
    ['QUERY', '/register', {}, 405],
    ['OPTIONS', '*', {}, 405],
    ['GET', '*', {}, 401],
    ['GET', '/refused-callers', {}, 401],
    ['GET', '/refused-callers', bearer, 200],
    ['GET', '/none', {}, 401],
    ['GET', '/none', bearer, 404],
    ['GET', '/%zz', bearer, 404],
    ['GET', '/health/%6cive', bearer, 404],
    ['GET', 'http://any.example/health/live', bearer, 404],
  ])('answers %s %s %j with %i, in its own form', async (method, path, headers, status) => {
    const answer = await http(url, path, { method, headers })
    expect(answer.status).toBe(status)
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'no-store',
    })
    if (method !== 'HEAD') expect(JSON.parse(answer.body)).not.toHaveProperty('code')
  })

  it('shows the metrics without a token, as they are, to GET alone', async () => {
    const { status, headers, body } = await http(url, '/metrics')
    expect([status, headers['content-type'], body]).toEqual([
      200,
      metrics.contentType,
      'a_sum 26.899299344\n',
    ])
    expect((await http(url, '/metrics', { method: 'POST' })).status).toBe(405)
    expect((await http(url, '/%6detrics', { headers: bearer })).status).toBe(404)
  })

  it('says nothing of a page that fails, and logs where it failed', async () => {
    const answer = await http(url, '/register', { headers: bearer })
    expect([answer.status, JSON.parse(answer.body)]).toEqual([500, { status: 'unexpected error' }])
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'unexpected error',
    ])
  })
})
