import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { idOfDialog, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import {
  addCorrespondence,
  type Given as Letter,
} from '../../../sandbox/altinn3/correspondence/new.ts'
import {
  letterResource,
  migratedLetterResource,
} from '../../../sandbox/altinn3/correspondence/resources.ts'
import {
  hasBeen,
  writeConfirmations,
  type Correspondence,
} from '../../../sandbox/altinn3/correspondence/state.ts'
import { correspondenceLabel } from '../../../sandbox/altinn3/dialogporten/from-correspondence.ts'
import { changeLabels } from '../../../sandbox/altinn3/dialogporten/labels.ts'
import type { Dialog } from '../../../sandbox/altinn3/dialogporten/state.ts'
import { addNew } from '../../../sandbox/altinn3/storage/seed/new.ts'
import type { Row } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { runs } from '../../support/long-run.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const { customer, vendor } = organizations
const letterService = (service: string, resource: string): object => ({
  ...{ service, owner: 'ttd', moved: { to: 'correspondence', resource } },
})
const register = {
  services: [
    letterService('5990/1', letterResource),
    letterService('5999/1', migratedLetterResource),
    sampleService,
  ],
}
const scope =
  'digdir:dialogporten altinn:correspondence.read altinn:instances.read altinn:instances.write'

/** What was sent with it cannot be deleted for some time. */
const protectingApp = 'ttd/prove-kladd'

let gateway: TestGateway
let purging: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
  const { applications } = gateway.sandbox.altinn3.storage
  const app = applications[protectingApp]
  if (app === undefined) throw new Error('no app')
  applications[app.id] = { ...app, preventInstanceDeletionForDays: 30 }
  const environment = { DELETE_CORRESPONDENCES: 'purge' }
  purging = await startTestGateway({
    ...{ altinn2Url: '', register, environment, sandbox: gateway.sandbox },
  })
})
afterAll(async () => {
  await purging.close()
  await gateway.close()
})
beforeEach(async () => {
  token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
})

async function call(method: string, below: string, at = gateway): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  return http(at.url, `/api/my/messages${below}`, { method, headers })
}

/** Status and phrase. */
async function done(method: string, below: string, at = gateway): Promise<string> {
  const { status, reason } = await call(method, below, at)
  return `${status} ${reason}`
}

interface Listed {
  readonly MessageId: string
  readonly Status: string
}

/** Where an element is, and as what: in the list, in the bin, or in neither. */
async function placesOf(digits: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const list of ['', '/trashbin']) {
    const { body } = await call('GET', `${list}?$top=50`)
    const { _embedded: embedded } = JSON.parse(body) as { _embedded: { messages: Listed[] } }
    for (const { MessageId: id, Status: status } of embedded.messages) {
      if (id.slice(1) === digits) found.push(`${list === '' ? 'list' : 'bin'} ${id[0]} ${status}`)
    }
  }
  return found
}

let sent = 0
function send(letter: Partial<Letter> = {}): Correspondence {
  const key = `changing-${(sent += 1)}`
  // The latest of all, so that lists begin with it.
  const published = new Date().toISOString()
  const given = { resourceId: letterResource, recipient: customer.number, key, published }
  return addCorrespondence(gateway.sandbox.altinn3.correspondence, { ...given, ...letter })
}

function dialogOf({ id }: Correspondence): Dialog {
  const found = gateway.sandbox.altinn3.dialogporten.byLabel.get(correspondenceLabel(id))
  if (found === undefined) throw new Error(`no dialog of ${id}`)
  return found
}

function digitsOf(letter: Correspondence): string {
  const { createdAt, id } = dialogOf(letter)
  const own = idOfDialog(createdAt, id)
  if (own === undefined) throw new Error('no id')
  return writeMessageId(own, false).slice(1)
}

function fill(
  kind: 'draft' | 'sent',
  app = 'ttd/prove-skjema',
): readonly [digits: string, row: Row] {
  const seed = `changing ${(sent += 1)}`
  const created = new Date().toISOString()
  const task = kind === 'draft' ? { task: 'data' as const } : {}
  const given = { seed, app, owner: mainParty, created, ...task }
  const row = addNew(gateway.sandbox.altinn3.storage, given)
  return [idOfSeeded(seed).slice(1), row]
}

describe('a client that goes through its messages', () => {
  it('confirms one, archives it at once, and deletes it', async () => {
    const letter = send({ isConfirmationNeeded: true })
    const digits = digitsOf(letter)
    expect(await done('PUT', `/a${digits}/archive`)).toBe('400 The message must be confirmed first')
    expect(await done('PUT', `/a${digits}/confirm`)).toBe('204 Message has been confirmed')
    expect(hasBeen(letter, 'Confirmed')).toBe(false)
    const archived = await call('PUT', `/a${digits}/archive`)
    expect(archived).toMatchObject({ status: 204, reason: 'Message has been archived' })
    const { pathname } = new URL(String(archived.headers.location))
    expect(pathname).toBe(`/api/my/messages/b${digits}`)
    expect(await placesOf(digits)).toEqual(['list b Arkivert'])
    expect(await done('DELETE', `/b${digits}`)).toBe('204 No Content')
    expect(await placesOf(digits)).toEqual([expect.stringMatching(/^bin . Slettet$/)])
  })

  it('gets the same answer once more, and the sender one confirmation', async () => {
    const { correspondence } = gateway.sandbox.altinn3
    const letter = send({ isConfirmationNeeded: true })
    const digits = digitsOf(letter)
    for (const delay of [0, 0, 10_000, 0]) {
      const { now } = correspondence.modes
      correspondence.modes.now = () => Date.now() + delay
      writeConfirmations(correspondence)
      correspondence.modes.now = now
      expect(await done('PUT', `/a${digits}/confirm`)).toBe('204 Message has been confirmed')
    }
    const confirmed = letter.statuses.filter(({ status }) => status === 'Confirmed')
    expect(confirmed).toHaveLength(1)
    for (const letterOfId of ['a', 'b']) {
      expect(await done('PUT', `/${letterOfId}${digits}/archive`)).toBe(
        '204 Message has been archived',
      )
    }
    expect(await done('DELETE', `/a${digits}`)).toBe('204 No Content')
    expect(await done('DELETE', `/a${digits}`)).toBe('404 Not Found')
  })

  it('takes one out of the bin by archiving it', async () => {
    const digits = digitsOf(send())
    await call('DELETE', `/a${digits}`)
    await call('PUT', `/a${digits}/archive`)
    expect(await placesOf(digits)).toEqual(['list b Arkivert'])
  })

  it('neither reads nor fetches what it archives and deletes', async () => {
    const letter = send()
    for (const [method, below] of [
      ['PUT', '/archive'],
      ['DELETE', ''],
    ] as const) {
      expect(await done(method, `/a${digitsOf(letter)}${below}`)).toMatch(/^204 /)
    }
    expect([hasBeen(letter, 'Fetched', 'Read'), dialogOf(letter).isSeen]).toEqual([false, false])
    expect(dialogOf(letter).seenLog).toEqual([])
  })

  it('finds its way by Altinn 2’s own ids', async () => {
    const migrated = { resourceId: migratedLetterResource, altinn2CorrespondenceId: 410_001 }
    const digits = digitsOf(send({ ...migrated, isConfirmationNeeded: true }))
    expect(await done('PUT', '/a410001/confirm')).toBe('204 Message has been confirmed')
    expect(await done('PUT', '/a410001/archive')).toBe('204 Message has been archived')
    expect(await placesOf(digits)).toEqual(['list b Arkivert'])
    expect(await done('DELETE', '/a410001')).toBe('204 No Content')
  })

  it('archives although another changes the labels between look and write', async () => {
    const letter = send()
    const dialog = dialogOf(letter)
    const { dialogporten } = gateway.sandbox.altinn3
    dialogporten.afterPage = () => {
      dialogporten.afterPage = undefined
      changeLabels(dialog, ['MarkedAsUnopened'], [])
    }
    expect(await done('PUT', `/a${digitsOf(letter)}/archive`)).toBe('204 Message has been archived')
    expect(dialog.labels).toEqual(['Archive', 'MarkedAsUnopened'])
  })

  it('deletes for good where that is chosen, once it has confirmed', async () => {
    const letter = send({ isConfirmationNeeded: true })
    const path = `/a${digitsOf(letter)}`
    expect(await done('DELETE', path, purging)).toBe('400 The message must be confirmed first')
    expect(await done('PUT', `${path}/confirm`, purging)).toBe('204 Message has been confirmed')
    expect(await done('DELETE', path, purging)).toBe('503 Altinn 3 is busy: try again')
    const { correspondence } = gateway.sandbox.altinn3
    correspondence.confirming.set(letter.id, 0)
    writeConfirmations(correspondence)
    expect(await done('DELETE', path, purging)).toBe('204 No Content')
    expect(hasBeen(letter, 'PurgedByRecipient')).toBe(true)
    expect(await done('DELETE', path, purging)).toBe('404 Not Found')
  })
})

describe('a client that goes through its forms', () => {
  it('throws a draft away, and a sent form, which it finds in the bin', async () => {
    for (const [digits, row] of [fill('draft'), fill('sent')]) {
      expect(await placesOf(digits)).toHaveLength(1)
      expect(await done('DELETE', `/a${digits}`)).toBe('204 No Content')
      expect(await placesOf(digits)).toEqual([expect.stringMatching(/^bin . Slettet$/)])
      expect(row.instance.status).toMatchObject({ isSoftDeleted: true, isHardDeleted: false })
      expect(await done('DELETE', `/a${digits}`)).toBe('404 Not Found')
      expect(await done('PUT', `/a${digits}/archive`)).toBe('404 Not Found')
    }
  })

  it('archives a form by sending it, and in no other way', async () => {
    const [draft] = fill('draft')
    expect(await done('PUT', `/a${draft}/archive`)).toBe(
      '400 A form is archived when it is sent, and in no other way',
    )
    const [form] = fill('sent')
    expect(await done('PUT', `/a${form}/archive`)).toBe('204 Message has been archived')
    expect(await done('PUT', `/a${form}/confirm`)).toBe(
      '400 This element does not ask for a confirmation',
    )
  })

  it('cannot delete what its app protects, or what it was given no right to delete', async () => {
    const [kept] = fill('sent', protectingApp)
    expect(await done('DELETE', `/b${kept}`)).toBe(
      '403 The owner of this form keeps sent forms from being deleted for some time',
    )
    const policy = gateway.sandbox.altinn3.access.policies['app_ttd_prove-kladd']
    if (policy !== undefined) policy.actions = ['read', 'write']
    const [draft] = fill('draft', protectingApp)
    expect(await done('DELETE', `/a${draft}`)).toBe('403 Altinn 3 gives no access to this resource')
  })

  it('has a deletion repeated whose answer was lost, and hears of one that failed', async () => {
    const { faults } = gateway.sandbox.altinn3.storage
    const [lost, row] = fill('draft')
    faults.push({ kind: 'drop', on: /^DELETE /, times: 1, after: true })
    expect(await done('DELETE', `/a${lost}`)).toBe('204 No Content')
    expect(row.instance.status.isSoftDeleted).toBe(true)
    const [kept, other] = fill('draft')
    faults.push({ kind: 'unavailable', on: /^DELETE /, times: 1 })
    expect(await done('DELETE', `/a${kept}`)).toBe('503 Altinn 3 is busy: try again')
    expect(other.instance.status.isSoftDeleted).toBe(false)
    expect(await done('DELETE', `/a${kept}`)).toBe('204 No Content')
  })

  it('costs one look and one write', async () => {
    const [digits] = fill('draft')
    const letter = digitsOf(send())
    await call('GET', '/a1')
    for (const path of [`/a${digits}`, `/a${letter}`]) {
      const before = callsByCallers(gateway.sandbox).altinn3.length
      await call('DELETE', path)
      const calls = callsByCallers(gateway.sandbox).altinn3.slice(before)
      expect(calls.filter((one) => !one.includes('/exchange/'))).toHaveLength(2)
    }
  })
})

/** An element as Altinn 2's documents have it: where it lies, and what may be done with it. */
interface Modelled {
  readonly digits: string
  readonly kind: 'letter' | 'draft' | 'sent'
  readonly asks: boolean
  place: 'box' | 'archive' | 'bin'
  isConfirmed: boolean
}

const actions = {
  archive: ['PUT', '/archive'],
  confirm: ['PUT', '/confirm'],
  delete: ['DELETE', ''],
} as const
type ActionName = keyof typeof actions

/** The status that is documented, or inferred; does to the model what the action does. */
function act(element: Modelled, action: ActionName): number {
  switch (action) {
    case 'confirm':
      if (!element.asks) return 400
      element.isConfirmed = true
      return 204
    case 'delete':
      if (element.place === 'bin') return 404
      element.place = 'bin'
      return 204
    case 'archive':
      if (element.kind !== 'letter' && element.place === 'bin') return 404
      if (element.kind === 'draft' || (element.asks && !element.isConfirmed)) return 400
      element.place = 'archive'
      return 204
  }
}

/** What is archived has the letter `b`, in the bin, too, if it is a form; drafts and letters there `a`. */
function placeOf({ kind, place }: Modelled): string {
  if (place === 'bin') return `bin ${kind === 'sent' ? 'b' : 'a'} Slettet`
  if (kind === 'draft') return 'list a Utfylling'
  if (kind === 'sent') return 'list b Sendt og arkivert'
  return place === 'archive' ? 'list b Arkivert' : 'list a Ulest'
}

function modelled(kind: Modelled['kind'], asks = false): Modelled {
  const digits = kind === 'letter' ? digitsOf(send({ isConfirmationNeeded: asks })) : fill(kind)[0]
  return { digits, kind, asks, place: kind === 'sent' ? 'archive' : 'box', isConfirmed: false }
}

const step = fc.record({
  element: fc.nat(4),
  action: fc.constantFrom<ActionName>('archive', 'confirm', 'delete'),
  letter: fc.constantFrom('a', 'b'),
  /** Two clients do the same at the same moment. */
  isTwice: fc.boolean(),
})

describe('two clients that change elements in any order', () => {
  it('find what Altinn 2’s documents say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
        const elements = [
          ...[modelled('letter', true), modelled('letter', true), modelled('letter')],
          ...[modelled('draft'), modelled('sent')],
        ]
        for (const { element: place, action, letter, isTwice } of steps) {
          const element = elements[place]
          if (element === undefined) throw new Error('no element')
          const [method, below] = actions[action]
          const path = `/${letter}${element.digits}${below}`
          const answers = await Promise.all(
            Array.from({ length: isTwice ? 2 : 1 }, () => call(method, path)),
          )
          const [expected, next] = [act(element, action), act(element, action)]
          const statuses = answers.map(({ status }) => status)
          // Of two who delete at once, the later one may find it deleted.
          expect(statuses).toContain(expected)
          for (const status of statuses) expect([expected, next]).toContain(status)
        }
        for (const element of elements) {
          expect(await placesOf(element.digits)).toEqual([placeOf(element)])
        }
      }),
      runs(2),
    )
  })
})
