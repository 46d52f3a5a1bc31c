import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idOfInstance, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { addNew } from '../../../sandbox/altinn3/storage/seed/new.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const rows = 60_000

/** As an app stores a long list: megabytes, with an id in every row. */
function longForm(withIds: boolean): string {
  const row = (place: number): string => {
    const id = withIds
      ? ` altinnRowId="00000000-0000-4000-8000-${String(place).padStart(12, '0')}"`
      : ''
    return `<tiltak${id}><navn>Påle nr. ${place} &amp; "altinnRowId=1"</navn></tiltak>`
  }
  const all = Array.from({ length: rows }, (_, place) => row(place))
  return `<?xml version="1.0" encoding="utf-8"?><Skjema>${all.join('')}</Skjema>`
}

let gateway: TestGateway
let authorization: string
let path: string
beforeAll(async () => {
  // Bytes of one form at a time: one that is never let go of would keep out all others.
  gateway = await startTestGateway({ altinn2Url: '', limits: { underWay: 1 } })
  const { instance } = addNew(gateway.sandbox.altinn3.storage, {
    seed: 'a long form',
    app: 'ttd/prove-skjema',
    owner: mainParty,
    created: '2026-05-01T10:00:00Z',
    files: [
      { type: 'model', contentType: 'application/xml', content: Buffer.from(longForm(true)) },
    ],
  })
  const id = idOfInstance(instance.id)
  if (id === undefined) throw new Error('no uuid')
  const scope = 'altinn:instances.read'
  const as = { org: vendor.number, systemUser: customer.number, scope }
  authorization = `Bearer ${await gateway.token(as)}`
  const forms = `/api/my/messages/${writeMessageId(id, true)}/forms`
  const { body } = await http(gateway.url, forms, { headers: { authorization } })
  const [form] = JSON.parse(body) as readonly { readonly FormId: number }[]
  path = `${forms}/${form?.FormId ?? 0}/formdata`
})
afterAll(() => gateway.close())

/** Reads the beginning and hangs up. */
function leaveEarly(): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(gateway.url + path, { headers: { authorization } }, (answer) => {
      answer.once('data', () => sent.destroy())
      answer.on('error', () => undefined)
    })
    sent.on('error', reject).on('close', resolve).end()
  })
}

describe('a form of megabytes', () => {
  it('comes whole, without the ids of its rows', async () => {
    const { status, headers, body } = await http(gateway.url, path, { headers: { authorization } })
    expect([status, headers['content-length']]).toEqual([200, undefined])
    expect(body === longForm(false)).toBe(true)
  })

  it('is let go of when its reader hangs up', async () => {
    for (let turn = 0; turn < 3; turn += 1) await leaveEarly()
    const { status, body } = await http(gateway.url, path, { headers: { authorization } })
    expect([status, body.length]).toEqual([200, longForm(false).length])
  })
})
