import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toTransfer } from '../../../sandbox/altinn3/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { sandboxRegister, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { readXml } from '../../support/read-xml.ts'

const onAltinn2 = 'serviceCode=4483&serviceEditionCode=1'
const onAltinn3 = 'serviceCode=4947&serviceEditionCode=1'
const inAltinn2 = '35abb71c-7243-46aa-9e6b-f1c986b9efaa'
const inAltinn3 = '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'
const inbox = '/api/my/brokerservice/inbox'

interface BrokerFile {
  readonly FileReference: string
  readonly FileName: string
  readonly SentDate: string
  readonly _links?: { readonly self: string; readonly receipt: string }
}

async function get(
  gateway: TestGateway,
  path: string,
  headers: Record<string, string> = {},
): Promise<HttpAnswer> {
  const authorization = `Bearer ${await gateway.token()}`
  return http(gateway.url, path, { headers: { authorization, apikey: 'key', ...headers } })
}

function files({ body }: HttpAnswer): BrokerFile[] {
  return JSON.parse(body) as BrokerFile[]
}

describe('the broker inbox while Altinn 2 is open', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway()
  })
  afterAll(() => gateway.close())

  it('is answered by Altinn 2 for a service that is still there', async () => {
    const answer = await get(gateway, `${inbox}?${onAltinn2}`)
    expect(answer.headers['x-served-by']).toBe('altinn2')
    expect(files(answer).map(({ FileName }) => FileName)).toEqual(['lønnsdata.zip'])
  })

  it('is answered by Altinn 3, in the same shape, for a service that has moved', async () => {
    const [there, here] = await Promise.all([
      get(gateway, `${inbox}?${onAltinn2}`),
      get(gateway, `${inbox}?${onAltinn3}`),
    ])
    expect(here.headers['x-served-by']).toBe('altinn3')
    expect(files(here).map(({ FileName }) => FileName)).toEqual(['årsrapport.zip'])
    expect(Object.keys(files(here)[0] ?? {})).toEqual(Object.keys(files(there)[0] ?? {}))
  })

  it('leads by links alone from a list to a file and its receipt, on either side', async () => {
    for (const service of [onAltinn2, onAltinn3]) {
      const hal = { accept: 'application/hal+json' }
      const [file] = files(await get(gateway, `${inbox}?${service}`, hal))
      const self = file?._links?.self ?? ''
      expect(self).toMatch(/^https:\/\/gateway\.example\/api\/my\/brokerservice\/inbox\//)
      const single = await get(gateway, new URL(self).pathname, hal)
      expect(JSON.parse(single.body)).toEqual(file)
      const receipt = await get(gateway, new URL(file?._links?.receipt ?? '').pathname, hal)
      expect(JSON.parse(receipt.body)).toMatchObject({ Status: 'OK', PartyReference: '313876144' })
    }
  })

  it('finds a file wherever it is, and says 404 when it is nowhere', async () => {
    const [there, here, nowhere] = await Promise.all([
      get(gateway, `${inbox}/${inAltinn2}`),
      get(gateway, `${inbox}/${inAltinn3}`),
      get(gateway, `${inbox}/00000000-0000-4000-8000-000000000000`),
    ])
    expect([there.status, there.headers['x-served-by']]).toEqual([200, 'altinn2'])
    expect([here.status, here.headers['x-served-by']]).toEqual([200, 'altinn3'])
    expect([nowhere.status, JSON.parse(nowhere.body)]).toEqual([
      404,
      { ErrorCode: 90401, ErrorMessage: 'Not Found' },
    ])
  })

  it('is Altinn 2 alone when no service is named', async () => {
    const answer = await get(gateway, inbox)
    expect(answer.headers['x-served-by']).toBe('altinn2')
  })

  it('is still Altinn 2 for a service whose date lies ahead', async () => {
    const answer = await get(gateway, `${inbox}?serviceCode=u7372&serviceEditionCode=1357`)
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
  })

  it('is read by a system user for its customer, and by nobody else', async () => {
    const { vendor, customer } = organizations
    const token = await gateway.token({ org: vendor.number, systemUser: customer.number })
    const headers = { authorization: `Bearer ${token}`, apikey: 'key' }
    const own = await http(
      gateway.url,
      `/api/${customer.number}/brokerservice/inbox?${onAltinn3}`,
      {
        headers,
      },
    )
    expect(files(own)).toHaveLength(1)
    const vendors = await http(gateway.url, `/api/${vendor.number}/brokerservice/inbox`, {
      headers,
    })
    expect(vendors.status).toBe(403)
  })

  it('gives a HEAD the head alone', async () => {
    const authorization = `Bearer ${await gateway.token()}`
    for (const service of [onAltinn2, onAltinn3]) {
      const answer = await http(gateway.url, `${inbox}?${service}`, {
        method: 'HEAD',
        headers: { authorization, apikey: 'key' },
      })
      expect([answer.status, answer.body]).toEqual([200, ''])
    }
  })

  it('passes on what Altinn 2 says to a call without an API key', async () => {
    const authorization = `Bearer ${await gateway.token()}`
    const answer = await http(gateway.url, `${inbox}?${onAltinn2}`, { headers: { authorization } })
    expect([answer.status, answer.reason]).toEqual([400, "Required header 'ApiKey' is missing."])
  })
})

describe('the broker inbox once Altinn 2 is closed', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ altinn2Url: '' })
  })
  afterAll(() => gateway.close())

  it('lists what has moved when no service is named', async () => {
    const answer = await get(gateway, inbox)
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
    expect(files(answer).map(({ FileReference }) => FileReference)).toEqual([inAltinn3])
  })

  it('reads a file and its receipt by reference', async () => {
    expect((await get(gateway, `${inbox}/${inAltinn3}`)).status).toBe(200)
    expect((await get(gateway, `${inbox}/${inAltinn3}/receipt`)).status).toBe(200)
    expect((await get(gateway, `${inbox}/${inAltinn2}`)).status).toBe(404)
  })

  it('refuses a service that nobody has moved, with a reason', async () => {
    const answer = await get(gateway, `${inbox}?serviceCode=1&serviceEditionCode=1`)
    expect(answer.status).toBe(410)
    expect(JSON.parse(answer.body)).toMatchObject({ ErrorMessage: answer.reason })
  })

  it('needs the scope of Altinn 3 alone', async () => {
    const authorization = `Bearer ${await gateway.token({ scope: 'altinn:broker.read' })}`
    const answer = await http(gateway.url, `${inbox}/${inAltinn3}`, { headers: { authorization } })
    expect(answer.status).toBe(200)
  })

  it('refuses what is not answered from Altinn 3 yet', async () => {
    const headers = { authorization: `Bearer ${await gateway.systemUserToken()}` }
    const answer = await http(gateway.url, '/api/my/authorization/delegations', { headers })
    expect(answer.status).toBe(501)
    expect(answer.headers.link).toMatch(
      /^<https:\/\/docs\.altinn\.studio\/[^>]*>; rel="successor-version", <https:[^>]*>; rel="help"$/,
    )
  })

  it('never calls the closed Altinn 2', () => {
    expect(gateway.sandbox.altinn2.asked).toEqual([])
  })
})

describe('the day that Altinn 2 closes', () => {
  it.each([
    ['2026-06-19', 410],
    ['2099-01-01', 200],
  ])('is known beforehand: %s', async (date, status) => {
    const gateway = await startTestGateway({ environment: { ALTINN2_CLOSES: date } })
    try {
      expect((await get(gateway, `${inbox}?${onAltinn2}`)).status).toBe(status)
    } finally {
      await gateway.close()
    }
  })
})

describe('a long inbox in Altinn 3', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await startTestGateway({ altinn2Url: '' })
  })
  afterAll(() => gateway.close())

  it('is listed whole, in order and without repeats, past the pages of a hundred', async () => {
    const start = Date.parse('2026-09-01T00:00:00Z')
    const transfers = Array.from({ length: 250 }, (_, place) =>
      toTransfer({
        id: `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`,
        // Ten at a time share a millisecond, also across the border between two pages.
        created: new Date(start + Math.floor((place + 5) / 10)).toISOString(),
        recipientStatus: place % 3 === 0 ? 'DownloadStarted' : 'Initialized',
      }),
    )
    gateway.sandbox.altinn3.broker.transfers.splice(0, Infinity, ...transfers.toReversed())
    const before = gateway.sandbox.altinn3.asked.length
    const answer = await get(gateway, `${inbox}?${onAltinn3}`)
    const listed = files(answer)
    expect(listed).toHaveLength(250)
    expect(new Set(listed.map(({ FileReference }) => FileReference)).size).toBe(250)
    const dates = listed.map(({ SentDate }) => SentDate)
    expect(dates).toEqual(dates.toSorted())
    const asked = gateway.sandbox.altinn3.asked.slice(before)
    expect(asked.filter((call) => call.includes('/exchange/'))).toHaveLength(1)
    expect(asked.filter((call) => call.endsWith('/filetransfer')).length).toBeLessThanOrEqual(5)
  })
})

describe('the broker inbox on both sides at once', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    const groups = { 'end-user/broker-inbox': { on: 'both' } }
    gateway = await startTestGateway({ register: { ...sandboxRegister, groups } })
  })
  afterAll(() => gateway.close())

  it('is one list, oldest first', async () => {
    const answer = await get(gateway, inbox, { accept: 'application/hal+json' })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'both'])
    expect(files(answer).map(({ FileName }) => FileName)).toEqual([
      'lønnsdata.zip',
      'årsrapport.zip',
    ])
    const links = files(answer).map(({ _links }) => _links?.self ?? '')
    for (const link of links) expect(link).toMatch(/^https:\/\/gateway\.example\/api\/my\//)
  })

  it('is whole whatever the caller has seen before', async () => {
    const headers = { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() }
    expect(files(await get(gateway, inbox, headers))).toHaveLength(2)
  })

  it.each([
    ['application/xml', 'ArrayOfBrokerServiceFileReference'],
    ['application/hal+xml', 'resource'],
  ])('is whole in %s, of which a HEAD gives the head alone', async (accept, root) => {
    const answer = await get(gateway, inbox, { accept })
    const list = readXml(answer.body)
    expect(list.name).toBe(root)
    expect(
      list.children.map(({ children }) => children.find(({ name }) => name === 'FileName')?.text),
    ).toEqual(['lønnsdata.zip', 'årsrapport.zip'])
    const authorization = `Bearer ${await gateway.token()}`
    const head = await http(gateway.url, inbox, {
      method: 'HEAD',
      headers: { authorization, apikey: 'key', accept },
    })
    const told = ['content-type', 'content-length', 'vary'] as const
    expect(told.map((name) => head.headers[name])).toEqual(told.map((name) => answer.headers[name]))
    expect([head.status, head.headers['content-type'], head.body]).toEqual([
      ...[200, `${accept}; charset=utf-8`, ''],
    ])
  })

  it('is the side that the caller has access to, when it is not both', async () => {
    const authorization = `Bearer ${await gateway.token({ org: '314168267' })}`
    const answer = await http(gateway.url, inbox, { headers: { authorization, apikey: 'key' } })
    expect([answer.status, answer.body]).toEqual([200, '[]'])
  })

  it('is Altinn 2’s refusal when Altinn 2 refuses', async () => {
    const authorization = `Bearer ${await gateway.token()}`
    const answer = await http(gateway.url, inbox, { headers: { authorization } })
    expect([answer.status, answer.reason]).toEqual([400, "Required header 'ApiKey' is missing."])
  })

  it('is both sides for a service without its edition, since one that is not listed is on Altinn 2', async () => {
    const answer = await get(gateway, `${inbox}?serviceCode=4947`)
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'both'])
  })
})
