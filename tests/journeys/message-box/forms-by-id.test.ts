import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { idsOfParts } from '../../../src/altinn2/messages/element-id.ts'
import { accountantsClients, mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { addNew } from '../../../sandbox/altinn3/storage/seed/new.ts'
import { changeInstance } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { withoutId } from '../../support/problem.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { accountant, customer, vendor } = organizations
const register = { services: [sampleService] }
const archived = idOfSeeded('archived 50100001', true)

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register, limits: { firstByteMs: 1_500 } })
  token = await tokenOf(customer.number)
})
afterAll(() => gateway.close())

function tokenOf(systemUser: string, more = ''): Promise<string> {
  const scope = `altinn:instances.read${more}`
  return gateway.token({ org: vendor.number, systemUser, scope })
}

function get(path: string, accept = 'application/hal+json', as = token): Promise<HttpAnswer> {
  return http(gateway.url, path, { headers: { authorization: `Bearer ${as}`, accept } })
}

interface Link {
  readonly href: string
  readonly name?: string
  readonly fileName?: string
  readonly filesize?: number
}
interface Message {
  readonly MessageId: string
  readonly OriginalId?: string
  readonly Status: string
  readonly ServiceCode?: string
  readonly MarkedUnread: boolean
  readonly _links: {
    readonly form: readonly Link[]
    readonly attachment: readonly Link[]
  } & Record<string, Link | readonly Link[]>
}

async function messageAt(path: string, as = token): Promise<Message> {
  const answer = await get(path, 'application/hal+json', as)
  expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
  return JSON.parse(answer.body) as Message
}

/** Below the gateway, whatever address it gives itself. */
function pathOf(link: Link | undefined): string {
  const { href = '' } = link ?? {}
  expect(href).toMatch(/^https?:\/\/[^/]+\/api\//)
  return new URL(href).pathname
}

describe('a form in Altinn 3', () => {
  it('is reached whole by its links', async () => {
    const message = await messageAt(`/api/my/messages/${archived}`)
    expect(message).toMatchObject({ Status: 'Sendt og arkivert', ServiceCode: '5998' })
    const { form, attachment, print, self } = message._links
    for (const link of [self, ...form, ...attachment].flat() as Link[]) {
      expect((await get(pathOf(link))).status).toBe(200)
    }
    const [first] = form
    const formAnswer = await get(pathOf(first))
    const { _links: ofForm } = JSON.parse(formAnswer.body) as { _links: { formdata: Link } }
    const xml = await get(pathOf(ofForm.formdata))
    expect(xml.headers['content-type']).toBe('application/xml')
    expect(xml.body).toContain('Gammel brygge')
    const pdf = await get(pathOf(print as Link), 'application/pdf')
    expect(pdf.headers['content-type']).toBe('application/pdf')
    expect(pdf.body).toMatch(/^%PDF/)
    expect(attachment.map(({ fileName }) => fileName)).toEqual([
      'kart over øya (2).png',
      'følgebrev.txt',
    ])
  })

  it('keeps what its app owns to itself, also from whoever guesses an id', async () => {
    const row = gateway.sandbox.altinn3.storage.rows.get(uuidOf('instance archived 50100001'))
    const owned = (row?.elements ?? []).filter(({ dataType }) => /^(signatur|under)/.test(dataType))
    expect(owned).toHaveLength(3)
    const isForm = owned.map(({ dataType }) => dataType === 'underskjema')
    for (const [place, [id]] of owned.map(({ id }) => [...idsOfParts([{ id }]).keys()]).entries()) {
      const paths = [`attachments/${id ?? 0}`, `forms/${id ?? 0}`, `forms/${id ?? 0}/formdata`]
      const statuses = await Promise.all(
        paths.map(async (path) => (await get(`/api/my/messages/${archived}/${path}`)).status),
      )
      expect(statuses).toEqual(isForm[place] ? [404, 200, 200] : [404, 404, 404])
    }
  })

  it('is the party’s although its owner has no number, and not when that is another’s', async () => {
    const guid = uuidOf('instance signing 50100001')
    const path = `/api/my/messages/${idOfSeeded('signing 50100001')}`
    const { storage } = gateway.sandbox.altinn3
    const { instanceOwner } = storage.rows.get(guid)?.instance ?? {}
    expect(instanceOwner).toEqual({ partyId: '50100001' })
    expect((await get(path)).status).toBe(200)
    const another = { partyId: '50100001', organisationNumber: accountant.number }
    changeInstance(storage, guid, { instanceOwner: another })
    expect((await get(path)).status).toBe(404)
    changeInstance(storage, guid, { instanceOwner: { partyId: '50100001' } })
  })

  it('is itself for a client that keeps the digits in an int64, and one with twenty characters', async () => {
    const { MessageId: id, OriginalId } = await messageAt(`/api/my/messages/${archived}`)
    const int64 = new BigInt64Array(1)
    int64[0] = BigInt(id.slice(1))
    const varchar20 = id.slice(0, 20)
    for (const kept of [`a${int64[0]}`, `b${int64[0]}`, varchar20, OriginalId]) {
      const found = await messageAt(`/api/my/messages/${kept ?? ''}`)
      expect(found.MessageId).toBe(id)
    }
  })

  it('gives its XML without the ids of its rows, and nothing else taken out', async () => {
    const { storage } = gateway.sandbox.altinn3
    const stored = [...storage.contents.values()].map(String)
    for (const [id, title] of [
      [archived, 'Gammel brygge'],
      [idOfSeeded('draft 50100001', false), 'Ny brygge'],
    ] as const) {
      const { _links: links } = await messageAt(`/api/my/messages/${id}`)
      const xml = await get(`${pathOf(links.form[0])}/formdata`)
      const whole = stored.find((one) => one.includes(title)) ?? ''
      expect(whole).toContain(' altinnRowId="')
      const without = whole.replaceAll(/ altinnRowId="[^"]*"/g, '')
      // An app writes no declaration.
      expect(without).toContain(xml.body)
      expect(without.length - xml.body.length).toBe(id === archived ? 0 : 38)
      expect(xml.headers['content-type']).toBe('application/xml')
    }
  })

  it('that is a draft comes from its app, which may be gone, forbid, fail or be too slow', async () => {
    const { storage } = gateway.sandbox.altinn3
    const id = idOfSeeded('draft 50100001', false)
    const { _links: links } = await messageAt(`/api/my/messages/${id}`)
    const path = `${pathOf(links.form[0])}/formdata`
    const failing = async (kind: 'error' | 'hang' | 'busy'): Promise<string> => {
      storage.faults.push({ kind, on: /^GET \/ttd\/prove-skjema\/instances\/.*\/data\// })
      const { status, reason } = await get(path)
      storage.faults.pop()
      return `${status} ${reason}`
    }
    expect(await failing('error')).toBe('502 Altinn 3 gave an answer that cannot be read')
    expect(await failing('busy')).toBe('503 Altinn 3 is busy: try again')
    expect(await failing('hang')).toBe('504 Altinn 3 did not answer in time')
    expect((await get(path)).status).toBe(200)
  })

  it('may be a draft, or wait to be signed', async () => {
    const draft = await messageAt(`/api/my/messages/${idOfSeeded('draft 50100001', false)}`)
    expect([draft.MessageId.charAt(0), draft.Status]).toEqual(['a', 'Utfylling'])
    const path = `/api/my/messages/${idOfSeeded('signing 50100001', false)}?language=1033`
    expect((await messageAt(path)).Status).toBe('Signing')
  })

  it('is read by looking, and not when that is asked for', async () => {
    const path = `/api/my/messages/${idOfSeeded('signing 50100001', false)}`
    const seen = async (query: string): Promise<boolean> =>
      (await messageAt(path + query)).MarkedUnread
    const before = await seen('?markAsRead=false')
    expect([await seen('?markAsRead=false'), await seen('')]).toEqual([before, before])
    expect(await seen('')).toBe(false)
  })

  it('is shown also where Altinn 3 does not take the mark, and marked by the next look', async () => {
    const { storage } = gateway.sandbox.altinn3
    const guid = uuidOf('instance signing 50100001')
    const row = storage.rows.get(guid)
    changeInstance(storage, guid, {
      status: {
        isArchived: false,
        isSoftDeleted: false,
        isHardDeleted: false,
        readStatus: 'Unread',
      },
    })
    const path = `/api/my/messages/${idOfSeeded('signing 50100001', false)}`
    for (const kind of ['error', 'busy', 'hang'] as const) {
      storage.faults.push({ kind, on: /^PUT .*\/readstatus/ })
      expect((await messageAt(path)).MarkedUnread).toBe(true)
      storage.faults.pop()
      expect(row?.instance.status.readStatus).toBe('Unread')
    }
    await messageAt(path)
    expect(row?.instance.status.readStatus).toBe('Read')
  })

  it.each(['text/plain\r\nX: y', 'text/plain; charset="ø€"', '', 'kart'])(
    'has files of bytes that are down as %j',
    async (contentType) => {
      const { attachment } = (await messageAt(`/api/my/messages/${archived}`))._links
      const row = gateway.sandbox.altinn3.storage.rows.get(uuidOf('instance archived 50100001'))
      const elements = row?.elements ?? []
      if (row) row.elements = elements.map((one) => ({ ...one, contentType }))
      // The stand-in could not send such a header itself with the bytes.
      const answer = await http(gateway.url, pathOf(attachment[0]), {
        method: 'HEAD',
        headers: { authorization: `Bearer ${token}` },
      })
      if (row) row.elements = elements
      expect([answer.status, answer.headers['content-type'], answer.headers.x]).toEqual([
        200,
        'application/octet-stream',
        undefined,
      ])
    },
  )

  it('that was migrated has Altinn 2’s own number', async () => {
    const message = await messageAt('/api/my/messages/b3513210')
    expect([message.MessageId, message.ServiceCode]).toEqual(['b3513210', '5998'])
    const [form] = message._links.form
    expect(pathOf(form)).toBe('/api/my/messages/b3513210/forms/700100')
    const xml = await get('/api/my/messages/b3513210/forms/700100/formdata')
    expect(xml.body).toContain('<tittel>Brygge</tittel>')
    expect((await get('/api/my/messages/b3513210/print')).body).toMatch(/^%PDF/)
    const { attachment } = message._links
    expect(attachment.map(({ fileName }) => fileName)).toEqual(['situasjonskart Ålesund.pdf'])
    expect((await get(pathOf(attachment[0]))).body).toContain('(Situasjonskart)')
  })

  it('that was migrated is printed in the language that is asked for, as the whole and by form', async () => {
    const words = { 1044: 'Sendt inn', 1033: 'Submitted' }
    for (const [language, word] of Object.entries(words)) {
      for (const path of ['print', 'forms/700100/print']) {
        const pdf = await get(`/api/my/messages/b3513210/${path}?language=${language}`)
        expect(pdf.headers['content-type']).toBe('application/pdf')
        expect(pdf.body).toContain(word)
      }
    }
    expect((await get('/api/my/messages/b3513210/forms/700101/print')).status).toBe(404)
  })

  it('of Altinn 1’s archive has its number there', async () => {
    const message = await messageAt('/api/my/messages/c80000')
    expect([message.MessageId, message.Status]).toEqual(['c80000', 'Sendt og arkivert'])
    const [form] = message._links.form
    expect(pathOf(form)).toBe('/api/my/messages/c80000/forms/212100')
    expect((await get(`${pathOf(form)}/formdata`)).body).toContain('<tittel>Naust</tittel>')
    expect((await get(`${pathOf(form)}/print`)).body).toContain('(Naust)')
    expect((await get('/api/my/messages/c80001')).status).toBe(404)
  })

  it('of Altinn 1’s archive is looked for once', async () => {
    const as = await tokenOf(customer.number)
    const before = callsByCallers(gateway.sandbox).altinn3.length
    for (const part of ['', '/forms', '/attachments']) {
      await get(`/api/my/messages/c80000${part}`, 'application/hal+json', as)
    }
    const calls = callsByCallers(gateway.sandbox).altinn3.slice(before)
    expect(calls.filter((call) => call === 'GET /storage/api/v1/instances')).toHaveLength(1)
  })

  it('is listed under the id that it is found by, whichever it is', async () => {
    const as = await tokenOf(customer.number, ' digdir:dialogporten')
    const list = '/api/my/messages?$filter=Type%20eq%20%27FormTask%27'
    const { body } = await get(list, 'application/hal+json', as)
    const { _embedded: embedded } = JSON.parse(body) as {
      _embedded: { messages: readonly Message[] }
    }
    const ids = embedded.messages.map(({ MessageId }) => MessageId)
    expect(ids.map((id) => id.charAt(0)).sort()).toEqual(['a', 'a', 'b', 'b', 'c'])
    for (const listed of embedded.messages) {
      const found = await messageAt(pathOf(listed._links.self as Link), as)
      expect(found.MessageId).toBe(listed.MessageId)
    }
  })

  it('of a client’s is shown to its accountant, by number', async () => {
    const [client] = accountantsClients
    const number = client?.organizationNumber ?? ''
    const as = await tokenOf(accountant.number, ' altinn:accessmanagement/authorizedparties')
    const id = idOfSeeded(`archived ${client?.partyId ?? 0}`, true)
    const { _links: links } = await messageAt(`/api/${number}/messages/${id}`, as)
    expect(pathOf(links.self as Link)).toBe(`/api/${number}/messages/${id}`)
    expect((await get(`/api/my/messages/${id}`, 'application/hal+json', as)).status).toBe(404)
  })

  it('is not there for strangers, before its time, or after a mistyped digit, all alike', async () => {
    const [client] = accountantsClients
    const wrong = `${archived.slice(0, -1)}${(Number(archived.at(-1)) + 1) % 10}`
    const answers = await Promise.all(
      [
        idOfSeeded(`archived ${client?.partyId ?? 0}`, true),
        idOfSeeded('nobody ever made this one', true),
        idOfSeeded('later 50100001', false),
        'b3513220',
        'b9999999999',
        wrong,
      ].map((id) => get(`/api/my/messages/${id}`)),
    )
    const seen = answers.map((answer) => `${answer.status} ${answer.reason} ${withoutId(answer)}`)
    expect(new Set(seen).size).toBe(1)
    expect(seen[0]).toMatch(/^404 Not Found .*"code":"NOT_FOUND"/)
  })

  it('costs one search, whatever is asked of it, and its app is asked about once', async () => {
    const before = callsByCallers(gateway.sandbox).altinn3.length
    await get(`/api/my/messages/${archived}/forms`)
    await get(`/api/my/messages/${archived}/attachments`)
    const calls = callsByCallers(gateway.sandbox).altinn3.slice(before)
    expect(calls).toEqual(['GET /storage/api/v1/instances', 'GET /storage/api/v1/instances'])
  })

  it('leaves no id of its own in the log', async () => {
    await get(`/api/${customer.number}/messages/${archived}`)
    expect(gateway.log()).not.toContain(archived.slice(1))
  })
})

// Last, since the lists above are of what was there from the beginning.
describe('a form that has just come', () => {
  it('is sent once nothing is left for a person, whatever its app calls the task', async () => {
    const { storage } = gateway.sandbox.altinn3
    const given = { app: 'ttd/prove-skjema', owner: mainParty, created: '2026-07-01T07:15:00Z' }
    for (const service of ['feedback', 'kommunensEgenTjeneste']) {
      addNew(storage, { ...given, seed: service, task: { service } })
      const message = await messageAt(`/api/my/messages/${idOfSeeded(service)}`)
      expect(message).toMatchObject({ Status: 'Sendt og arkivert', LastChangedBy: '' })
      expect((await get(`/api/my/messages/${idOfSeeded(service)}/validate`)).status).toBe(404)
    }
    addNew(storage, { ...given, seed: 'payment', task: 'payment' })
    const { _links: links, Status } = await messageAt(`/api/my/messages/${idOfSeeded('payment')}`)
    const page = `/ttd/prove-skjema/#/instance/50100001/${uuidOf('instance payment')}`
    expect([Status, links.portalview]).toEqual([
      'Utfylling',
      { href: `${gateway.sandbox.altinn3.url}${page}` },
    ])
  })
})
