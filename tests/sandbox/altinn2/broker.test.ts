import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedBroker } from '../../../sandbox/altinn2/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const seeded = '35abb71c-7243-46aa-9e6b-f1c986b9efaa'
const inbox = '/api/my/brokerservice/inbox'
const outbox = '/api/my/brokerservice/outbox'
const guid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => Object.assign(sandbox.altinn2.broker, seedBroker()))
afterAll(() => sandbox.close())

async function call(
  path: string,
  sent: Sent = {},
  org: string = customer.number,
): Promise<HttpAnswer> {
  const token = await sandbox.maskinporten.mint({ org, scope: 'altinn:brokerservice.read' })
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', ...sent.headers }
  return http(sandbox.altinn2.url, path, { ...sent, headers })
}

function read({ body }: HttpAnswer): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>
}

function listIn({ body }: HttpAnswer): Record<string, unknown>[] {
  return JSON.parse(body) as Record<string, unknown>[]
}

const description = {
  ServiceCode: '4483',
  ServiceEditionCode: 1,
  SendersReference: 'ref-1',
  Recipients: [customer.number, '01018170071'],
  Properties: { kind: 'test' },
  FileList: [{ FileName: 'a.xml' }],
}

function send(
  changed: object = {},
  query = 'fileName=a.zip&',
  body = 'content',
): Promise<HttpAnswer> {
  const text = encodeURIComponent(JSON.stringify({ ...description, ...changed }))
  const headers = { 'content-type': 'application/zip' }
  const target = `${outbox}/?${query}BROKERSERVICEDESCRIPTION=${text}`
  return call(target, { method: 'POST', headers, body }, vendor.number)
}

describe('a file in Altinn 2’s broker', () => {
  it('goes from the sender’s outbox to the recipient’s inbox', async () => {
    const created = await send()
    const reference = String(read(created).FileReference)
    expect(reference).toMatch(guid)
    expect([created.status, created.headers.location]).toEqual([
      201,
      `https://tt02.altinn.no/api/my/brokerservice/outbox/${reference}`,
    ])
    expect(read(created)).toMatchObject({
      ServiceCode: '4483',
      ServiceEdtionCode: 1,
      FileName: 'a.zip',
      FileSize: 7,
      FileStatus: 'Uploaded',
      Sender: vendor.number,
      SendersReference: 'ref-1',
      SentDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/) as string,
    })
    expect(read(await call(`${outbox}/${reference}`, {}, vendor.number))).toEqual(read(created))
    const listed = listIn(await call(`${inbox}?serviceCode=4483`))
    expect(listed.map(({ FileReference }) => FileReference)).toEqual([seeded, reference])
    for (const path of [
      `${inbox}/${reference}/download`,
      `/api/my/BrokerService/files/${reference}`,
    ]) {
      const answer = await call(path)
      expect([answer.status, answer.headers['content-type'], answer.body]).toEqual([
        200,
        'application/octet-stream',
        'content',
      ])
    }
  })

  it('is confirmed once by each recipient, which the sender’s receipt shows', async () => {
    const reference = String(read(await send()).FileReference)
    const confirm = `${inbox}/${reference}/confirmdownloaded`
    const confirmed = await call(confirm, { method: 'POST' })
    expect([confirmed.status, read(confirmed)]).toEqual([
      200,
      expect.objectContaining({
        Status: 'OK',
        Text: 'File has been downloaded by the recipient.',
        PartyReference: customer.number,
      }),
    ])
    expect(read(await call(`${inbox}/${reference}`)).FileStatus).toBe('Downloaded')
    expect(read(await call(`${inbox}/${reference}/receipt`))).toEqual(read(confirmed))
    const again = await call(confirm, { method: 'POST' })
    expect([again.status, Object.keys(read(again))]).toEqual([400, ['ErrorCode', 'ErrorMessage']])
    const receipt = read(await call(`${outbox}/${reference}/receipt`, {}, vendor.number))
    expect(receipt).toMatchObject({
      ParentReceiptID: 0,
      Text: 'Upload of file a.zip was successful. Recipients can now download the file.',
      OwnerPartyReference: vendor.number,
      SubReceipts: [
        read(confirmed),
        { PartyReference: '01018170071', Text: 'A file has been made available for download.' },
      ],
    })
  })

  it('has its links as plain texts', async () => {
    const headers = { accept: 'application/hal+json' }
    const self = `https://tt02.altinn.no${inbox}/${seeded}`
    expect(read(await call(`${inbox}/${seeded}`, { headers }))._links).toEqual({
      self,
      download: `${self}/download`,
      receipt: `${self}/receipt`,
    })
    const reference = String(read(await send()).FileReference)
    const sent = `https://tt02.altinn.no${outbox}/${reference}`
    expect(read(await call(`${outbox}/${reference}`, { headers }, vendor.number))._links).toEqual({
      self: sent,
      receipt: `${sent}/receipt`,
    })
  })

  it('gets a name when it has none', async () => {
    const name = read(await send({}, '')).FileName
    expect(String(name).replace(/\.zip$/, '')).toMatch(guid)
  })

  it('is nothing to those who have no part in it', async () => {
    expect((await call(`${inbox}/${seeded}`, {}, vendor.number)).status).toBe(404)
    const answer = await call(`${outbox}/${seeded}`)
    expect([answer.status, answer.body]).toEqual([404, ''])
  })

  it('is kept by one stand-in alone', async () => {
    await send()
    const other = await startSandbox(
      { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
      'https://tt02.altinn.no',
    )
    expect(other.altinn2.broker.files).toHaveLength(2)
    expect(sandbox.altinn2.broker.files).toHaveLength(3)
    await other.close()
  })
})

describe('a call to the outbox', () => {
  it.each([
    ['without a reference', { SendersReference: undefined }],
    ['with an edition that is a text', { ServiceEditionCode: '1' }],
    ['without recipients', { Recipients: [] }],
    ['with a recipient of ten digits', { Recipients: ['3138761440'] }],
    ['to an unknown service', { ServiceCode: '1' }],
    ['to a service of another type', { ServiceCode: '4540' }],
  ])('is refused %s', async (_, changed) => {
    const answer = await send(changed)
    expect([answer.status, Object.keys(read(answer))]).toEqual([400, ['ErrorCode', 'ErrorMessage']])
  })

  it('is refused without a description, without a file, and for somebody else', async () => {
    expect((await call(outbox, { method: 'POST', body: 'x' })).status).toBe(400)
    expect((await send({}, '', '')).status).toBe(400)
    const answer = await call(`/api/${vendor.number}/brokerservice/outbox`, { method: 'POST' })
    expect([answer.status, Object.keys(read(answer))]).toEqual([403, ['ErrorCode', 'ErrorMessage']])
  })
})

describe('whether there are files', () => {
  const ask = (
    query: string,
    headers: Record<string, string> = { apikey: 'k' },
  ): Promise<HttpAnswer> =>
    http(sandbox.altinn2.url, `/api/brokerservice/inbox/hasavailablefiles${query}`, { headers })

  it.each([
    ['', true],
    [`?recipients=${vendor.number},${customer.number}`, true],
    [`?recipients=${vendor.number}&recipients=${customer.number}`, true],
    [`?recipients=${vendor.number}`, false],
    [`?serviceCode=4483&serviceEditionCode=1&recipients=${customer.number}`, true],
    ['?serviceCode=4947&serviceEditionCode=1', false],
  ])('is told to anybody: %s', async (query, expected) => {
    const answer = await ask(query)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, expected])
  })

  it.each(['?recipients=x', '?serviceCode=none', '?serviceEditionCode=x'])(
    'is refused for %s',
    async (query) => {
      const answer = await ask(query)
      expect([answer.status, Object.keys(read(answer))]).toEqual([
        400,
        ['ErrorCode', 'ErrorMessage'],
      ])
    },
  )

  it('wants an API key, and knows no other parameters', async () => {
    expect((await ask('', {})).reason).toBe("Required header 'ApiKey' is missing.")
    expect((await ask('?fileStatus=Uploaded')).status).toBe(500)
  })

  it('ends with the confirmation', async () => {
    await call(`${inbox}/${seeded}/confirmdownloaded`, { method: 'POST' })
    expect((await ask('')).body).toBe('false')
  })
})

describe('the inbox', () => {
  it.each([
    ['?minSentDateTime=2026-02-10', 1],
    ['?minSentDateTime=2026-02-10T09:30:13', 0],
    ['?maxSentDateTime=2026-02-10T08:30:13Z', 1],
    ['?maxSentDateTime=2026-02-10', 0],
    ['?fileStatus=Downloaded', 1],
    ['?fileStatus=Initialized', 0],
  ])('is searched by %s', async (query, count) => {
    expect(listIn(await call(inbox + query))).toHaveLength(count)
  })
})
