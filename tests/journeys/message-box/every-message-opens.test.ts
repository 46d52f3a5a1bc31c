import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { letterResource } from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterPolicies } from '../../../sandbox/altinn3/correspondence/resources.ts'
import { reminderDialog } from '../../../sandbox/altinn3/correspondence/seed.ts'
import { addReminder } from '../../../sandbox/altinn3/dialogporten/reminder.ts'
import type { Dialog } from '../../../sandbox/altinn3/dialogporten/state.ts'
import { organizationUrn } from '../../../sandbox/altinn3/party-urn.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const service = {
  service: '5990/1',
  owner: 'ttd',
  moved: { to: 'correspondence', resource: letterResource },
}
const party = organizationUrn(customer.number)
const scope = 'altinn:enduser digdir:dialogporten altinn:correspondence.read altinn:instances.read'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register: { services: [service] } })
})
afterAll(() => gateway.close())
beforeEach(async () => {
  token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
})

interface Message {
  readonly MessageId: string
  readonly Subject: string
  readonly Status: string
  readonly LastChangedDateTime: string
  readonly CreatedDate: string
  readonly DueDate?: string
  readonly Summary?: string
  readonly Body?: string
  readonly ReplyOptions?: readonly { readonly Text: string }[]
  readonly _links: Readonly<Record<string, { readonly href: string }>>
}

function get(path: string): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  return http(gateway.url, path, { headers })
}

async function list(query = '', box = 'messages'): Promise<readonly Message[]> {
  const answer = await get(`/api/my/${box}${query}`)
  expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
  const { _embedded } = JSON.parse(answer.body) as {
    readonly _embedded: { readonly messages: readonly Message[] }
  }
  return _embedded.messages
}

async function open(id: string, query = ''): Promise<Message> {
  const answer = await get(`/api/my/messages/${id}${query}`)
  expect([id, answer.status, answer.reason]).toEqual([id, 200, 'OK'])
  return JSON.parse(answer.body) as Message
}

/** What both say of a message; whether it was read, lists know from Dialogporten alone. */
function inBoth({ Subject, Status, LastChangedDateTime, CreatedDate }: Message) {
  return { Subject, Status: Status.replace('Lest', 'Ulest'), LastChangedDateTime, CreatedDate }
}

/** The same with a filter, as an address has it. */
const where = (filter: string): string => `?$filter=${encodeURIComponent(filter)}`

let added = 0
function addDialog(given: Partial<Dialog> = {}): Dialog {
  const id = uuidOf(`dialog without a letter ${(added += 1)}`)
  const createdAt = Date.UTC(2026, 8, 20, 0, added)
  const { dialogporten } = gateway.sandbox.altinn3
  return addReminder(dialogporten, { id, party, createdAt, ...given })
}

describe('what is on a list', () => {
  it('opens by its id and says the same, whatever it is made of', async () => {
    const letters = `urn:altinn:resource:${letterResource}`
    const title = [{ value: 'Bare en tittel', languageCode: 'se' }]
    const bare = addDialog({ serviceResource: letters, status: 'NotApplicable', title })
    Object.assign(bare, { summary: undefined })
    addDialog({ serviceResource: letters, extendedStatus: 'noe-nytt', labels: ['Archive'] })
    addDialog({ labels: ['Default', 'MarkedAsUnopened'], isSeen: true })
    addDialog({ ownerLabels: ['urn:altinn:noe-nytt:1'] })
    const shown = await list()
    expect(shown.length).toBeGreaterThan(15)
    for (const message of shown) {
      const opened = await open(message.MessageId, '?markAsRead=false')
      expect(inBoth(opened)).toEqual(inBoth(message))
    }
  })

  it('opens from the bin, too', async () => {
    const binned = addDialog({ labels: ['Bin'] })
    const shown = await list('', 'messages/trashbin')
    expect(shown.map(({ Subject }) => Subject)).toContain(binned.title[0]?.value)
    for (const { MessageId, Subject } of shown) {
      expect((await open(MessageId, '?markAsRead=false')).Subject).toBe(Subject)
    }
  })
})

describe('a reminder of a confidential letter', () => {
  const reminders = where(
    "Subject eq 'Uåpnet fortrolig post' and CreatedDate lt DateTime'2026-09-01'",
  )

  it('is told as its dialog tells it, and is read once it was opened', async () => {
    const [before] = await list(reminders)
    expect(before?.Status).toBe('Ulest')
    const opened = await open(before?.MessageId ?? '')
    expect(opened).toMatchObject({
      Summary: 'Minst én fortrolig melding er ikke åpnet.',
      Body: '<p>Minst én fortrolig melding er ikke åpnet.</p>',
    })
    expect(opened._links.portalview?.href).toContain(reminderDialog)
    expect(gateway.sandbox.altinn3.dialogporten.byId.get(reminderDialog)?.isSeen).toBe(true)
    const [after] = await list(reminders)
    expect(after?.Status).toBe('Lest')
    expect((await open(before?.MessageId ?? '')).Status).toBe('Lest')
  })

  it('has no files and no contents for systems', async () => {
    const [{ MessageId } = { MessageId: '' }] = await list(reminders)
    const path = `/api/my/messages/${MessageId}`
    const attachments = await get(`${path}/attachments`)
    expect([attachments.status, attachments.body]).toEqual([
      200,
      expect.stringContaining('"attachments":[]'),
    ])
    const below = ['/attachments/1', '/custommessagedata', '/forms/1', '/print']
    const answers = await Promise.all(below.map((one) => get(path + one)))
    expect(answers.map(({ status }) => status)).toEqual(below.map(() => 404))
  })
})

it('a letter that the caller may list and not read is refused, and said to be', async () => {
  const { policies } = gateway.sandbox.altinn3.access
  const [letter] = await list(where("Subject eq 'Vedtak som må bekreftes'"))
  policies[letterResource] = { ...letterPolicies()[letterResource], actions: ['write'] } as never
  const answer = await get(`/api/my/messages/${letter?.MessageId ?? ''}`)
  Object.assign(policies, letterPolicies())
  expect([answer.status, answer.reason]).toEqual([403, 'Altinn 3 gives no access to this resource'])
})

it('a letter with many reply options has each of them once', async () => {
  const [letter] = await list(where("Subject eq 'Melding many-replies'"))
  const { Body = '', ReplyOptions = [] } = await open(letter?.MessageId ?? '')
  expect(ReplyOptions.map(({ Text }) => Text)).toEqual([
    ...['Svar ja', 'Svar nei', 'Svar kanskje', 'Svar senere'],
  ])
  expect(Body).toBe('<p>Dette er <strong>innholdet</strong> i meldingen.</p>')
})

describe('a date', () => {
  it('that was never set is no due date, in lists and alone', async () => {
    const [letter] = await list(where("Subject eq 'Melding default-date'"))
    expect(letter).toBeDefined()
    expect(letter).not.toHaveProperty('DueDate')
    expect(await open(letter?.MessageId ?? '')).not.toHaveProperty('DueDate')
    const dialog = addDialog({ dueAt: Date.parse('0001-01-01T00:00:00Z') })
    const [message] = await list(where(`CreatedDate eq DateTime'${shown(dialog.createdAt)}'`))
    expect(message).toBeDefined()
    expect(message).not.toHaveProperty('DueDate')
  })

  it('of the first century stays there', async () => {
    const dialog = addDialog({ dueAt: Date.parse('0050-06-01T11:00:00Z') })
    const [message] = await list(where(`CreatedDate eq DateTime'${shown(dialog.createdAt)}'`))
    expect(message?.DueDate).toBe('0050-06-01T12:00:00')
    const filter = "DueDate lt DateTime'0051-01-01' and DueDate gt DateTime'0001-01-01T00:00:00'"
    expect((await list(where(filter))).map(({ MessageId }) => MessageId)).toEqual([
      message?.MessageId,
    ])
  })

  it.each([
    "LastChangedDateTime gt DateTime'0001-01-01T00:00:00'",
    "LastChangedDateTime ge datetime'0001-01-01T00:00:00.0000000Z'",
    "CreatedDate gt DateTime'0001-01-01T00:00:00+14:00'",
    "CreatedDate lt DateTime'9999-12-31T23:59:59.9999999'",
    "CreatedDate lt DateTime'9999-12-31T23:59:59.9999999-14:00'",
    "LastChangedDateTime gt DateTime'0099-12-31' and LastChangedDateTime lt DateTime'2099-01-01'",
  ])('may be any that .NET has in a filter: %s', async (filter) => {
    const ids = (rows: readonly Message[]) => rows.map(({ MessageId }) => MessageId)
    expect(ids(await list(where(filter)))).toEqual(ids(await list()))
  })

  it.each(['0000-01-01', '10000-01-01', '2026-02-31', '2026-01-01T24:00:00', '2026-01-01+14:01'])(
    'that there is not is refused in a filter: %s',
    async (text) => {
      const answer = await get(`/api/my/messages${where(`CreatedDate gt DateTime'${text}'`)}`)
      expect(answer.status).toBe(400)
      expect(answer.reason).toContain('DateTime')
    },
  )

  it('from ever and to ever is no bound', async () => {
    const all = (await list()).length
    expect(await list('?dateFrom=0001-01-01T00:00:00')).toHaveLength(all)
    expect(await list('?dateFrom=0001-01-01T00:00:00Z&dateTo=9999-12-31T23:59:59Z')).toHaveLength(
      all,
    )
    expect(await list('?dateTo=0001-01-01T00:00:00')).toEqual([])
  })
})

/** As a message in the summer shows it. */
function shown(instant: number): string {
  return new Date(instant + 2 * 3_600_000).toISOString().slice(0, 19)
}
