import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway, type TestSettings } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor, serviceOwner } = organizations
const scope =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'
const eicar = 'X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'

let gateway: TestGateway
let tokens: Readonly<Record<'sender' | 'recipient', string>>

async function start(settings: TestSettings): Promise<void> {
  gateway = await startTestGateway(settings)
  const register = gateway.sandbox.altinn3.broker.resources
  for (const resource of Object.values(register)) Object.assign(resource, { scanTimeMs: 0 })
  tokens = {
    sender: await gateway.token({ org: customer.number, scope }),
    recipient: await gateway.token({ org: vendor.number, scope }),
  }
}

function call(
  who: keyof typeof tokens,
  method: string,
  path: string,
  body?: string,
): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${tokens[who]}`,
    apikey: 'key',
    accept: 'application/hal+json',
    ...(body === undefined ? {} : { 'content-type': 'application/zip' }),
  }
  return http(gateway.url, path, { method, headers, ...(body === undefined ? {} : { body }) })
}

function send(
  content: string,
  service: string,
  recipients: readonly string[] = [vendor.number],
): Promise<HttpAnswer> {
  const [ServiceCode, edition] = service.split('/')
  const description = encodeURIComponent(
    JSON.stringify({
      ServiceCode,
      ServiceEditionCode: Number(edition),
      SendersReference: 'ref-æøå',
      Recipients: recipients,
      Properties: { aar: '2026' },
      FileList: [{ FileName: 'a.xml', CheckSum: 'x' }],
    }),
  )
  const path = `/api/my/brokerservice/outbox?fileName=rapport%20%C3%A6.zip&brokerServiceDescription=${description}`
  return call('sender', 'POST', path, content)
}

interface File {
  readonly FileReference: string
  readonly FileStatus: string
  readonly FileSize: number
  readonly _links: Readonly<Record<string, string>>
}

interface Receipt {
  readonly Status: string
  readonly Text: string
  readonly SubReceipts?: readonly Receipt[]
}

async function read<Model>(who: keyof typeof tokens, path: string): Promise<Model> {
  const answer = await call(who, 'GET', path)
  expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
  return JSON.parse(answer.body) as Model
}

function pathOf(link = ''): string {
  return link.replace('https://gateway.example', '')
}

beforeEach(() => {
  gateway = undefined as unknown as TestGateway
})
afterEach(() => gateway.close())

const inbox = '/api/my/brokerservice/inbox'
const available = '/api/brokerservice/inbox/hasavailablefiles'

describe.each([
  ['Altinn 3, while Altinn 2 is closed', { altinn2Url: '' }, '4947/1', 'altinn3'],
  ['Altinn 3, while Altinn 2 is open', {}, '4947/1', 'altinn3'],
  ['Altinn 2, where nothing has moved', {}, '4483/1', 'altinn2'],
] as const)('a file through %s', (_, settings, service, side) => {
  beforeEach(() => start(settings))

  it('is sent, found, fetched, confirmed and accounted for, by links alone', async () => {
    const query = `serviceCode=${service.split('/')[0]}&serviceEditionCode=1`
    const content = `PK\u0003\u0004 ${'innhold '.repeat(5_000)}`
    const sent = await send(content, service)
    expect([sent.status, sent.headers['x-served-by']]).toEqual([201, side])
    const { FileReference: reference, FileSize, _links } = JSON.parse(sent.body) as File
    expect(FileSize).toBe(Buffer.byteLength(content))
    expect(sent.headers.location).toBe(
      `https://gateway.example/api/my/brokerservice/outbox/${reference}`,
    )

    expect(await read('recipient', `${available}?${query}&recipients=${vendor.number}`)).toBe(true)
    const listed = await read<File[]>('recipient', `${inbox}?${query}`)
    const found = listed.find((file) => file.FileReference === reference)
    expect(found?.FileStatus).toBe('Uploaded')
    const fetched = await call('recipient', 'GET', pathOf(found?._links.download))
    expect(fetched.body).toBe(content)
    expect(fetched.headers['content-type']).toBe('application/octet-stream')

    const confirm = `${pathOf(found?._links.self)}/confirmdownloaded`
    const confirmed = await call('recipient', 'POST', confirm)
    expect(confirmed.status).toBe(200)
    expect(JSON.parse(confirmed.body)).toMatchObject({
      Status: 'OK',
      Text: 'File has been downloaded by the recipient.',
      PartyReference: vendor.number,
    })
    expect(await read('recipient', `${available}?${query}&recipients=${vendor.number}`)).toBe(false)

    expect((await read<File>('sender', pathOf(_links.self))).FileStatus).toBe('Downloaded')
    const receipt = await read<Receipt>('sender', pathOf(_links.receipt))
    expect(receipt.Status).toBe('OK')
    expect(receipt.SubReceipts?.map(({ Text }) => Text)).toEqual([
      'File has been downloaded by the recipient.',
    ])
  })
})

describe('a file in Altinn 3', () => {
  beforeEach(() => start({ altinn2Url: '' }))

  it('cannot be fetched before it has been scanned', async () => {
    const { broker } = gateway.sandbox.altinn3
    Object.assign(broker.resources['acn-broker-02'], { scanTimeMs: Infinity })
    const sent = JSON.parse((await send('x', '4947/1')).body) as File
    expect((await read<File>('sender', pathOf(sent._links.self))).FileStatus).toBe('Initialized')
    expect(await read('recipient', `${available}?serviceCode=4947&serviceEditionCode=1`)).toBe(
      false,
    )
    const early = await call('recipient', 'GET', `${inbox}/${sent.FileReference}/download`)
    expect(`${early.status} ${early.reason}`).toBe('404 The file is not available')
  })

  it('that holds malware is never available, and its receipt says so', async () => {
    const sent = JSON.parse((await send(eicar, '4947/1')).body) as File
    const receipt = await read<Receipt>('sender', pathOf(sent._links.receipt))
    expect(receipt.Status).toBe('Rejected')
    expect(receipt.SubReceipts?.map(({ Status }) => Status)).toEqual(['Rejected'])
    expect((await read<File>('sender', pathOf(sent._links.self))).FileStatus).toBe('Initialized')
    const fetched = await call('recipient', 'GET', `${inbox}/${sent.FileReference}/download`)
    expect(fetched.status).toBe(404)
  })

  it('that was never fetched is confirmed only where the operator wants it so', async () => {
    const sent = JSON.parse((await send('x', '4947/1')).body) as File
    const path = `${inbox}/${sent.FileReference}/confirmdownloaded`
    const refused = await call('recipient', 'POST', path)
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.body)).toMatchObject({ ErrorCode: 90009 })
    await gateway.close()
    await start({ altinn2Url: '', environment: { CONFIRM_WITHOUT_DOWNLOAD: 'touch' } })
    const again = JSON.parse((await send('x', '4947/1')).body) as File
    const taken = await call(
      'recipient',
      'POST',
      `${inbox}/${again.FileReference}/confirmdownloaded`,
    )
    expect(taken.status).toBe(200)
  })

  it('is nobody else’s to see, fetch, confirm or ask about', async () => {
    const sent = JSON.parse((await send('x', '4947/1')).body) as File
    const path = `${inbox}/${sent.FileReference}`
    for (const [method, rest] of [
      ['GET', ''],
      ['GET', '/download'],
      ['GET', '/receipt'],
      ['POST', '/confirmdownloaded'],
    ] as const) {
      expect((await call('sender', method, path + rest)).status).toBe(404)
    }
    const outbox = path.replace('inbox', 'outbox')
    expect((await call('recipient', 'GET', outbox)).status).toBe(404)
    expect((await call('recipient', 'GET', `${outbox}/receipt`)).status).toBe(404)
    const others = `${available}?serviceCode=4947&serviceEditionCode=1&recipients=${vendor.number},${customer.number}`
    expect((await call('recipient', 'GET', others)).status).toBe(403)
    const anonymous = await http(gateway.url, others, { headers: { apikey: 'key' } })
    expect(anonymous.status).toBe(401)
  })

  it('is refused before room is made for it when a recipient may not have it', async () => {
    await gateway.close()
    const moved = { to: 'broker', resource: 'acn-broker-ser-7531' }
    await start({ altinn2Url: '', register: { services: [{ service: 'u7372/7531', moved }] } })
    const before = gateway.sandbox.altinn3.broker.transfers.length
    const refused = await send('x', 'u7372/7531', [serviceOwner.number])
    expect(`${refused.status} ${refused.reason}`).toBe(
      '403 A recipient is not on the access list of this service',
    )
    expect(gateway.sandbox.altinn3.broker.transfers.length).toBe(before)
  })

  it('that is purged once all have it stays accounted for', async () => {
    await gateway.close()
    const moved = { to: 'broker', resource: 'acn-broker-ser-7531' }
    await start({ altinn2Url: '', register: { services: [{ service: 'u7372/7531', moved }] } })
    const { resources } = gateway.sandbox.altinn3.broker
    Object.assign(resources['acn-broker-ser-7531'], { gracePeriodMs: 0 })
    const sent = JSON.parse((await send('x', 'u7372/7531')).body) as File
    const path = `${inbox}/${sent.FileReference}`
    await call('recipient', 'GET', `${path}/download`)
    expect((await call('recipient', 'POST', `${path}/confirmdownloaded`)).status).toBe(200)
    expect((await call('recipient', 'GET', `${path}/download`)).status).toBe(404)
    expect((await call('recipient', 'POST', `${path}/confirmdownloaded`)).status).toBe(200)
    expect((await read<File>('sender', pathOf(sent._links.self))).FileStatus).toBe('Downloaded')
  })
})
