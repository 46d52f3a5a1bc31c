import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { version } from '../../../src/config/version.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { eventually, virtualClock } from '../../support/virtual-clock.ts'

const inbox = '/api/my/brokerservice/inbox'
/** Is to move in 2099. */
const moving = `${inbox}?serviceCode=u7372&serviceEditionCode=1357`
const apikey = 'key'

interface Unready {
  readonly endpoint: string
  readonly code: string
  readonly refused: boolean
  readonly organisation: string
  readonly requests: number
  readonly error: string
}

const services = [
  {
    service: '4947/1',
    owner: 'ttd',
    moved: { to: 'broker', resource: 'acn-broker-02' },
  },
  {
    service: 'u7372/1357',
    owner: 'ttd',
    moved: { to: 'broker', resource: 'acn-broker-ser-1357' },
    since: '2099-01-01T00:00:00+01:00',
  },
]

describe('callers who would fail after the move', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ register: { services } })
  })
  afterAll(() => gateway.close())

  async function call(target: string, token: string): Promise<HttpAnswer> {
    return http(gateway.url, target, { headers: { authorization: `Bearer ${token}`, apikey } })
  }

  async function listed(filter = ''): Promise<readonly Unready[]> {
    const answer = await http(gateway.adminUrl, `/refused-callers${filter}`)
    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store'])
    return (JSON.parse(answer.body) as { callers: readonly Unready[] }).callers
  }

  it('are counted and listed while Altinn 2 still answers them, and nobody else is', async () => {
    expect(await listed()).toEqual([])
    const unready = await gateway.token({ scope: 'altinn:brokerservice.read' })
    for (let round = 0; round < 3; round += 1) {
      expect((await call(moving, unready)).status).toBe(200)
    }
    expect((await call(moving, await gateway.token())).status).toBe(200)
    expect(await listed()).toEqual([
      {
        endpoint: 'end-user/broker-inbox/list-inbox-files',
        service: 'u7372/1357',
        owner: 'ttd',
        organisation: organizations.customer.number,
        client: 'sandbox-client',
        code: 'SCOPE_MISSING',
        error: 'SCOPE_MISSING',
        refused: false,
        missingScopes: ['altinn:broker.read'],
        moves: '2098-12-31T23:00:00.000Z',
        requests: 3,
        last: expect.stringMatching(/^\d{4}-/) as string,
      },
    ])
    const lines = gateway
      .log()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { status?: number; missingScopes?: string[] })
    expect(lines.filter(({ missingScopes }) => missingScopes !== undefined)).toHaveLength(3)
    expect(lines.at(1)).toMatchObject({ status: 200, missingScopes: ['altinn:broker.read'] })
  })

  it('are those, too, whose calls nothing will answer', async () => {
    const token = await gateway.token({
      org: organizations.vendor.number,
      scope: 'altinn:enterpriseusers.read',
    })
    expect((await call('/api/enterpriseusers', token)).headers['x-served-by']).toBe('altinn2')
    expect(await listed(`?organisation=${organizations.vendor.number}`)).toMatchObject([
      { endpoint: 'enterprise/enterprise-users/list-enterprise-users', error: 'NOT_CONTINUED' },
    ])
  })

  it('are not those whom Altinn 3 answers already, or this gateway refuses', async () => {
    const before = await listed()
    const token = await gateway.token({ scope: 'altinn:brokerservice.read' })
    const moved = moving.replace('u7372', '4947').replace('1357', '1')
    expect((await call(moved, token)).status).toBe(403)
    expect((await listed()).filter(({ refused }) => !refused)).toEqual(before)
  })

  it('are found by service, owner and client', async () => {
    expect(await listed('?service=U7372/1357&owner=ttd')).toHaveLength(1)
    expect(await listed('?client=sandbox-client&owner=ttd')).toHaveLength(2)
    expect(await listed('?owner=skd')).toEqual([])
  })
})

describe('the list of them', () => {
  it('is closed off loopback, but to whoever has the token', async () => {
    const token = 'a-secret-of-some-length'
    const gateway = await startTestGateway({
      environment: { ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: token },
    })
    const admin = gateway.adminUrl.replace('0.0.0.0', '127.0.0.1')
    const ask = async (path: string, headers = {}): Promise<number> =>
      (await http(admin, path, { headers })).status
    try {
      expect(await ask('/unready-callers')).toBe(401)
      expect(await ask('/submissions')).toBe(401)
      expect(await ask('/unready-callers', { authorization: 'Bearer other' })).toBe(401)
      expect(await ask('/register')).toBe(401)
      expect(await ask('/anything-else')).toBe(401)
      expect(await ask('/unready-callers', { authorization: `Bearer ${token}` })).toBe(200)
      expect(await ask('/submissions', { authorization: `Bearer ${token}` })).toBe(200)
      expect(await ask('/health/live')).toBe(200)
      expect(await ask('/health/ready')).toBe(200)
    } finally {
      await gateway.close()
    }
  })
})

describe('a gateway that takes Altinn tokens', () => {
  const ready = async ({ adminUrl }: TestGateway): Promise<unknown[]> => {
    const { status, body } = await http(adminUrl, '/health/ready')
    return [status, (JSON.parse(body) as { missing?: readonly string[] }).missing]
  }

  it('is ready once it has the first keys of both issuers', async () => {
    const clock = virtualClock()
    const gateway = await startTestGateway({
      clock,
      before: ({ altinn3 }) => void (altinn3.faults.keys = 'error'),
    })
    try {
      const { maskinporten, altinn3 } = gateway.sandbox
      await eventually(() => maskinporten.keys.fetches > 0 && altinn3.keys.fetches > 0)
      await eventually(async () => (await ready(gateway))[1]?.toString() === 'altinn keys')
      expect(await ready(gateway)).toEqual([503, ['altinn keys']])
      altinn3.faults.keys = undefined
      await eventually(async () => {
        clock.advance(1_000)
        return (await ready(gateway))[0] === 200
      })
      altinn3.faults.keys = 'error'
      clock.advance(25 * 60 * 60_000)
      await eventually(async () => (await ready(gateway))[0] === 200)
    } finally {
      await gateway.close()
    }
  })

  it('does not wait for keys that it has no use for', async () => {
    const gateway = await startTestGateway({
      environment: { ALTINN_TOKENS: 'refuse' },
      before: ({ altinn3 }) => void (altinn3.faults.keys = 'error'),
    })
    try {
      await eventually(async () => (await ready(gateway))[0] === 200)
      expect(gateway.sandbox.altinn3.keys.fetches).toBe(0)
    } finally {
      await gateway.close()
    }
  })
})

describe('a list that takes the scopes of both sides', () => {
  const register = { services, groups: { 'end-user/broker-inbox': { on: 'both' } } }
  const ask = async (gateway: TestGateway, scope: string): Promise<HttpAnswer> => {
    const authorization = `Bearer ${await gateway.token({ scope })}`
    return http(gateway.url, inbox, { headers: { authorization, apikey } })
  }

  it('is refused with all that is missing', async () => {
    const gateway = await startTestGateway({ register })
    try {
      const answer = await ask(gateway, 'altinn:other')
      expect(answer.status).toBe(403)
      expect(answer.headers['www-authenticate']).toBe(
        'Bearer realm="altinn", error="insufficient_scope", ' +
          'scope="altinn:enduser altinn:endusernoconsent altinn:brokerservice.read altinn:broker.read"',
      )
      expect((await ask(gateway, 'altinn:broker.read')).status).toBe(403)
      expect((await ask(gateway, 'altinn:brokerservice.read')).status).toBe(403)
    } finally {
      await gateway.close()
    }
  })

  it('is what the token may see, with a warning, where the operator allows it', async () => {
    const gateway = await startTestGateway({ register, environment: { LIST_SCOPES: 'partial' } })
    const names = ({ body }: HttpAnswer): string[] =>
      (JSON.parse(body) as { FileName: string }[]).map(({ FileName }) => FileName)
    try {
      const fromAltinn3 = await ask(gateway, 'altinn:broker.read')
      expect(fromAltinn3.headers).toMatchObject({
        'x-served-by': 'altinn3',
        'x-warning-scopemissing':
          'altinn:enduser altinn:endusernoconsent altinn:brokerservice.read',
      })
      expect(names(fromAltinn3)).toEqual(['årsrapport.zip'])
      const fromAltinn2 = await ask(gateway, 'altinn:brokerservice.read')
      expect(fromAltinn2.headers).toMatchObject({
        'x-served-by': 'altinn2',
        'x-warning-scopemissing': 'altinn:broker.read',
      })
      expect(fromAltinn2.body).toContain('lønnsdata.zip')
      expect(fromAltinn2.body).not.toContain('årsrapport.zip')
      const whole = await ask(gateway, 'altinn:brokerservice.read altinn:broker.read')
      expect(whole.headers['x-warning-scopemissing']).toBeUndefined()
      expect((await ask(gateway, 'altinn:other')).status).toBe(403)
    } finally {
      await gateway.close()
    }
  })
})

describe('callers who were refused', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ altinn2Url: '', register: { services } })
  })
  afterAll(() => gateway.close())

  it('are counted by what refused them, with Altinn 2 closed, once their token is verified', async () => {
    const { customer, vendor } = organizations
    const token = await gateway.token({ scope: 'altinn:brokerservice.read' })
    const broker = '/api/my/brokerservice/inbox'
    const asks: readonly (readonly [path: string, bearer: string])[] = [
      ['/api/consentRequests', token],
      ['/api/consentRequests', token],
      [moving, token],
      [broker, token],
      ['/api/my/messages', token],
      [`/api/${vendor.number}/brokerservice/inbox`, token],
      [broker, 'a.b.c'],
      ['/api/metadata', token],
    ]
    for (const [path, bearer] of asks) {
      await http(gateway.url, path, { headers: { authorization: `Bearer ${bearer}`, apikey } })
    }
    const read = async (page: string): Promise<unknown> =>
      JSON.parse((await http(gateway.adminUrl, page)).body)
    const { callers } = (await read('/refused-callers')) as { callers: readonly Unready[] }
    expect(
      callers.map(({ endpoint, code, requests }) => `${requests} ${code} ${endpoint}`),
    ).toEqual([
      '2 NOT_ANSWERED enterprise/consent-requests/list-consent-requests',
      // Of equals, who called last comes first.
      '1 REPORTEE_REFUSED end-user/broker-inbox/list-inbox-files',
      '1 CALLER_REFUSED end-user/messages/list-messages',
      '1 SCOPE_MISSING end-user/broker-inbox/list-inbox-files',
      '1 SERVICE_NOT_MOVED end-user/broker-inbox/list-inbox-files',
    ])
    expect(callers[4]).toMatchObject({ service: 'u7372/1357', owner: 'ttd', refused: true })
    expect(callers[3]).toMatchObject({
      organisation: customer.number,
      client: 'sandbox-client',
      error: 'SCOPE_MISSING',
      missingScopes: ['altinn:broker.read'],
    })
    expect(await read('/unready-callers')).toEqual(await read('/refused-callers'))
    const kinds = (await read('/refused-callers?code=CALLER_REFUSED')) as { callers: unknown[] }
    expect(kinds.callers).toHaveLength(1)
  })

  it('have a service and its owner where the address of an ended operation names them', async () => {
    const token = await gateway.systemUserToken()
    const path = '/api/my/authorization/Delegations?serviceCode=u7372&serviceEditionCode=1357'
    const headers = { authorization: `Bearer ${token}`, apikey }
    expect((await http(gateway.url, path, { headers })).status).toBeGreaterThanOrEqual(410)
    const { body } = await http(gateway.adminUrl, '/refused-callers?owner=ttd')
    const { callers } = JSON.parse(body) as { callers: readonly Unready[] }
    expect(callers.map(({ endpoint }) => endpoint)).toContainEqual(
      expect.stringMatching(/^end-user\/delegations\//),
    )
  })
})

it('says what it is when it starts, and serves on while it is ending, and ends each connection', async () => {
  const gateway = await startTestGateway({ environment: { DRAIN_WAIT: '1' } })
  const before = await http(gateway.url, '/api/metadata')
  const ended = gateway.close()
  const ready = await http(gateway.adminUrl, '/health/ready')
  const during = await http(gateway.url, '/api/metadata')
  await ended
  expect([ready.status, JSON.parse(ready.body)]).toMatchObject([503, { missing: ['closing'] }])
  expect([before.status, during.status, during.headers.connection]).toEqual([200, 200, 'close'])
  const [started] = gateway.log().split('\n')
  expect(JSON.parse(started ?? '')).toMatchObject({
    msg: 'started',
    version: version(),
    environment: 'sandbox',
    register: before.headers['x-register'],
    altinn2: 'open',
    replicas: expect.stringContaining('no REDIS_URL') as unknown,
  })
  expect(gateway.log()).toMatch(/"underWay":0,"msg":"stopping"[^]*"cut":0,"msg":"stopped"/)
})
