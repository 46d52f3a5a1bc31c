import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { consentFrom } from '../../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { encodings, tracesIn, type Hidden } from '../../support/hidden-numbers.ts'
import { http, rawHttp } from '../../support/network/http.ts'
import { syntheticNumbers } from '../../support/identity-numbers.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'
import { runs } from '../../support/long-run.ts'

// A number of Skatteetaten's synthetic range.
const canary = '26899299344'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

it('[94] lets an identity number, a token or a query into no log line, answer or header', async () => {
  const token = await gateway.token()
  const expired = await gateway.token({ claims: { pid: canary, exp: 1 } })
  const withPerson = await gateway.token({ claims: { pid: canary } })
  const headers = { authorization: `Bearer ${token}`, apikey: canary, 'x-request-id': canary }
  const paths = [
    `/api/${canary}/messages`,
    `/api/${canary}/brokerservice/inbox`,
    `/api/my/brokerservice/inbox?serviceCode=${canary}&serviceEditionCode=x`,
    `/api/my/brokerservice/inbox?serviceCode=${canary}&serviceEditionCode=1`,
    `/api/my/brokerservice/inbox?minSentDateTime=${canary}&serviceCode=4947&serviceEditionCode=1`,
    `/api/my/brokerservice/inbox/${canary}`,
    `/api/serviceowner/reportees?subject=${canary}`,
    `/api/unknown/${canary}`,
    `/api/unknown/%zz${canary}`,
    `/api/my/brokerservice/inbox?fileStatus=${canary}`,
  ]
  const answers = [
    ...(await Promise.all(paths.map((path) => http(gateway.url, path, { headers })))),
    ...(await Promise.all(
      [expired, withPerson, `${canary}.a.b`].map((bad) =>
        http(gateway.url, '/api/my/brokerservice/inbox', {
          headers: { authorization: `Bearer ${bad}` },
        }),
      ),
    )),
  ]
  for (const { status, reason, rawHeaders, body } of answers) {
    expect(status).toBeGreaterThanOrEqual(400)
    expect([reason, ...rawHeaders, body].join('\n')).not.toContain(canary)
  }
  const log = gateway.log()
  // One line tells of the start.
  expect(log.trim().split('\n')).toHaveLength(1 + answers.length)
  expect(log).not.toContain(canary)
  expect(log).not.toContain(token.slice(-40))
  expect(log).not.toMatch(/\d{11}/)
  expect(log).not.toContain('?')
})

it('[94] logs one line a request, with the facts that an operator needs', async () => {
  const before = gateway.log().length
  const authorization = `Bearer ${await gateway.token({ scope: 'altinn:brokerservice.read' })}`
  const answer = await http(
    gateway.url,
    '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1',
    { headers: { authorization } },
  )
  const line = JSON.parse(gateway.log().slice(before)) as Record<string, unknown>
  expect(line).toMatchObject({
    endpoint: 'end-user/broker-inbox/list-inbox-files',
    service: '4947/1',
    group: 'end-user/broker-inbox',
    decision: 'translate',
    organisation: '313876144',
    client: 'sandbox-client',
    status: 403,
    missingScopes: ['altinn:broker.read'],
    requestId: answer.headers['x-request-id'],
    register: answer.headers['x-register'],
    error: 'SCOPE_MISSING',
  })
  expect(line.ms).toEqual(expect.any(Number))
})

it('[94] writes asterisks for an identity number in an error of its own', async () => {
  const useInstead = `https://example.com/${canary}`
  const services = [{ service: '5996/1', moved: { to: 'nowhere', useInstead } }]
  const other = await startTestGateway({ register: { services } })
  try {
    const answer = await http(
      other.url,
      '/api/my/brokerservice/inbox?serviceCode=5996&serviceEditionCode=1',
      { headers: { authorization: `Bearer ${await other.token()}` } },
    )
    const { status, reason, headers, body } = answer
    expect([status, headers.link]).toEqual([
      410,
      '<https://example.com/***********>; rel="successor-version"',
    ])
    expect(reason).toMatch(/\. See https:\/\/example\.com\/\*{11}$/)
    expect((JSON.parse(body) as { ErrorMessage: string }).ErrorMessage).toBe(reason)
  } finally {
    await other.close()
  }
})

it('[94] lets no identity number into the log or onto an admin page as a service and its edition', async () => {
  const since = '2099-01-01T00:00:00+01:00'
  const halves: readonly [string, string][] = [
    ['268992', '99344'],
    ['26899299', '344'],
    ['26899-2993', '44'],
    ['x268992', '99344'],
  ]
  const services = halves.map(([code, edition], place) => ({
    service: `${code}/${edition}`,
    moved: { to: 'broker', resource: `ttd-broker-${place}` },
    since,
  }))
  const other = await startTestGateway({ register: { services } })
  try {
    const token = await other.token({ scope: 'altinn:brokerservice.read' })
    for (const [code, edition] of halves) {
      const path = `/api/my/brokerservice/inbox?serviceCode=${code}&serviceEditionCode=${edition}`
      const headers = { authorization: `Bearer ${token}`, apikey: 'k' }
      expect((await http(other.url, path, { headers })).headers['x-served-by']).toBe('altinn2')
    }
    const page = await http(other.adminUrl, '/unready-callers')
    const { callers } = JSON.parse(page.body) as { callers: object[] }
    expect(callers).toMatchObject([{ requests: halves.length }])
    expect(other.log().match(/"msg":"request"/g)).toHaveLength(halves.length)
    for (const seen of [other.log(), page.body]) {
      expect(seen).not.toContain('"service"')
      for (const [code] of halves) expect(seen).not.toContain(code)
    }
  } finally {
    await other.close()
  }
})

describe('[94] an identity number that was hidden anywhere', () => {
  const inbox = '/api/my/brokerservice/inbox'
  const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
  const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`
  const harmless = answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '[]')

  let altinn2: ScriptedServer
  let altinn3: ScriptedServer
  let behind: TestGateway
  let fromPlatforms: Buffer = harmless
  /** The exchange fails with the answer above, too; otherwise only what comes after it. */
  let failsEarly = false
  beforeAll(async () => {
    altinn2 = await scriptedServer((socket) => socket.write(fromPlatforms))
    altinn3 = await scriptedServer((socket, request) => {
      const isExchange = request.includes('/exchange/')
      socket.write(isExchange && !failsEarly ? altinnToken() : fromPlatforms)
    })
    behind = await startTestGateway({ altinn2Url: altinn2.url, altinn3Url: altinn3.url })
  })
  afterAll(async () => {
    await behind.close()
    await altinn2.close()
    await altinn3.close()
  })

  function altinnToken(): Buffer {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = part({ exp: Math.floor(Date.now() / 1000) + 1_800 })
    return answerBytes('HTTP/1.1 200 OK', {}, `${part({ alg: 'none' })}.${claims}.c2ln`)
  }

  interface Message {
    readonly start: string
    readonly lines?: readonly string[]
    readonly body?: string
    readonly token?: string
  }
  type Place = (hidden: string, number: string) => Message | Promise<Message>

  const withToken =
    (claims: (hidden: string, number: string) => Record<string, unknown>): Place =>
    async (hidden, number) => ({
      start: `GET ${onAltinn2}`,
      token: await behind.token({ claims: claims(hidden, number) }),
    })
  const answered =
    (target: string, answer: (hidden: string) => Buffer): Place =>
    (hidden) => {
      fromPlatforms = answer(hidden)
      return { start: `GET ${target}` }
    }
  const problem = (status: string, hidden: string): Buffer =>
    answerBytes(
      `HTTP/1.1 ${status}`,
      { 'Content-Type': 'application/problem+json', 'X-Person': inHeader(hidden) },
      JSON.stringify({ title: hidden, detail: hidden, code: hidden }),
    )
  const inTarget = (text: string): string => text.replace(/[\s#]/g, '%20')
  const inHeader = (text: string): string => text.replace(/[\r\n\t]/g, ' ')

  const places: Readonly<Record<string, Place>> = {
    who: (hidden) => ({ start: `GET /api/${inTarget(hidden)}/messages` }),
    messageId: (hidden) => ({ start: `GET /api/my/messages/${inTarget(hidden)}` }),
    reference: (hidden) => ({ start: `POST ${inbox}/${inTarget(hidden)}/confirmdownloaded` }),
    unknownPath: (hidden) => ({ start: `GET /api/${inTarget(hidden)}/x/y/z` }),
    brokenPath: (hidden) => ({ start: `GET /api/%zz/${inTarget(hidden)}` }),
    garbage: (hidden) => ({ start: `${inTarget(hidden)} ${inTarget(hidden)}` }),
    queryValue: (hidden) => ({ start: `GET ${onAltinn2}&subject=${inTarget(hidden)}` }),
    queryName: (hidden) => ({ start: `GET ${onAltinn3}&${inTarget(hidden)}=1` }),
    serviceCode: (hidden) => ({ start: `GET ${inbox}?serviceCode=${inTarget(hidden)}` }),
    edition: (hidden) => ({ start: `GET ${onAltinn3}&serviceEdition=${inTarget(hidden)}` }),
    status: (hidden) => ({ start: `GET ${onAltinn3}&fileStatus=${inTarget(hidden)}` }),
    recipients: (hidden) => ({
      start: `GET /api/brokerservice/inbox/hasavailablefiles?recipients=${inTarget(hidden)}`,
    }),
    description: (hidden) => ({
      start: `POST /api/my/brokerservice/outbox?fileName=x&brokerServiceDescription=${encodeURIComponent(JSON.stringify({ [hidden]: hidden, ServiceCode: hidden }))}`,
    }),
    accessToken: (hidden) => ({ start: `GET ${onAltinn3}&access_token=${inTarget(hidden)}` }),
    headerValue: (hidden) => ({
      start: `GET ${onAltinn2}`,
      lines: ['X-Request-Id', 'User-Agent', 'ApiKey', 'Accept', 'Origin', 'Referer'].map(
        (name) => `${name}: ${inHeader(hidden)}`,
      ),
    }),
    headerName: (_, number) => ({ start: `GET ${onAltinn2}`, lines: [`X-${number}: 1`] }),
    brokenHeader: (hidden) => ({ start: `GET ${onAltinn2}`, lines: [inHeader(hidden), ': 1'] }),
    body: (hidden) => ({
      start: 'POST /api/my/messages',
      body: JSON.stringify({ ServiceCode: hidden, [hidden]: 1 }),
    }),
    brokenBody: (hidden) => ({ start: 'POST /api/my/messages', body: `{"a": ${hidden}` }),
    badToken: (hidden, number) => ({ start: `GET ${onAltinn2}`, token: `${number}.${hidden}.b` }),
    clientId: withToken((hidden) => ({ client_id: hidden })),
    clientNumber: withToken((_, number) => ({ client_id: `eidas-${number}\u0000` })),
    scope: withToken((hidden) => ({ scope: hidden })),
    tokenId: withToken((hidden) => ({ jti: hidden, sub: hidden, [hidden]: hidden })),
    audience: withToken((hidden) => ({ aud: hidden })),
    consumer: withToken((hidden) => ({ consumer: { authority: hidden, ID: `0192:${hidden}` } })),
    person: withToken((_, number) => ({ pid: number })),
    consent: withToken((_, number) => consentFrom(number, organizations.customer.number)),
    reasonOfAltinn2: answered(onAltinn2, (hidden) =>
      answerBytes(`HTTP/1.1 400 ${inHeader(hidden)}`, {}),
    ),
    bodyOfAltinn2: answered(onAltinn2, (hidden) => problem('500 Oops', hidden)),
    nonsenseOfAltinn2: answered(onAltinn2, (hidden) => Buffer.from(`${hidden}\r\n\r\n`)),
    listOfAltinn2: answered(inbox, (hidden) => problem('200 OK', hidden)),
    refusalOfAltinn3: answered(onAltinn3, (hidden) => problem('403 Forbidden', hidden)),
    breakdownOfAltinn3: answered(onAltinn3, (hidden) => problem('418 Odd', hidden)),
    listOfAltinn3: answered(onAltinn3, (hidden) => problem('200 OK', hidden)),
    nonsenseOfAltinn3: answered(onAltinn3, (hidden) => Buffer.from(`${hidden}\r\n\r\n`)),
    exchange: (hidden) => {
      failsEarly = true
      fromPlatforms = problem('400 Bad Request', hidden)
      return { start: `GET ${onAltinn3}` }
    },
  }

  async function send({ start, lines = [], body = '', token }: Message): Promise<string> {
    const head = [
      `${start} HTTP/1.1`,
      ...['Host: x', 'Connection: close', `Content-Length: ${Buffer.byteLength(body)}`, ...lines],
      `Authorization: Bearer ${token ?? (await behind.token({ scope: everyScope }))}`,
    ]
    const bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`).toString('latin1')
    return rawHttp(behind.url, bytes)
  }

  const everyScope =
    'altinn:enduser altinn:brokerservice.read altinn:broker.read altinn:broker.write'
  const hidings = fc.record({
    place: fc.constantFrom(...Object.keys(places)),
    number: syntheticNumbers,
    separator: fc.constantFrom('', '', ' ', '-', '.', '+'),
    encoding: fc.oneof(fc.constant('plain'), fc.constantFrom(...Object.keys(encodings))),
  })

  it('is in no log line, on no admin page, in no answer of the gateway’s or to anybody else', async () => {
    const { numRuns } = runs(60)
    const numbers: string[] = []
    const bystander = organizations.accountant.number
    await fc.assert(
      fc.asyncProperty(hidings, async ({ place, number, separator, encoding }) => {
        const plain = number.slice(0, 6) + separator + number.slice(6)
        const hidden = encodings[encoding]?.(plain) ?? plain
        const canaries: Hidden = { number, plain, hidden }
        const before = behind.log().length
        fromPlatforms = harmless
        failsEarly = false
        const message = await places[place]?.(hidden, number)
        if (message === undefined) throw new Error(place)
        const answer = await send(message)
        expect(answer).toMatch(/^HTTP\/1\.1 \d/)
        const isOwn = !/^x-served-by: (?:altinn2|both)/im.test(answer)
        fromPlatforms = harmless
        const token = await behind.token({ org: bystander })
        const others = await send({ start: `GET ${onAltinn2}`, token })
        expect(others).toMatch(/^HTTP\/1\.1 200 /)
        const pages = await Promise.all(
          ['/health/live', '/health/ready', '/unready-callers'].map(async (path) => {
            const { body } = await http(behind.adminUrl, path)
            expect(body).toMatch(/^\{"(?:status|callers)":/)
            return body
          }),
        )
        const log = behind.log().slice(before)
        const seen = [log, others, ...(isOwn ? [answer] : []), ...pages]
        numbers.push(number)
        expect(tracesIn(seen, canaries)).toEqual([])
      }),
      { numRuns },
    )
    // A line may have come late, after its turn.
    const whole = behind.log()
    expect(numbers.filter((number) => whole.includes(number))).toEqual([])
    expect(whole.match(/"msg":"request"/g)?.length).toBeGreaterThan(numRuns)
  })
})
