import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { endpoints } from '../../../routes/index.ts'
import type { Endpoint } from '../../../src/endpoint.ts'
import { seedMessages } from '../../../sandbox/altinn2/messages/seed.ts'
import { addMessages, type Altinn2Message } from '../../../sandbox/altinn2/messages/state.ts'
import { seedRecords } from '../../../sandbox/altinn2/records.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { examples, mainForm, ownerNumber, type Example } from '../../support/altinn2-operations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const publicUrl = 'https://gateway.example/api/'
const sent = 'd0000000-0000-4000-8000-000000000001'

let gateway: TestGateway
const tokens = new Map<string, Promise<string>>()
beforeAll(async () => {
  gateway = await startTestGateway({ register: { services: [] } })
})
afterAll(() => gateway.close())

const formTask: Altinn2Message = {
  ...{ id: 'a5000001', kind: 'FormTask', subject: 'Prøveskjema', state: 'beingFilledIn' },
  ...{ lastChanged: 0, created: 0, lastChangedBy: customer.name, serviceOwner: 'Prøveetaten' },
  ...{ serviceCode: '5998', serviceEdition: 160101 },
  contents: {
    form: Buffer.from(mainForm.FormData),
    attachments: { 'kart.pdf': Buffer.from('%PDF') },
    subForms: [{ id: 880_012, format: '1901', version: 12_346, xml: Buffer.from('<Skjema/>') }],
  },
}
const made = { draft: 'a5000001', signable: 'a5000002', confirmable: 'a5000003', sent }

/** What the examples are about, as it was before any of them. */
beforeEach(() => {
  const { altinn2 } = gateway.sandbox
  Object.assign(altinn2.records, seedRecords())
  Object.assign(altinn2.messages, seedMessages())
  const xml = Buffer.from(mainForm.FormData)
  const { contents } = formTask
  const subForms = contents?.subForms?.map((one) => ({ ...one, xml })) ?? []
  const draft = { ...formTask, contents: { attachments: {}, ...contents, subForms } }
  addMessages(altinn2.messages, mainParty.partyId, [
    draft,
    { ...draft, id: made.signable, state: 'toBeSigned' },
    { ...draft, id: made.confirmable, kind: 'Correspondence', needsConfirmation: true },
  ])
  const [file] = altinn2.broker.files
  if (file === undefined) throw new Error('no file')
  const recipients = [{ party: vendor.number, receiptId: 2, downloaded: undefined }]
  altinn2.broker.files.push({ ...file, reference: sent, sender: customer.number, recipients })
})

/** Every scope that Altinn 2 knows for this kind of caller. */
function tokenFor({ id, callers }: Endpoint): Promise<string> {
  const isOwners = id.startsWith('service-owner/')
  const kind = isOwners ? 'owner' : callers.includes('systemuser') ? 'system user' : 'organisation'
  const scope = [
    ...new Set(
      endpoints
        .filter((row) => row.id.startsWith('service-owner/') === isOwners)
        .flatMap(({ scopes }) => scopes.altinn2),
    ),
  ].join(' ')
  const org = isOwners ? ownerNumber : kind === 'organisation' ? customer.number : vendor.number
  const systemUser = kind === 'system user' ? { systemUser: customer.number } : {}
  const known = tokens.get(kind) ?? gateway.token({ org, scope, ...systemUser })
  tokens.set(kind, known)
  return known
}

async function call(row: Endpoint, example: Example): Promise<HttpAnswer> {
  const { target, body, type = 'application/hal+json', accept = 'application/hal+json' } = example
  const token = row.callers === 'public' ? {} : { authorization: `Bearer ${await tokenFor(row)}` }
  const headers = {
    ...token,
    ...(row.group.startsWith('metadata/') ? {} : { apikey: 'key' }),
    accept,
    ...(body === undefined ? {} : { 'content-type': type }),
  }
  const path = target.replace(/\{(\w+)\}/g, (_, name: keyof typeof made) => made[name])
  return http(gateway.url, `/api/${path}`, {
    method: row.method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

function expectLinksToGateway({ body, headers }: HttpAnswer): void {
  expect(body).not.toContain('https://tt02.altinn.no/api/')
  if (/"_links":\{"(?!gui|portalview)/.test(body)) expect(body).toContain(publicUrl)
  if (headers.location !== undefined) expect(headers.location).toMatch(new RegExp(`^${publicUrl}`))
}

it.each(endpoints)('$catalogue $method $path is answered as Altinn 2 documented', async (row) => {
  const example = examples[row.catalogue]
  if (example === undefined) throw new Error('no example')
  const { sandbox } = gateway
  const before = sandbox.altinn2.asked.length
  const answer = await call(row, example)
  const { status, reason, location, shows } = example
  expect([answer.status, answer.body.slice(0, 200)]).toEqual([
    status,
    expect.not.stringMatching(/unlike the real one|stand-in:/),
  ])
  // What Altinn switched off is refused here, and never asked about.
  const isAsked = sandbox.altinn2.asked.length > before
  expect([isAsked, answer.headers['x-served-by']]).toEqual(
    row.removed === true ? [false, 'gateway'] : [true, 'altinn2'],
  )
  if (reason !== undefined) expect(answer.reason).toBe(reason)
  if (location !== undefined) expect(answer.headers.location).toMatch(location)
  if (shows !== undefined) expect(answer.body).toMatch(shows)
  if (String(answer.headers['content-type']).includes('json')) JSON.parse(answer.body)
  expectLinksToGateway(answer)
})

it('has an example of every operation', () => {
  const counts = { operations: endpoints.length, examples: Object.keys(examples).length }
  const removed = endpoints.filter((row) => row.removed === true).length
  const text = `Altinn 2 open: ${counts.examples} operations answered, ${removed} of them gone`
  process.stdout.write(`${text}\n`)
  expect(counts.examples).toBe(counts.operations)
})
