import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

/** The moment that things happen. */
const moment = Math.floor(Date.now() / 1000) * 1000
const broker = { to: 'broker', resource: 'acn-broker-02' }
const service = '4947/1'
const inbox = '/api/my/brokerservice/inbox'
const named = `${inbox}?serviceCode=4947&serviceEditionCode=1`
const manual =
  'https://docs.altinn.studio/nb/broker/getting-started/developer-guides/receive-files/'
const scope = [
  'altinn:enduser',
  'altinn:brokerservice.read',
  'altinn:brokerservice.write',
  'altinn:broker.read',
  'altinn:broker.write',
].join(' ')

let altinn2: ScriptedServer
let headersOfAltinn2: Record<string, string>
let gateway: TestGateway
let seconds: number
let token: string

beforeEach(async () => {
  headersOfAltinn2 = {}
  seconds = 0
  const json = { 'Content-Type': 'application/json' }
  altinn2 = await scriptedServer((socket) =>
    socket.write(answerBytes('HTTP/1.1 200 OK', { ...json, ...headersOfAltinn2 }, '[]')),
  )
})
afterEach(async () => {
  await gateway.close()
  await altinn2.close()
})

async function start(
  services: readonly object[],
  environment: Record<string, string> = {},
  more: TestSettings & { groups?: object } = {},
): Promise<void> {
  const { groups = {}, ...settings } = more
  gateway = await startTestGateway({
    altinn2Url: altinn2.url,
    register: { services, groups },
    now: () => moment + seconds * 1000,
    environment,
    ...settings,
  })
  const { customer, vendor } = organizations
  token = await gateway.token({
    org: vendor.number,
    systemUser: customer.number,
    scope,
    claims: { iat: moment / 1000 - 60, exp: moment / 1000 + 600 },
  })
}

function ask(method: string, path: string, later = 0): Promise<HttpAnswer> {
  seconds = later
  const headers = { authorization: `Bearer ${token}`, apikey: 'key' }
  const body = method === 'POST' || method === 'PUT' ? { body: 'content' } : {}
  return http(gateway.url, path, { method, headers, ...body })
}

const written = (later: number): string => new Date(moment + later * 1000).toISOString()
const deprecation = (later: number): string => `@${moment / 1000 + later}`
const sunset = (later: number): string => new Date(moment + later * 1000).toUTCString()
const link = (address: string): string => `<${address}>; rel="successor-version"`
const statusAndSide = ({ status, headers }: HttpAnswer): unknown[] => [
  status,
  headers['x-served-by'],
]
const dates = ({ headers }: HttpAnswer): unknown[] => [
  headers.deprecation,
  headers.sunset,
  headers.link,
]
const none = [undefined, undefined, undefined]
const sending = `/api/my/brokerservice/outbox?brokerServiceDescription=${encodeURIComponent(
  JSON.stringify({
    ServiceCode: '4947',
    ServiceEditionCode: 1,
    SendersReference: 'ref',
    Recipients: [organizations.vendor.number],
  }),
)}`

describe('a service with a date ahead', () => {
  it('moves at that second, without a reload, and both answers tell of it', async () => {
    await start([{ service, moved: broker, since: written(0) }])
    const [before, at, after] = [
      await ask('GET', named, -1),
      await ask('GET', named),
      await ask('GET', named, 1),
    ]
    expect([before, at, after].map(statusAndSide)).toEqual([
      [200, 'altinn2'],
      [200, 'altinn3'],
      [200, 'altinn3'],
    ])
    for (const answer of [before, at, after]) {
      expect(dates(answer)).toEqual([deprecation(0), undefined, link(manual)])
    }
  })

  it('is told of by the refusal of a closed Altinn 2', async () => {
    await start([{ service, moved: broker, since: written(60) }], { ALTINN2_URL: '' })
    const answer = await ask('GET', named)
    expect(answer.status).toBe(410)
    expect(answer.reason).toContain(
      `Altinn 2 is closed and this service is not on Altinn 3: it moves at ${written(60)}: Ask the owner`,
    )
    expect(dates(answer).slice(0, 2)).toEqual([deprecation(60), undefined])
    expect(answer.headers.link).toContain(link(manual))
  })

  it('ends when it goes nowhere, and what to use instead is told beforehand', async () => {
    const nowhere = { to: 'nowhere', useInstead: 'https://owner.example/api' }
    await start([{ service, moved: nowhere, since: written(0) }])
    const [before, after] = [await ask('GET', named, -1), await ask('GET', named)]
    expect([before, after].map(({ status }) => status)).toEqual([200, 410])
    for (const answer of [before, after]) {
      expect(dates(answer)).toEqual([deprecation(0), sunset(0), link(nowhere.useInstead)])
    }
  })
})

describe('a service with a last date', () => {
  it('is answered for the whole of that second, and ended after it', async () => {
    await start([{ service, moved: broker, since: written(-60), until: written(0) }])
    const [before, at, after] = [
      await ask('GET', named, -1),
      await ask('GET', named),
      await ask('GET', named, 1),
    ]
    expect([before, at, after].map(({ status }) => status)).toEqual([200, 200, 410])
    for (const answer of [before, at]) {
      expect(dates(answer)).toEqual([deprecation(-60), sunset(0), link(manual)])
    }
    expect(dates(after).slice(0, 2)).toEqual([deprecation(-60), sunset(0)])
  })
})

describe('the day that Altinn 2 closes', () => {
  it('comes at its second, and every forwarded answer tells of it beforehand', async () => {
    await start([], { ALTINN2_CLOSES: written(0) })
    for (const path of [named, inbox, '/api/my/messages', '/api/metadata']) {
      const answer = await ask('GET', path, -1)
      expect([path, answer.headers['x-served-by'], answer.headers.sunset]).toEqual([
        path,
        'altinn2',
        sunset(0),
      ])
      expect(answer.headers.link).toMatch(/^<https:.*>; rel="successor-version"$/)
    }
    const refused = [await ask('GET', named), await ask('GET', named, 1)]
    for (const answer of refused) {
      expect([answer.status, answer.headers.sunset]).toEqual([410, sunset(0)])
    }
  })

  it('concerns nobody whom Altinn 3 answers', async () => {
    await start([{ service, moved: broker }], { ALTINN2_CLOSES: written(60) })
    const answer = await ask('GET', named)
    expect(answer.headers['x-served-by']).toBe('altinn3')
    expect(dates(answer)).toEqual(none)
  })

  it('is not told of where there is none', async () => {
    await start([])
    expect(dates(await ask('GET', named))).toEqual(none)
  })

  it('leaves the headers that Altinn 2 sent itself, and its links beside ours', async () => {
    await start([{ service, moved: broker, since: written(60) }], { ALTINN2_CLOSES: written(90) })
    headersOfAltinn2 = {
      Deprecation: '@1',
      Sunset: 'Thu, 01 Jan 1970 00:00:02 GMT',
      Link: '<https://a.example/>; rel="help"',
    }
    expect(dates(await ask('GET', named))).toEqual([
      '@1',
      'Thu, 01 Jan 1970 00:00:02 GMT',
      `<https://a.example/>; rel="help", ${link(manual)}`,
    ])
  })
})

describe('the day that Altinn 2 takes nothing new any more', () => {
  const closing = { ALTINN2_SUBMISSIONS_CLOSE: written(0), ALTINN2_CLOSES: written(600) }

  it('comes at its second for what is sent, and not for what is read or tidied up', async () => {
    await start([], closing)
    const sent = async (later: number): Promise<number> =>
      (await ask('POST', sending, later)).status
    expect([await sent(-1), await sent(0), await sent(1)]).toEqual([200, 410, 410])
    const element = '/api/my/messages/a1234567'
    const submitted = [
      ['POST', '/api/my/messages'],
      ['PUT', element],
      ['POST', `${element}/forms`],
      ['PUT', `${element}/forms/1`],
      ['POST', `${element}/attachments`],
      ['POST', `${element}/attachments/streamedattachment`],
      ['POST', `${element}/attachments/1`],
      ['POST', `${element}/attachments/1?fileName=a.pdf`],
    ] as const
    for (const [method, path] of submitted) {
      const answer = await ask(method, path)
      expect([path, answer.status]).toEqual([path, 410])
      expect(answer.reason).toContain(`Altinn 2 takes nothing new any more: since ${written(0)}: `)
      expect(answer.headers.sunset).toBe(sunset(0))
    }
    expect(altinn2.requests).toHaveLength(1)
    const others = [
      ['GET', '/api/my/messages'],
      ['PUT', `${element}/archive`],
      ['PUT', `${element}/confirm`],
      ['DELETE', element],
      ['DELETE', `${element}/forms/1`],
      ['GET', named],
    ] as const
    for (const [method, path] of others) {
      const answer = await ask(method, path)
      expect([path, answer.status, answer.headers.sunset]).toEqual([path, 200, sunset(600)])
    }
  })

  it('is told of beforehand by answers to what is sent', async () => {
    await start([], closing)
    expect((await ask('POST', sending, -1)).headers.sunset).toBe(sunset(0))
  })

  it('changes nothing for a service that has moved, and names the date of one that will', async () => {
    await start([{ service, moved: broker }], closing)
    const answer = await ask('POST', sending)
    expect(statusAndSide(answer)).toEqual([201, 'altinn3'])
    await gateway.close()
    await start([{ service, moved: broker, since: written(60) }], closing)
    const { status, reason, body } = await ask('POST', sending)
    expect(status).toBe(410)
    expect(reason).toContain(`: since ${written(0)}, it moves at ${written(60)}: Send files`)
    expect(JSON.parse(body)).toEqual({ ErrorCode: 91006, ErrorMessage: reason })
  })
})

describe('a group with dates', () => {
  it('moves, moves back, and tells of both', async () => {
    const entry = { on: 'altinn3', since: written(-10), until: written(10) }
    await start([{ service, moved: broker }], {}, { groups: { 'end-user/broker-inbox': entry } })
    const [before, at, last, after] = [
      await ask('GET', inbox, -11),
      await ask('GET', inbox, -10),
      await ask('GET', inbox, 10),
      await ask('GET', inbox, 11),
    ]
    expect([before, at, last, after].map(statusAndSide)).toEqual([
      [200, 'altinn2'],
      [200, 'altinn3'],
      [200, 'altinn3'],
      [200, 'altinn2'],
    ])
    expect(dates(before)).toEqual([deprecation(-10), undefined, link(manual)])
    expect(dates(at)).toEqual([deprecation(-10), sunset(10), link(manual)])
    expect(dates(after)).toEqual(none)
  })

  it('that is on both sides tells of the earliest', async () => {
    const entry = { on: 'both', since: written(-10), until: written(10) }
    const groups = { 'end-user/broker-inbox': entry }
    await start([{ service, moved: broker }], { ALTINN2_CLOSES: written(5) }, { groups })
    const answer = await ask('GET', inbox)
    expect(statusAndSide(answer)).toEqual([200, 'both'])
    expect(dates(answer)).toEqual([deprecation(-10), sunset(5), link(manual)])
  })
})
