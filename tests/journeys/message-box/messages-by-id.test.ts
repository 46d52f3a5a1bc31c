import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idOfDialog, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import {
  addCorrespondence,
  type Given as Letter,
} from '../../../sandbox/altinn3/correspondence/new.ts'
import {
  letterResource,
  migratedLetterResource,
} from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterId } from '../../../sandbox/altinn3/correspondence/seed.ts'
import { hasBeen, type Correspondence } from '../../../sandbox/altinn3/correspondence/state.ts'
import { correspondenceLabel } from '../../../sandbox/altinn3/dialogporten/from-correspondence.ts'
import { dialogIdOfCorrespondence } from '../../../sandbox/altinn3/dialogporten/id.ts'
import { sharedDialog } from '../../../sandbox/altinn3/dialogporten/seed.ts'
import { settleDialogs, type Dialog } from '../../../sandbox/altinn3/dialogporten/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { codeIn, withoutId } from '../../support/problem.ts'
import { sampleService } from '../../support/sample-service.ts'

const { accountant, customer, vendor } = organizations
const register = {
  services: [
    { service: '5990/1', owner: 'ttd', moved: { to: 'correspondence', resource: letterResource } },
    {
      service: '5999/1',
      owner: 'ttd',
      moved: { to: 'correspondence', resource: migratedLetterResource },
    },
    sampleService,
  ],
}
const forMessages = 'digdir:dialogporten altinn:correspondence.read'
const partiesScope = 'altinn:accessmanagement/authorizedparties'

let gateway: TestGateway
let genuine: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
  const environment = { MIGRATED_CORRESPONDENCE_IDS: 'genuine' }
  genuine = await startTestGateway({ altinn2Url: '', register, environment })
})
afterAll(async () => {
  await gateway.close()
  await genuine.close()
})
// A token of its own for each test: what one has looked up is not remembered for the next.
beforeEach(async () => {
  token = await tokenOf()
})

function tokenOf(
  systemUser: string = customer.number,
  scope = `${forMessages} altinn:instances.read`,
  at = gateway,
): Promise<string> {
  return at.token({ org: vendor.number, systemUser, scope })
}

interface Asking {
  readonly as?: string
  readonly accept?: string
  readonly method?: string
  readonly at?: TestGateway
}

function get(path: string, asking: Asking = {}): Promise<HttpAnswer> {
  const { as = token, accept = 'application/hal+json', method = 'GET', at = gateway } = asking
  return http(at.url, path, { method, headers: { authorization: `Bearer ${as}`, accept } })
}

interface Link {
  readonly href: string
  readonly name?: string
  readonly fileName?: string
}
interface Message {
  readonly MessageId: string
  readonly OriginalId?: string
  readonly Subject: string
  readonly Status: string
  readonly Type: string
  readonly Body: string
  readonly ServiceCode?: string
  readonly ArchiveReference?: string
  readonly _links: { readonly attachment?: readonly Link[] } & Record<string, Link>
}

async function messageAt(path: string, asking: Asking = {}): Promise<Message> {
  const answer = await get(path, asking)
  expect(`${answer.status} ${answer.reason}`).toBe('200 OK')
  return JSON.parse(answer.body) as Message
}

function pathOf(link: Link | undefined): string {
  return new URL(link?.href ?? 'none:').pathname
}

function correspondenceOf(key: string, at = gateway): Correspondence {
  const { correspondence: state } = at.sandbox.altinn3
  const found = state.byId.get(letterId(state, key))
  if (found === undefined) throw new Error(`no letter ${key}`)
  return found
}

function dialogOf({ id }: Correspondence, at = gateway): Dialog {
  const found = at.sandbox.altinn3.dialogporten.byLabel.get(correspondenceLabel(id))
  if (found === undefined) throw new Error(`no dialog of ${id}`)
  return found
}

/** As lists show it. */
function messageIdOf(key: string, at = gateway): string {
  const { createdAt, id } = dialogOf(correspondenceOf(key, at), at)
  return idFor(createdAt, id)
}

function idFor(created: number, dialog: string, isArchived = false): string {
  const id = idOfDialog(created, dialog)
  if (id === undefined) throw new Error('no dialog')
  return writeMessageId(id, isArchived)
}

let letters = 0
/** A letter of the test's own. */
function send(letter: Partial<Letter>): Correspondence {
  const key = `journey-${(letters += 1)}`
  const given = { resourceId: letterResource, recipient: customer.number, key, ...letter }
  return addCorrespondence(gateway.sandbox.altinn3.correspondence, given)
}

function idOfLetter(sent: Correspondence): string {
  const { createdAt, id } = dialogOf(sent)
  return idFor(createdAt, id)
}

function statusLine(answer: HttpAnswer): string {
  return `${answer.status} ${answer.reason} ${codeIn(answer) ?? ''}`
}

async function callsDuring(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = callsByCallers(gateway.sandbox).altinn3.length
  await work()
  return callsByCallers(gateway.sandbox).altinn3.slice(before)
}

describe('reading a message', () => {
  it('is noted by Correspondence and Dialogporten, once', async () => {
    const path = `/api/my/messages/${messageIdOf('unread')}`
    const letter = correspondenceOf('unread')
    const statuses = (): readonly string[] => letter.statuses.map(({ status }) => status)
    expect((await messageAt(`${path}?markAsRead=false`)).Status).toBe('Ulest')
    expect((await get(path, { method: 'HEAD' })).status).toBe(200)
    expect((await get(`${path}/attachments`)).status).toBe(200)
    expect(statuses()).not.toContain('Read')
    expect([dialogOf(letter).isSeen, dialogOf(letter).seenLog]).toEqual([false, []])
    expect(hasBeen(letter, 'Fetched')).toBe(true)

    expect((await messageAt(path)).Status).toBe('Ulest')
    expect(statuses().filter((status) => status === 'Read')).toHaveLength(1)
    expect(dialogOf(letter).isSeen).toBe(true)
    expect(dialogOf(letter).seenLog).toHaveLength(1)

    const calls = await callsDuring(async () => {
      expect((await messageAt(path)).Status).toBe('Lest')
    })
    expect(calls).not.toContain(`POST ${correspondencePath(letter)}/markasread`)
    expect(calls).not.toContain(`GET /dialogporten/api/v1/enduser/dialogs/${dialogOf(letter).id}`)
  })

  it('takes a mark of unread away, which other people put there', async () => {
    const letter = send({ history: ['Read'], label: 'MarkedAsUnopened' })
    const path = `/api/my/messages/${idOfLetter(letter)}`
    expect(await messageAt(path)).toMatchObject({ Status: 'Lest', MarkedUnread: true })
    expect(await messageAt(path)).toMatchObject({ Status: 'Lest', MarkedUnread: false })
  })

  it('finds its identity once, and then costs one search and one look', async () => {
    const id = idOfLetter(send({ history: ['Read'], published: '2025-03-04T05:06:07.089Z' }))
    const path = `/api/my/messages/${id}`
    const look = [
      expect.stringMatching(/^GET \/dialogporten\/api\/v1\/enduser\/dialogs/),
      expect.stringMatching(/^GET \/correspondence\/api\/v1\/correspondence\/[-0-9a-f]+$/),
    ]
    const [exchange, search, lookUp, overview] = await callsDuring(() => messageAt(path))
    expect(exchange).toContain('/exchange/')
    expect([search, overview]).toEqual(look)
    expect(lookUp).toContain('/dialoglookup')
    expect((await callsDuring(() => messageAt(path))).slice(-2)).toEqual(look)
  })
})

function correspondencePath({ id }: Correspondence): string {
  return `/correspondence/api/v1/correspondence/${id}`
}

describe('a message in Altinn 3', () => {
  it.each([
    ['unread', { Subject: 'Årsoppgave for økonomi', Type: 'Correspondence', ServiceCode: '5990' }],
    ['to-confirm', { Subject: 'Vedtak som må bekreftes', DueDate: '2099-10-01T02:00:00' }],
    ['confirmed', { Status: 'Lest' }],
    ['archived', { Status: 'Arkivert' }],
    ['binned', { Status: 'Slettet' }],
    ['with-replies', { ReplyOptions: [{ Text: 'Svar her' }, { Type: 'URL' }] }],
    ['migrated-archived', { Status: 'Arkivert', ServiceCode: '5999', ServiceEdition: 1 }],
  ])('is told as it stands: %s', async (key, expected) => {
    const id = messageIdOf(key)
    expect(await messageAt(`/api/my/messages/${id}`)).toMatchObject(expected)
  })

  it('is itself for a client that keeps the digits in an int64, and one with twenty characters', async () => {
    const { MessageId: id, OriginalId } = await messageAt(
      `/api/my/messages/${messageIdOf('archived')}`,
    )
    expect(id).toMatch(/^b[0-9]{18}$/)
    const int64 = new BigInt64Array(1)
    int64[0] = BigInt(id.slice(1))
    for (const kept of [`a${int64[0]}`, `b${int64[0]}`, id.slice(0, 20), OriginalId]) {
      expect((await messageAt(`/api/my/messages/${kept ?? ''}`)).MessageId).toBe(id)
    }
  })

  it('is one of two that came to be in the same millisecond', async () => {
    const published = '2026-08-08T08:08:08.888Z'
    const [one, other] = [send({ published, title: 'En' }), send({ published, title: 'To' })]
    expect(dialogOf(one).createdAt).toBe(dialogOf(other).createdAt)
    for (const [letter, title] of [
      [one, 'En'],
      [other, 'To'],
    ] as const) {
      const message = await messageAt(`/api/my/messages/${idOfLetter(letter)}`)
      expect(message.Subject).toBe(title)
    }
  })

  it('is there once Dialogporten has it', async () => {
    const { dialogporten } = gateway.sandbox.altinn3
    dialogporten.modes.delayMs = 3_600_000
    const sent = send({ resourceId: migratedLetterResource, altinn2CorrespondenceId: 400001 })
    dialogporten.modes.delayMs = 0
    const own = idFor(sent.created, dialogIdOfCorrespondence(sent.id, sent.created))
    for (const id of [own, 'a400001']) {
      expect((await get(`/api/my/messages/${id}`)).status).toBe(404)
    }
    settleDialogs(dialogporten)
    for (const id of [own, 'a400001']) {
      expect((await messageAt(`/api/my/messages/${id}`)).MessageId).toBe(own)
    }
  })

  it('of a client’s is shown to its accountant, by number', async () => {
    const number = accountantsClients[0]?.organizationNumber ?? ''
    const as = await tokenOf(accountant.number, `${forMessages} ${partiesScope}`)
    const id = messageIdOf('client-1')
    const message = await messageAt(`/api/${number}/messages/${id}`, { as })
    expect(pathOf(message._links.self)).toBe(`/api/${number}/messages/${id}`)
    expect(hasBeen(correspondenceOf('client-1'), 'Read')).toBe(true)
    expect((await get(`/api/my/messages/${id}`, { as })).status).toBe(404)
    const another = accountantsClients[1]?.organizationNumber ?? ''
    expect((await get(`/api/${another}/messages/${id}`, { as })).status).toBe(404)
  })

  it('is not there for strangers, before its time, when purged, or mistyped, all alike', async () => {
    const unread = messageIdOf('unread')
    const purged = correspondenceOf('purged')
    const coming = correspondenceOf('to-come')
    const transmission = correspondenceOf('transmission')
    const shared = gateway.sandbox.altinn3.dialogporten.byId.get(sharedDialog)
    const ids = [
      messageIdOf('client-1'),
      `${unread.slice(0, -1)}${(Number(unread.at(-1)) + 1) % 10}`,
      idFor(purged.created, dialogIdOfCorrespondence(purged.id, purged.created)),
      idFor(coming.requestedPublishTime, dialogIdOfCorrespondence(coming.id, coming.created)),
      idFor(transmission.created, dialogIdOfCorrespondence(transmission.id, transmission.created)),
      idFor(shared?.createdAt ?? 0, sharedDialog),
      'a999999999',
      'a9999999999',
      'b999999999',
      'c12345',
    ]
    const answers = await Promise.all(ids.map((id) => get(`/api/my/messages/${id}`)))
    expect(new Set(answers.map(withoutId)).size).toBe(1)
    expect(new Set(answers.map(statusLine))).toEqual(new Set(['404 Not Found NOT_FOUND']))
  })

  it('has no forms, no print, and no contents of another’s', async () => {
    const path = `/api/my/messages/${messageIdOf('unread')}`
    const below = ['/forms', '/forms/1', '/forms/1/formdata', '/print', '/attachments/1']
    const answers = await Promise.all(below.map((one) => get(path + one)))
    expect(answers.map(({ status }) => status)).toEqual(below.map(() => 404))
  })

  it('is written in every format', async () => {
    const path = `/api/my/messages/${messageIdOf('with-replies')}`
    const answers = await Promise.all(
      ['application/json', 'application/xml', 'application/hal+xml'].map((accept) =>
        get(path, { accept }),
      ),
    )
    for (const { body } of answers) {
      expect(body).toContain('Svar her')
      expect(body).toContain('innholdet')
    }
  })

  it('may be about a form of the party’s', async () => {
    const uuid = uuidOf('instance archived 50100001')
    const referenceValue = `50100001/${uuid}`
    const references = [{ referenceType: 'AltinnAppInstance', referenceValue } as const]
    const path = `/api/my/messages/${idOfLetter(send({ references }))}`
    const message = await messageAt(path)
    expect(message.ArchiveReference).toBe(uuid.slice(-12))
    const about = await messageAt(pathOf(message._links.archivereference))
    expect([about.Type, about.ArchiveReference]).toEqual(['FormTask', uuid.slice(-12)])
    const without = await messageAt(path, { as: await tokenOf(customer.number, forMessages) })
    expect(without._links.archivereference).toBeUndefined()
  })

  it('does nothing where it is shown, whatever its sender wrote', async () => {
    const body =
      '<script>alert(1)</script>\n\n<p onclick="alert(1)">Hei</p><iframe src="https://example.org"></iframe>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>'
    const native = await messageAt(`/api/my/messages/${idOfLetter(send({ body }))}`)
    const letter = { body, resourceId: migratedLetterResource, altinn2CorrespondenceId: 400002 }
    const migrated = await messageAt(`/api/my/messages/${idOfLetter(send(letter))}`)
    for (const { Body: html } of [native, migrated]) {
      expect(html).toContain('<p>Hei</p>')
      expect(html).not.toMatch(/<script|<iframe|<img|<[^>]*(?:onclick|onerror|javascript)/i)
    }
  })

  it('leaves nothing of itself in the log', async () => {
    const id = messageIdOf('unread')
    await get(`/api/${customer.number}/messages/${id}`)
    expect(gateway.log()).not.toContain(id.slice(1))
    expect(gateway.log()).not.toContain('Årsoppgave')
  })
})

describe('what comes with a message', () => {
  it('is fetched byte for byte under its own name, and noted only when it is', async () => {
    const content = randomBytes(300_000)
    const fileName = 'Årsoppgave blå–grønn (2).pdf'
    const letter = send({ attachments: [{ fileName, content }] })
    const message = await messageAt(`/api/my/messages/${idOfLetter(letter)}?markAsRead=false`)
    const [link] = message._links.attachment ?? []
    expect(link).toMatchObject({ name: 'Årsoppgave blå–grønn (2)', fileName })
    const path = pathOf(link)
    const head = await get(path, { method: 'HEAD', accept: '*/*' })
    expect([head.status, head.headers['content-type']]).toEqual([200, 'application/pdf'])
    expect(hasBeen(letter, 'AttachmentsDownloaded')).toBe(false)

    const answer = await fetch(gateway.url + path, {
      headers: { authorization: `Bearer ${token}` },
    })
    const disposition = answer.headers.get('content-disposition') ?? ''
    expect(disposition).toContain(
      "filename*=UTF-8''%C3%85rsoppgave%20bl%C3%A5%E2%80%93gr%C3%B8nn%20%282%29.pdf",
    )
    expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(content))
    expect(hasBeen(letter, 'AttachmentsDownloaded')).toBe(true)
  })

  it('is listed, and leads to the same files', async () => {
    const path = `/api/my/messages/${messageIdOf('unread')}/attachments`
    const { _embedded: embedded } = JSON.parse((await get(path)).body) as {
      _embedded: { attachments: { FileName: string; FileSize: number; _links: { self: Link } }[] }
    }
    const names = embedded.attachments.map(({ FileName, FileSize }) => [FileName, FileSize])
    expect(names.sort()).toEqual([
      ['tall.csv', -1],
      ['Årsoppgave blå–grønn.pdf', -1],
    ])
    for (const { FileName, _links: links } of embedded.attachments) {
      const { status, body } = await get(pathOf(links.self), { accept: 'application/octet-stream' })
      expect([status, body]).toEqual([
        200,
        FileName === 'tall.csv' ? 'år;sum\n2025;1\n' : '%PDF-1.4 årsoppgave',
      ])
    }
  })

  it('is gone when it has expired', async () => {
    const letter = send({ attachments: [{ fileName: 'frist.pdf', content: 'x' }] })
    const message = await messageAt(`/api/my/messages/${idOfLetter(letter)}`)
    const [attachment] = letter.attachments
    if (attachment === undefined) throw new Error('no attachment')
    attachment.expirationTime = Date.parse('2026-01-01T00:00:00Z')
    const path = pathOf(message._links.attachment?.[0])
    expect(statusLine(await get(path))).toBe('404 The file is not available FILE_UNAVAILABLE')
    attachment.status = 'Expired'
    expect(statusLine(await get(path))).toBe('404 Not Found NOT_FOUND')
    expect(
      (await messageAt(`/api/my/messages/${idOfLetter(letter)}`))._links.attachment,
    ).toBeUndefined()
  })

  it('may be names and values for systems', async () => {
    const path = `/api/my/messages/${messageIdOf('unread')}/custommessagedata`
    const answer = await get(path)
    expect(JSON.parse(answer.body)).toEqual({ saksnummer: '2026/17' })
    expect((await get(path, { method: 'HEAD' })).body).toBe('')
    const none = `/api/my/messages/${messageIdOf('read')}/custommessagedata`
    expect((await get(none)).status).toBe(404)
  })
})

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

describe('Altinn 2’s own id of a message', () => {
  it('leads to the message under the id that lists show', async () => {
    const message = await messageAt('/api/my/messages/a385571')
    expect(message).toMatchObject({
      MessageId: messageIdOf('migrated-unread'),
      Subject: 'Vedtak fra den gamle løsningen',
      Body: '<h1>Vedtak</h1><p>Se vedlegg &amp; frist.</p>',
      ServiceCode: '5999',
    })
    expect(hasBeen(correspondenceOf('migrated-unread'), 'Read')).toBe(true)
    const [file] = message._links.attachment ?? []
    expect((await get(pathOf(file))).body).toBe('%PDF-1.4 vedtak')
  })

  it('stays its id where that is chosen, however it is asked for, archived or not', async () => {
    const as = await tokenOf(customer.number, forMessages, genuine)
    const asking = { as, at: genuine }
    for (const [key, id] of [
      ['migrated-unread', 'a385571'],
      ['migrated-archived', 'a298113'],
    ] as const) {
      for (const asked of [messageIdOf(key, genuine), id]) {
        const message = await messageAt(`/api/my/messages/${asked}`, asking)
        expect([message.MessageId, message.OriginalId]).toEqual([id, undefined])
        expect(pathOf(message._links.self)).toBe(`/api/my/messages/${id}`)
      }
    }
    const native = messageIdOf('read', genuine)
    expect((await messageAt(`/api/my/messages/${native}`, asking)).MessageId).toBe(native)
  })

  it('is sought once, and found again at once', async () => {
    const searches = async (): Promise<number> => {
      const calls = await callsDuring(() => messageAt('/api/my/messages/a298113'))
      return calls.filter((call) => call.includes('/serviceresources')).length
    }
    expect([await searches(), await searches()]).toEqual([1, 0])
  })

  it('is nobody’s for a party that it was not sent to', async () => {
    const number = accountantsClients[0]?.organizationNumber ?? ''
    const as = await tokenOf(accountant.number, `${forMessages} ${partiesScope}`)
    expect(statusLine(await get(`/api/${number}/messages/a385571`, { as }))).toBe(
      '404 Not Found NOT_FOUND',
    )
  })
})

describe('scopes', () => {
  it.each([
    ['altinn:instances.read', 'unread', 'digdir:dialogporten and altinn:correspondence.read'],
    ['digdir:dialogporten', 'unread', 'altinn:correspondence.read'],
    [`altinn:correspondence.read altinn:instances.read`, 'a385571', 'digdir:dialogporten'],
    [forMessages, 'b3513210', 'altinn:instances.read'],
  ])('are asked for by what an id is of, before Altinn 3 is: %s', async (scope, what, missing) => {
    const as = await tokenOf(customer.number, scope)
    const id = what === 'unread' ? messageIdOf(what) : what
    for (const below of ['', '/attachments', '/attachments/1']) {
      const calls = await callsDuring(async () => {
        const answer = await get(`/api/my/messages/${id}${below}`, { as })
        expect(`${answer.status} ${answer.reason}`).toBe(
          `403 The access token lacks a required scope: ${missing}`,
        )
      })
      expect(calls).toEqual([])
    }
  })

  it('that make the reader a sender are refused', async () => {
    const as = await tokenOf(customer.number, `${forMessages} altinn:correspondence.write`)
    const answer = await get(`/api/my/messages/${messageIdOf('unread')}`, { as })
    expect(answer.status).toBe(403)
    expect(answer.reason).toContain('altinn:correspondence.write')
  })
})

describe('while something fails', () => {
  it('nothing is said that is not so', async () => {
    const { faults } = gateway.sandbox.altinn3
    const path = `/api/my/messages/${messageIdOf('read')}`
    faults.correspondence = { status: 503 }
    expect((await get(path)).status).toBe(503)
    faults.correspondence = undefined
    faults.dialogporten = { status: 429 }
    expect((await get(path)).status).toBe(503)
    faults.dialogporten = undefined
    expect((await get(path)).status).toBe(200)
  })
})
