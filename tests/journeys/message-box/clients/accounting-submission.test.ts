import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WriteKind } from '../../../../sandbox/altinn3/storage/writing/writes.ts'
import {
  lineOf,
  publicUrl,
  startClientSystem,
  type ClientSystem,
} from '../../../support/client-system.ts'
import type { HttpAnswer } from '../../../support/network/http.ts'

let system: ClientSystem
beforeAll(async () => {
  system = await startClientSystem()
})
afterAll(() => system.gateway.close())

/** As Altinn/docs content/api/rest/meldinger/sende-inn.md writes it, in its own format. */
function toBody(title: string): string {
  const FormData = `<Skjema><tittel>${title}</tittel></Skjema>`
  const Data = Buffer.from('%PDF-1.4 kart').toString('base64')
  return JSON.stringify({
    ...{ Type: 'FormTask', ServiceCode: '5998', ServiceEdition: '160101' },
    _embedded: {
      forms: [{ Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: '12345', FormData }],
      attachments: [{ FileName: 'kart.pdf', AttachmentType: 'Kartvedlegg', Data }],
    },
  })
}

const headers = { accept: 'application/hal+json', 'content-type': 'application/hal+json' }

function send(method: string, path: string, body: string, key?: string): Promise<HttpAnswer> {
  const own = { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) }
  return system.call(method, publicUrl + path, own, body)
}

/** The same on a connection that the system can lose. */
function sendOnOwnConnection(body: string, key: string): Socket {
  const { hostname, port } = new URL(system.gateway.url)
  const own = { 'idempotency-key': key, 'content-length': Buffer.byteLength(body) }
  const lines = Object.entries({ ...system.credentials, ...headers, ...own }).map(
    ([name, value]) => `${name}: ${value}`,
  )
  const caller = connect(Number(port), hostname).on('error', () => undefined)
  const head = ['POST /api/my/messages HTTP/1.1', 'Host: x', ...lines].join('\r\n')
  caller.write(`${head}\r\n\r\n${body}`)
  return caller
}

async function get(address: unknown): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await system.call('GET', encodeURI(String(address)), headers)
  expect(status).toBe(200)
  return JSON.parse(body) as Readonly<Record<string, unknown>>
}

/** How often the app has done this. */
function count(kind: WriteKind): number {
  return system.gateway.sandbox.altinn3.storage.writes.filter((one) => one.kind === kind).length
}

const archived = /^https:\/\/gateway\.example\/api\/my\/messages\/b\d{18}$/

describe('an accounting system that submits as Altinn 2’s guide says', () => {
  it('sends a form set in one call and finds it sent and archived', async () => {
    const sent = await send('POST', '/api/my/messages', toBody('Naust'))
    expect([sent.status, sent.body]).toEqual([201, ''])
    const { location } = sent.headers
    expect(location).toMatch(archived)
    expect(await get(location)).toMatchObject({
      ...{ Type: 'FormTask', Status: 'Sendt og arkivert', ServiceCode: '5998' },
      _links: { attachment: [{ fileName: 'kart.pdf' }], form: [{}] },
    })
    const list = await get(`${publicUrl}/api/my/messages?$filter=Status eq 'Sendt og arkivert'`)
    const { messages } = list._embedded as { readonly messages: readonly object[] }
    expect(messages).toContainEqual(
      expect.objectContaining({ MessageId: String(location).split('/').at(-1) }),
    )
  })

  it('loses its connection, sends again with its key, and has sent one message', async () => {
    const before = [count('instance created'), count('instance archived')] as const
    const body = toBody('Brygge')
    const caller = sendOnOwnConnection(body, 'faktura 17')
    const isBegun = (): boolean => count('instance created') > before[0]
    await expect.poll(isBegun, { interval: 5, timeout: 10_000 }).toBe(true)
    caller.destroy()

    const again = await send('POST', '/api/my/messages', body, 'faktura 17')
    expect(again.status).toBe(201)
    expect(again.headers.location).toMatch(archived)
    const third = await send('POST', '/api/my/messages', body, 'faktura 17')
    expect([third.status, third.headers.location]).toEqual([201, again.headers.location])
    expect([count('instance created'), count('instance archived')]).toEqual(
      before.map((one) => one + 1),
    )
    // The key stands for this message alone.
    const other = await send('POST', '/api/my/messages', toBody('Molo'), 'faktura 17')
    expect(other.status).toBe(422)
  })

  it('reads what the app has found, corrects that in the draft, and sends it', async () => {
    const saved = await send('POST', '/api/my/messages?complete=false', toBody('Mole'))
    const { storage } = system.gateway.sandbox.altinn3
    const guid = storage.writes.findLast(({ kind }) => kind === 'instance created')?.instance ?? ''
    const form = storage.rows.get(guid)?.elements.find(({ dataType }) => dataType === 'model')
    storage.issues.set(guid, [
      {
        ...{ severity: 1, dataElementId: form?.id ?? null, field: 'tittel', code: 'x' },
        ...{ description: 'Skrivefeil', source: 'Skjema' },
      },
    ])
    const path = String(saved.headers.location).slice(publicUrl.length)
    const refused = await send('PUT', path, toBody('Mole'))
    expect(lineOf(refused)).toBe('400 Form validation failed, see the attached validation details')
    expect(refused.headers.location).toBe(saved.headers.location)
    expect(JSON.parse(refused.body)).toEqual({
      ...{ Success: false, ValidationWarnings: [] },
      ValidationErrors: [
        { FieldName: 'tittel', ErrorMessage: 'Skrivefeil', FieldXPath: '/Skjema/tittel' },
      ],
    })
    expect(await get(refused.headers.location)).toMatchObject({ Status: 'Utfylling' })

    storage.issues.delete(guid)
    const sent = await send('PUT', path, toBody('Molo'))
    expect(sent.status).toBe(204)
    expect(sent.headers.location).toBe(String(saved.headers.location).replace(/a(\d+)$/, 'b$1'))
    expect(await get(sent.headers.location)).toMatchObject({ Status: 'Sendt og arkivert' })
  })
})
