import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedBroker, toTransfer } from '../../../sandbox/altinn3/seed.ts'
import type { BrokerState } from '../../../sandbox/altinn3/broker/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { customer, vendor, serviceOwner } = organizations
const path = '/broker/api/v1/filetransfer'
const seeded = '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'
const nowhere = '00000000-0000-4000-8000-000000000000'
const both = 'altinn:broker.read altinn:broker.write'

let sandbox: Sandbox
let broker: BrokerState
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
  broker = sandbox.altinn3.broker
})
beforeEach(() => {
  Object.assign(broker, seedBroker())
  broker.resources['acn-broker-02'].scanTimeMs = 0
})
afterAll(() => sandbox.close())

interface As {
  readonly org?: string
  readonly scope?: string
}

async function call(below: string, sent: Sent = {}, as: As = {}): Promise<HttpAnswer> {
  const { org = vendor.number, scope = both } = as
  const token = await sandbox.maskinporten.mint({ org, scope })
  const headers = { authorization: `Bearer ${token}`, ...sent.headers }
  return http(sandbox.altinn3.url, path + below, { ...sent, headers })
}

const recipient: As = { org: customer.number }
const get = (below: string, as?: As): Promise<HttpAnswer> => call(below, {}, as)
const post = (below: string, as?: As): Promise<HttpAnswer> => call(below, { method: 'POST' }, as)

function read({ body }: HttpAnswer): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>
}

function idsIn({ body }: HttpAnswer): string[] {
  return JSON.parse(body) as string[]
}

/** What ASP.NET objects to, by the name of the property. */
function errorsIn(answer: HttpAnswer): object {
  return read(answer).errors as object
}

/** The status with the broker's code, where there is one. */
function refusal(answer: HttpAnswer): readonly [number, unknown] {
  return [answer.status, answer.body === '' ? undefined : read(answer).code]
}

const description = {
  fileName: 'rapport.zip',
  resourceId: 'acn-broker-02',
  sendersFileTransferReference: 'ref-1',
  sender: `0192:${vendor.number}`,
  recipients: [`0192:${customer.number}`],
}

function initialize(changed: object = {}, as?: As): Promise<HttpAnswer> {
  const body = JSON.stringify({ ...description, ...changed })
  return call('', { method: 'POST', headers: { 'content-type': 'application/json' }, body }, as)
}

function upload(id: string, body: string | Buffer = 'content', as?: As): Promise<HttpAnswer> {
  const headers = { 'content-type': 'application/octet-stream' }
  return call(`/${id}/upload`, { method: 'POST', headers, body }, as)
}

async function newTransfer(changed: object = {}): Promise<string> {
  return String(read(await initialize(changed)).fileTransferId)
}

async function sent(changed: object = {}, content = 'content'): Promise<string> {
  const id = await newTransfer(changed)
  await upload(id, content)
  return id
}

async function status(id: string): Promise<unknown> {
  return read(await get(`/${id}`)).fileTransferStatus
}

async function until(id: string, wanted: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if ((await status(id)) === wanted) return
    await pause(20)
  }
  throw new Error(`never ${wanted}`)
}

const statuses = (answer: HttpAnswer, list: string, field: string): unknown[] =>
  (read(answer)[list] as Record<string, unknown>[]).map((event) => event[field])

describe('a transfer in Altinn 3’s broker', () => {
  it('goes from the first call to the last confirmation through each of its statuses', async () => {
    const id = await newTransfer({ propertyList: { kind: 'test' } })
    expect(await status(id)).toBe('Initialized')
    expect(read(await upload(id))).toEqual({ fileTransferId: id })
    await until(id, 'Published')
    expect((await get(`/${id}/download`, recipient)).body).toBe('content')
    expect((await post(`/${id}/confirmdownload`, recipient)).status).toBe(204)
    const details = await get(`/${id}/details`)
    expect(statuses(details, 'fileTransferStatusHistory', 'fileTransferStatus')).toEqual([
      'Initialized',
      'UploadStarted',
      'UploadProcessing',
      'Published',
      'AllConfirmedDownloaded',
    ])
    expect(
      statuses(details, 'recipientFileTransferStatusHistory', 'recipientFileTransferStatusCode'),
    ).toEqual(['Initialized', 'DownloadStarted', 'DownloadConfirmed'])
    expect(read(details)).toMatchObject({
      sender: `0192:${vendor.number}`,
      fileTransferSize: 7,
      checksum: createHash('md5').update('content').digest('hex'),
      propertyList: { kind: 'test' },
      fileTransferStatusText: 'All downloaded',
    })
    expect(read(details)).not.toHaveProperty('published')
  })

  it('is processed until its scan has ended', async () => {
    broker.resources['acn-broker-02'].scanTimeMs = 60_000
    const id = await sent()
    expect(read(await get(`/${id}`))).toMatchObject({
      fileTransferStatus: 'UploadProcessing',
      published: null,
    })
    expect(refusal(await get(`/${id}/download`, recipient))).toEqual([403, 'BRO-00007'])
    broker.resources['acn-broker-02'].scanTimeMs = 0
    expect(await status(id)).toBe('Published')
  })

  it('is published at once where nothing is scanned', async () => {
    broker.resources['acn-broker-02'].virusScan = false
    const details = await get(`/${await sent()}/details`)
    expect(read(details).useVirusScan).toBe(false)
    expect(statuses(details, 'fileTransferStatusHistory', 'fileTransferStatus')).not.toContain(
      'UploadProcessing',
    )
  })

  it('fails when the scan finds malware, and says what it found', async () => {
    const id = await sent({}, '...EICAR-STANDARD-ANTIVIRUS-TEST-FILE!...')
    const overview = read(await get(`/${id}`))
    expect(overview.fileTransferStatus).toBe('Failed')
    expect(overview.fileTransferStatusText).toMatch(
      /^Malware scan failed: Malicious\. Extra details: \{"CorrelationId"/,
    )
    expect(refusal(await get(`/${id}/download`, recipient))).toEqual([403, 'BRO-00007'])
  })

  it('fails when its bytes are not those of the checksum', async () => {
    const checksum = createHash('md5').update('other').digest('hex')
    const id = await newTransfer({ checksum })
    expect(refusal(await upload(id))).toEqual([400, 'BRO-00009'])
    expect(read(await get(`/${id}`)).fileTransferStatusText).toBe('Checksum mismatch')
    expect(await status(await sent({ checksum }, 'other'))).toBe('Published')
  })

  it.each([
    ['failed', 'Failed', 'Error occurred while uploading fileTransfer'],
    ['left', 'UploadStarted', 'Upload started'],
  ] as const)('whose upload is cut is %s', async (mode, wanted, text) => {
    broker.modes.cutUpload = mode
    const id = await newTransfer()
    await cutUpload(id)
    await until(id, wanted)
    expect(read(await get(`/${id}`)).fileTransferStatusText).toBe(text)
  })

  it('may be uploaded again when a cut upload has left it as it was', async () => {
    broker.modes.cutUpload = 'left'
    const id = await newTransfer()
    await cutUpload(id)
    await upload(id)
    const details = await get(`/${id}/details`)
    expect(statuses(details, 'fileTransferStatusHistory', 'fileTransferStatus')).toEqual([
      'Initialized',
      'UploadStarted',
      'UploadStarted',
      'UploadProcessing',
      'Published',
    ])
  })

  it('is purged when its time is over', async () => {
    broker.resources['acn-broker-02'].timeToLiveMs = 0
    const id = await newTransfer()
    expect(read(await get(`/${id}`))).toMatchObject({
      fileTransferStatus: 'Purged',
      fileTransferStatusText: 'FileTransfer has been purged',
    })
  })

  it('is purged after the last confirmation where the resource says so', async () => {
    const resource = broker.resources['acn-broker-ser-7531']
    Object.assign(resource, { scanTimeMs: 0, gracePeriodMs: 60_000 })
    const id = await sent({ resourceId: 'acn-broker-ser-7531' })
    await get(`/${id}/download`, recipient)
    await post(`/${id}/confirmdownload`, recipient)
    expect(await status(id)).toBe('AllConfirmedDownloaded')
    expect((await get(`/${id}/download`, recipient)).status).toBe(200)
    resource.gracePeriodMs = 0
    expect(await status(id)).toBe('Purged')
    expect(refusal(await get(`/${id}/download`, recipient))).toEqual([403, 'BRO-00007'])
  })
})

/** Sends half of what it promises and hangs up once the stand-in has begun to read. */
async function cutUpload(id: string): Promise<void> {
  const token = await sandbox.maskinporten.mint({ org: vendor.number, scope: both })
  const { hostname, port } = new URL(sandbox.altinn3.url)
  const socket = connect(Number(port), hostname)
  socket.write(
    `POST ${path}/${id}/upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
      'Content-Type: application/octet-stream\r\nContent-Length: 100\r\n\r\nhalf',
  )
  await until(id, 'UploadStarted')
  socket.destroy()
}

describe('a call that begins a transfer', () => {
  it.each([
    ['without a file name', { fileName: '' }, 'FileName'],
    ['with a file name that is too long', { fileName: 'x'.repeat(256) }, 'FileName'],
    ['with an urn of another kind', { resourceId: 'urn:other:x' }, 'ResourceId'],
    [
      'without a reference',
      { sendersFileTransferReference: undefined },
      'SendersFileTransferReference',
    ],
    ['with a bare number as its sender', { sender: vendor.number }, 'Sender'],
    ['without recipients', { recipients: [] }, 'Recipients'],
    ['with a person as a recipient', { recipients: ['0192:01018170071'] }, 'Recipients'],
    [
      'with eleven properties',
      {
        propertyList: Object.fromEntries(
          'a b c d e f g h i j k'.split(' ').map((name) => [name, '']),
        ),
      },
      'PropertyList',
    ],
    ['with a long key', { propertyList: { ['k'.repeat(51)]: '' } }, 'PropertyList'],
    ['with a long value', { propertyList: { k: 'v'.repeat(3001) } }, 'PropertyList'],
    ['with a checksum of another kind', { checksum: 'abc' }, 'Checksum'],
    ['with a checksum in capitals', { checksum: 'A'.repeat(32) }, 'Checksum'],
    ['with a field of another type', { recipients: 'x' }, '$.recipients'],
  ])('is refused %s', async (_, changed, property) => {
    const answer = await initialize(changed)
    expect([answer.status, Object.keys(errorsIn(answer))]).toEqual([
      400,
      expect.arrayContaining([property]),
    ])
  })

  it('is refused with Altinn’s own list of errors when the mode says so', async () => {
    broker.modes.validation = 'altinn'
    const answer = await initialize({ fileName: '' })
    expect(read(answer)).toMatchObject({
      code: 'STD-00000',
      validationErrors: [{ paths: ['/FileName'] }],
    })
  })

  it('is refused when its body is something else than JSON', async () => {
    const headers = { 'content-type': 'text/plain' }
    expect((await call('', { method: 'POST', headers, body: '{}' })).status).toBe(415)
    const json = { 'content-type': 'application/json' }
    expect((await call('', { method: 'POST', headers: json, body: '{' })).status).toBe(400)
  })

  it('names a field that the real one does not have', async () => {
    const answer = await initialize({ filename: 'x' })
    expect([answer.status, answer.body]).toEqual([500, 'unlike the real one: field filename'])
  })

  it.each([
    ['for somebody else', { sender: `0192:${customer.number}` }, [401, 'BRO-00006']],
    ['on an unknown resource', { resourceId: 'unknown' }, [401, 'BRO-00006']],
    ['on what every object has', { resourceId: 'constructor' }, [401, 'BRO-00006']],
    ['without a scan that the resource wants', { disableVirusScan: true }, [400, 'BRO-00020']],
    [
      'to somebody outside the access list',
      { resourceId: 'acn-broker-ser-7531', recipients: [`0192:${serviceOwner.number}`] },
      [400, 'BRO-00028'],
    ],
  ])('is refused %s', async (_, changed, expected) => {
    expect(refusal(await initialize(changed))).toEqual(expected)
  })

  it('is refused for a sender outside the access list', async () => {
    const changed = { resourceId: 'acn-broker-ser-7531', sender: `0192:${serviceOwner.number}` }
    const answer = await initialize(changed, { org: serviceOwner.number })
    expect(refusal(answer)).toEqual([401, 'BRO-00006'])
  })

  it('takes either form of its parties, but finds a sender again in one form only', async () => {
    const urn = (number: string): string => `urn:altinn:organization:identifier-no:${number}`
    const id = await newTransfer({
      resourceId: 'urn:altinn:resource:acn-broker-02',
      sender: urn(vendor.number),
      recipients: [urn(customer.number)],
    })
    expect(read(await get(`/${id}`))).toMatchObject({
      resourceId: 'acn-broker-02',
      sender: urn(vendor.number),
      recipients: [{ recipient: `0192:${customer.number}` }],
    })
    const outbox = '?resourceId=acn-broker-02&role=Sender'
    expect(idsIn(await get(outbox))).not.toContain(id)
  })
})

describe('an upload', () => {
  it.each([
    ['to nothing', nowhere, vendor.number, [404, 'BRO-00001']],
    ['by the recipient', seeded, customer.number, [401, 'BRO-00006']],
    ['after another one', seeded, vendor.number, [409, 'BRO-00004']],
  ])('is refused %s', async (_, id, org, expected) => {
    expect(refusal(await upload(id, 'x', { org }))).toEqual(expected)
  })

  it('is refused when it says that it is larger than the resource takes', async () => {
    broker.resources['acn-broker-02'].maxFileTransferSize = 3
    const id = await newTransfer()
    expect(refusal(await upload(id))).toEqual([400, 'BRO-00016'])
    expect(await status(id)).toBe('Initialized')
  })

  it('is not measured when it does not say how large it is', async () => {
    broker.resources['acn-broker-02'].maxFileTransferSize = 3
    const id = await newTransfer()
    const headers = {
      'content-type': 'application/octet-stream',
      'transfer-encoding': 'chunked',
    }
    await call(`/${id}/upload`, { method: 'POST', headers, body: 'content' })
    expect(await status(id)).toBe('Published')
  })

  it('is refused when its type is another', async () => {
    const headers = { 'content-type': 'application/zip' }
    const id = await newTransfer()
    const answer = await call(`/${id}/upload`, { method: 'POST', headers, body: 'x' })
    expect(answer.status).toBe(415)
  })

  it('ends when it is larger than a stand-in keeps', async () => {
    const id = await newTransfer()
    broker.resources['acn-broker-02'].maxFileTransferSize = Infinity
    const answer = await upload(id, Buffer.alloc(80 * 1024 * 1024 + 1)).catch(() => undefined)
    // A client that is still writing may see the end of the connection alone.
    expect(answer?.status ?? 413).toBe(413)
    expect(await status(id)).toBe('Failed')
  })
})

describe('a download', () => {
  it('is the whole file under its name, whatever is accepted', async () => {
    const headers = { accept: 'application/zip' }
    const answer = await call(`/${seeded}/download`, { headers }, recipient)
    expect([answer.status, answer.body.length]).toEqual([200, 2048])
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '2048',
      'accept-ranges': 'bytes',
      'content-disposition': `attachment; filename=_rsrapport.zip; filename*=UTF-8''%C3%A5rsrapport.zip`,
      'cache-control': 'no-store',
    })
  })

  it.each([
    ['bytes=0-3', 'bytes 0-3/10', '0123'],
    ['bytes=7-', 'bytes 7-9/10', '789'],
    ['bytes=-2', 'bytes 8-9/10', '89'],
    ['bytes=5-99', 'bytes 5-9/10', '56789'],
  ])('is a part of the file for %s', async (range, contentRange, body) => {
    const id = await sent({}, '0123456789')
    const answer = await call(`/${id}/download`, { headers: { range } }, recipient)
    expect([answer.status, answer.headers['content-range'], answer.body]).toEqual([
      206,
      contentRange,
      body,
    ])
    expect(answer.headers['content-length']).toBe(String(body.length))
  })

  it.each(['bytes=0-1,3-4', 'items=0-1', 'bytes=5-2', 'bytes=-'])(
    'is the whole file for %s',
    async (range) => {
      const answer = await call(`/${seeded}/download`, { headers: { range } }, recipient)
      expect([answer.status, answer.body.length]).toEqual([200, 2048])
    },
  )

  it.each(['bytes=2048-', 'bytes=-0'])('is refused for %s', async (range) => {
    const answer = await call(`/${seeded}/download`, { headers: { range } }, recipient)
    expect(refusal(answer)).toEqual([416, 'BRO-00029'])
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/)
  })

  it('is for recipients, with the recipient’s scope', async () => {
    expect(refusal(await get(`/${seeded}/download`))).toEqual([401, 'BRO-00006'])
    const sender = { ...recipient, scope: 'altinn:broker.write' }
    expect((await get(`/${seeded}/download`, sender)).status).toBe(403)
    expect(refusal(await get(`/${nowhere}/download`, recipient))).toEqual([404, 'BRO-00001'])
  })

  it('is noted once for several parts of the same file', async () => {
    for (const range of ['bytes=0-1', 'bytes=2-3']) {
      await call(`/${seeded}/download`, { headers: { range } }, recipient)
    }
    const details = await get(`/${seeded}/details`)
    expect(
      statuses(details, 'recipientFileTransferStatusHistory', 'recipientFileTransferStatusCode'),
    ).toEqual(['Initialized', 'DownloadStarted'])
  })

  it('after the confirmation is a start in the list, and changes the moment alone elsewhere', async () => {
    const id = await sent({
      recipients: [customer, serviceOwner].map(({ number }) => `0192:${number}`),
    })
    await get(`/${id}/download`, recipient)
    await post(`/${id}/confirmdownload`, recipient)
    await get(`/${id}/download`, recipient)
    const overview = await get(`/${id}`)
    expect(statuses(overview, 'recipients', 'currentRecipientFileTransferStatusCode')).toEqual([
      'DownloadConfirmed',
      'Initialized',
    ])
    const started = '?resourceId=acn-broker-02&recipientStatus=DownloadStarted'
    expect(read(await get(started, recipient))).toEqual([id])
  })
})

describe('a confirmation', () => {
  const confirm = (id: string, as = recipient): Promise<HttpAnswer> =>
    post(`/${id}/confirmdownload`, as)

  it.each([
    ['of nothing', nowhere, customer.number, [404, 'BRO-00001']],
    ['by the sender', seeded, vendor.number, [401, 'BRO-00006']],
    ['before the download', seeded, customer.number, [400, 'BRO-00019']],
  ])('is refused %s', async (_, id, org, expected) => {
    expect(refusal(await confirm(id, { org }))).toEqual(expected)
  })

  it('is refused before there is a file, and while it is scanned', async () => {
    broker.resources['acn-broker-02'].scanTimeMs = 60_000
    expect(refusal(await confirm(await newTransfer()))).toEqual([400, 'BRO-00003'])
    expect(refusal(await confirm(await sent()))).toEqual([400, 'BRO-00010'])
  })

  it('may be repeated until everybody has confirmed', async () => {
    const others = { ...recipient, org: serviceOwner.number }
    Object.assign(broker.resources['acn-broker-02'], {
      organizations: [customer.number, vendor.number, serviceOwner.number],
    })
    const id = await sent({
      recipients: [customer, serviceOwner].map(({ number }) => `0192:${number}`),
    })
    await get(`/${id}/download`, recipient)
    expect((await confirm(id)).status).toBe(204)
    expect((await confirm(id)).status).toBe(204)
    expect(await status(id)).toBe('Published')
    await get(`/${id}/download`, others)
    expect((await confirm(id, others)).status).toBe(204)
    expect(refusal(await confirm(id))).toEqual([400, 'BRO-00010'])
  })

  it('breaks on somebody who may act for a recipient and is none', async () => {
    broker.resources['acn-broker-02'].delegations = { [vendor.number]: [customer.number] }
    expect((await confirm(seeded, { org: vendor.number })).status).toBe(500)
  })
})

describe('a list of transfers', () => {
  const list = async (query: string, as: As = recipient): Promise<string[]> =>
    idsIn(await get(`?resourceId=acn-broker-02${query}`, as))

  beforeEach(() => {
    const [first, second, third] = ['a', 'b', 'c'].map((letter, place) =>
      toTransfer({
        id: letter.repeat(8) + seeded.slice(8),
        created: `2026-09-0${place + 1}T00:00:00Z`,
        ...(letter === 'b' ? { status: 'Failed' } : {}),
      }),
    )
    broker.transfers.splice(0, Infinity, ...[second, third, first].flatMap((one) => one ?? []))
  })

  const letters = (ids: string[]): string => ids.map((id) => id.slice(0, 1)).join('')

  it.each([
    ['newest first', '', 'cba'],
    ['oldest first when asked', '&orderAscending=true', 'abc'],
    ['of one status', '&status=Published', 'ca'],
    ['of one recipient status', '&recipientStatus=Initialized', 'cba'],
    ['of none with another', '&recipientStatus=DownloadStarted', ''],
    ['after a moment, itself excluded', '&from=2026-09-01T00:00:00Z', 'cb'],
    ['before a moment, itself excluded', '&to=2026-09-03T00:00:00Z', 'ba'],
    ['between two, both included', '&from=2026-09-01T00:00:00Z&to=2026-09-02T00:00:00Z', 'ba'],
    ['by the moment of the status', '&status=Failed&from=2026-09-02T00:00:00Z', 'b'],
    ['as the sender', '&role=Sender', ''],
    [
      'as the sender, where a recipient status forgets the role',
      '&role=Sender&recipientStatus=Initialized',
      'cba',
    ],
  ])('is %s', async (_, query, expected) => {
    expect(letters(await list(query))).toBe(expected)
  })

  it('holds what the caller has sent too, unless it asks as the recipient', async () => {
    const sender = { org: vendor.number }
    expect(letters(await list('', sender))).toBe('cba')
    expect(letters(await list('&role=Recipient', sender))).toBe('')
  })

  it('ends after a hundred', async () => {
    const [one] = broker.transfers
    if (one === undefined) throw new Error('no transfer')
    broker.transfers.push(...Array.from({ length: 150 }, () => one))
    expect(await list('')).toHaveLength(100)
  })

  it.each([
    ['without a resource', '', 'resourceId'],
    ['of an unknown status', '?resourceId=acn-broker-02&status=Gone', 'status'],
    ['from no date', '?resourceId=acn-broker-02&from=yesterday', 'from'],
  ])('is refused %s', async (_, query, name) => {
    const answer = await get(query, recipient)
    expect(answer.status).toBe(400)
    expect(errorsIn(answer)).toHaveProperty(name)
  })

  it('is refused on a resource that the caller has no access to, or that there is not', async () => {
    const stranger = { org: serviceOwner.number }
    expect(refusal(await get('?resourceId=acn-broker-02', stranger))).toEqual([401, 'BRO-00006'])
    expect(refusal(await get('?resourceId=unknown', recipient))).toEqual([401, 'BRO-00006'])
  })
})

describe('Altinn 3’s broker', () => {
  it('checks method, type, Accept, token, scope and id in this order', async () => {
    const { url } = sandbox.altinn3
    const wrong = { accept: 'application/hal+json' }
    const head = await http(url, `${path}/x`, { method: 'HEAD', headers: wrong })
    expect([head.status, head.headers.allow]).toEqual([405, 'GET'])
    expect((await http(url, `${path}/x/upload`, { method: 'POST', headers: wrong })).status).toBe(
      415,
    )
    expect((await http(url, `${path}/x`, { headers: wrong })).status).toBe(406)
    expect((await http(url, `${path}/x`)).status).toBe(401)
    expect((await get('/x', { scope: 'altinn:broker' })).status).toBe(403)
    const answer = await get('/x')
    expect([answer.status, errorsIn(answer)]).toEqual([
      400,
      { fileTransferId: ["The value 'x' is not valid."] },
    ])
  })

  it('shows a transfer to those who have part in it', async () => {
    expect((await get(`/${seeded}`, recipient)).status).toBe(200)
    const stranger = { org: serviceOwner.number }
    expect(refusal(await get(`/${seeded}/details`, stranger))).toEqual([401, 'BRO-00006'])
    expect(refusal(await get(`/${nowhere}`))).toEqual([404, 'BRO-00001'])
  })

  it('wants the sender’s scope for what senders do, and the recipient’s for what recipients do', async () => {
    expect((await initialize({}, { scope: 'altinn:broker.read' })).status).toBe(403)
    const scope = 'altinn:broker.write'
    expect((await post(`/${seeded}/confirmdownload`, { ...recipient, scope })).status).toBe(403)
  })

  it.each(['/upload/tus/x', `/${seeded}/other`])(
    'names an address it does not have: %s',
    async (below) => {
      const answer = await get(below)
      expect([answer.status, answer.body]).toEqual([500, expect.stringMatching(/^unlike the real/)])
    },
  )
})
