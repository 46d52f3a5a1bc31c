import { afterEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const scope =
  'altinn:brokerservice.read altinn:brokerservice.write altinn:broker.read altinn:broker.write'

let gateway: TestGateway
afterEach(() => gateway.close())

/** altinn-studio-docs content/broker/broker-transition/usage/rest: the members of its examples. */
const members = {
  file: {
    ...{ ServiceCode: 'string', ServiceEditionCode: 'number', FileName: 'string' },
    ...{ FileReference: 'string', FileSize: 'number', FileStatus: 'string' },
    ...{ ReceiptID: 'number', Sender: 'string', SentDate: 'string', SendersReference: 'string' },
  },
  receipt: {
    ...{ ReceiptID: 'number', LastChanged: 'string', Status: 'string', Text: 'string' },
    ...{ ServiceOwnerPartyReference: 'text or null', PartyReference: 'string' },
  },
} as const

type Parsed = Readonly<Record<string, unknown>>

/** A member that is missing makes it fail; what it does not know it skips. */
function needModel(read: unknown, model: keyof typeof members): Parsed {
  const found = read as Parsed
  for (const [name, type] of Object.entries(members[model])) {
    const value = found[name]
    const isNull = type === 'text or null' && value === null
    const wanted = type === 'text or null' ? 'string' : type
    if (!isNull && typeof value !== wanted) throw new Error(`${name}: ${String(value)}`)
  }
  return found
}

/** Digdir's client of its own bridge, but for the `Ok` that it takes for a status. */
async function connect(org: string): Promise<{
  readonly ask: (path: string, model: keyof typeof members, file?: string) => Promise<Parsed>
  readonly list: (path: string) => Promise<readonly Parsed[]>
}> {
  const authorization = `Bearer ${await gateway.token({ org, scope })}`
  const headers = { authorization, ApiKey: 'myKey', accept: 'application/json' }
  const call = async (path: string, body?: string): Promise<unknown> => {
    const zip = { ...headers, 'Content-Type': 'application/zip' }
    const method = body === undefined ? 'GET' : 'POST'
    const sent = body === undefined ? {} : { body }
    const answer = await http(gateway.url, path, { method, headers: zip, ...sent })
    if (answer.status >= 300) throw new Error(`${answer.status} ${answer.reason}`)
    return JSON.parse(answer.body)
  }
  return {
    ask: async (path, model, file) => needModel(await call(path, file), model),
    list: async (path) =>
      ((await call(path)) as readonly unknown[]).map((one) => needModel(one, 'file')),
  }
}

describe.each([
  ['Altinn 2, open', '4483', {}],
  ['Altinn 3, Altinn 2 being closed', '4947', { altinn2Url: '' }],
])('Digdir’s bridge client, answered by %s', (_, code, settings) => {
  it('sends a file, follows it, and finds every member that it reads', async () => {
    gateway = await startTestGateway(settings)
    for (const resource of Object.values(gateway.sandbox.altinn3.broker.resources)) {
      Object.assign(resource, { scanTimeMs: 0 })
    }
    const description = JSON.stringify({
      ServiceCode: code,
      ServiceEditionCode: 1,
      SendersReference: 'somereference',
      Recipients: [vendor.number],
      Properties: { somethingservicespecific: 'somevalue' },
      FileList: null,
    })
    const outbox = '/api/my/brokerservice/outbox'
    const query = `fileName=Altinn2FileName&brokerServiceDescription=${encodeURIComponent(description)}`
    const sender = await connect(customer.number)
    const sent = await sender.ask(`${outbox}?${query}`, 'file', 'PK file')
    expect(sent).toMatchObject({ ServiceCode: code, ServiceEditionCode: 1 })

    const reference = String(sent.FileReference)
    const file = await sender.ask(`${outbox}/${reference}`, 'file')
    expect(file).toMatchObject({ ServiceEditionCode: 1, FileStatus: 'Uploaded' })
    const receipt = await sender.ask(`${outbox}/${reference}/receipt`, 'receipt')
    expect(receipt).toMatchObject({ Status: 'OK', PartyReference: customer.number })
    const below = receipt.SubReceipts as readonly unknown[]
    expect(below.map((one) => needModel(one, 'receipt').PartyReference)).toEqual([vendor.number])

    const recipient = await connect(vendor.number)
    const inbox = '/api/my/brokerservice/inbox'
    const listed = await recipient.list(`${inbox}/?serviceCode=${code}&serviceEditionCode=1`)
    expect(listed.map(({ FileReference: one }) => one)).toContain(reference)
    await recipient.ask(`${inbox}/${reference}/receipt`, 'receipt')
  })
})
