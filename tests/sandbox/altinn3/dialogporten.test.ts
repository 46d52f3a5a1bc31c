import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addMany } from '../../../sandbox/altinn3/access-management/many.ts'
import {
  agentSystemUser,
  seedAccess,
  systemUser,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { addManyCorrespondences } from '../../../sandbox/altinn3/correspondence/new.ts'
import {
  dialogResource,
  letterResource,
  letterResources,
} from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterId, seedCorrespondence } from '../../../sandbox/altinn3/correspondence/seed.ts'
import {
  showInstance,
  type ToldInstance,
} from '../../../sandbox/altinn3/dialogporten/from-instance.ts'
import {
  addOwnDialog,
  ownDialog,
  sharedDialog,
} from '../../../sandbox/altinn3/dialogporten/seed.ts'
import { settleDialogs } from '../../../sandbox/altinn3/dialogporten/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people } from '../../../sandbox/people.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { accountant, customer, caretaker, vendor } = organizations
const path = '/dialogporten/api/v1'
const scope = 'digdir:dialogporten'
const urn = (number: string): string => `urn:altinn:organization:identifier-no:${number}`
const party = urn(customer.number)
const resource = (id: string): string => `urn:altinn:resource:${id}`
const nowhere = '00000000-0000-4000-8000-000000000000'

let sandbox: Sandbox
let now: number
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => {
  const { altinn3 } = sandbox
  const seeded = seedCorrespondence()
  now = Date.parse('2026-10-01T12:00:00Z')
  Object.assign(altinn3.correspondence, seeded)
  Object.assign(altinn3.dialogporten, seeded.dialogs)
  seeded.modes.now = () => now
  seeded.dialogs.modes.now = () => now
  Object.assign(altinn3.access.grants, seedAccess().grants)
  Object.assign(altinn3.access.policies, seedAccess().policies)
  altinn3.faults.dialogporten = undefined
})
afterAll(() => sandbox.close())

interface As {
  readonly systemUser?: string
  readonly org?: string
  readonly scope?: string
}

async function call(below: string, sent: Sent = {}, as: As = {}): Promise<HttpAnswer> {
  const whom = as.org === undefined ? { systemUser: as.systemUser ?? customer.number } : {}
  const org = as.org ?? vendor.number
  const wish = { org, ...whom, scope: as.scope ?? scope }
  const token = await sandbox.maskinporten.mint(wish)
  const headers = { authorization: `Bearer ${token}`, ...sent.headers }
  return http(sandbox.altinn3.url, path + below, { ...sent, headers })
}

type Item = Record<string, unknown> & { readonly id: string }

function read({ body }: HttpAnswer): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>
}

async function search(query: string, as?: As): Promise<readonly Item[]> {
  const answer = await call(`/enduser/dialogs?${query}`, {}, as)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.body}`)
  return read(answer).items as Item[]
}

const titles = (items: readonly Item[]): readonly unknown[] =>
  items.map(
    ({ content }) => (content as { title: { value: { value: string }[] } }).title.value[0]?.value,
  )

async function errorsOf(query: string): Promise<readonly [number, unknown]> {
  const answer = await call(`/enduser/dialogs?${query}`)
  return [answer.status, read(answer).errors]
}

function dialogOf(key: string): string {
  const id = letterId(sandbox.altinn3.correspondence, key)
  const { byId } = sandbox.altinn3.correspondence
  const reference = byId
    .get(id)
    ?.externalReferences.find(({ referenceType }) => referenceType === 'DialogportenDialogId')
  return reference?.referenceValue ?? ''
}

async function itemOf(id: string): Promise<Item | undefined> {
  return (await search(`party=${party}&limit=1000`)).find((one) => one.id === id)
}

function putLabels(id: string, body: object, headers = {}, as?: As): Promise<HttpAnswer> {
  const type = { 'content-type': 'application/json', ...headers }
  const sent = { method: 'PUT', headers: type, body: JSON.stringify(body) }
  return call(`/enduser/dialogs/${id}/context/systemlabels`, sent, as)
}

const told: ToldInstance = {
  instanceId: '5a2c1f70-6f0b-4d4e-9c55-0f5a7d1b2e3d',
  partyId: 50_100_001,
  party,
  org: 'ttd',
  app: 'prove-skjema',
  title: 'Prøveskjema, 2026',
  created: Date.parse('2026-09-20T10:00:00Z'),
  lastChanged: Date.parse('2026-09-20T10:05:00Z'),
  isArchived: false,
}

function giveApp(): void {
  const { access } = sandbox.altinn3
  const [grant] = access.grants[systemUser] ?? []
  if (grant !== undefined) grant.resources = [...grant.resources, 'app_ttd_prove-skjema']
}

describe('a search for dialogs', () => {
  it('tells of each dialog what a list needs, and leaves out what is null', async () => {
    const found = await itemOf(dialogOf('unread'))
    expect(found).toEqual({
      id: dialogOf('unread'),
      org: 'ttd',
      serviceResource: resource(letterResource),
      serviceResourceType: 'correspondenceservice',
      party,
      externalReference: 'ref-unread',
      createdAt: '2026-09-10T07:29:00.0000000Z',
      updatedAt: '2026-09-10T07:30:00.0000000Z',
      contentUpdatedAt: '2026-09-10T07:30:00.0000000Z',
      status: 'NotApplicable',
      systemLabel: 'Default',
      isApiOnly: false,
      hasUnopenedContent: false,
      fromServiceOwnerTransmissionsCount: 0,
      fromPartyTransmissionsCount: 0,
      isContentSeen: false,
      guiAttachmentCount: 2,
      seenSinceLastUpdate: [],
      seenSinceLastContentUpdate: [],
      endUserContext: {
        revision: expect.stringMatching(/^[\da-f-]{36}$/) as string,
        systemLabels: ['Default'],
      },
      content: {
        title: {
          value: [{ value: 'Årsoppgave for økonomi', languageCode: 'nb' }],
          mediaType: 'text/plain',
        },
        summary: {
          value: [{ value: 'Les og arkiver.', languageCode: 'nb' }],
          mediaType: 'text/plain',
        },
        senderName: {
          value: [{ value: 'Prøveetaten', languageCode: 'nb' }],
          mediaType: 'text/plain',
        },
      },
    })
  })

  it('orders by the last change of the content, and hides what is deleted or to come', async () => {
    const ids = (await search(`party=${party}`)).map(({ id }) => id)
    expect(ids.slice(0, 3)).toEqual(['unread', 'fetched', 'read'].map(dialogOf))
    expect(ids).toContain(ownDialog)
    expect(ids).not.toContain(dialogOf('purged'))
    expect(ids).not.toContain(dialogOf('to-come'))
  })

  it('has no dialog of its own for what is a transmission of another', async () => {
    expect(await itemOf(sharedDialog)).toMatchObject({
      fromServiceOwnerTransmissionsCount: 1,
      hasUnopenedContent: true,
      contentUpdatedAt: '2026-08-30T07:29:00.0000000Z',
    })
    const items = await search(`party=${party}&externalReference=ref-transmission`)
    expect(items).toEqual([])
  })

  it('counts as seen from the beginning what is older than the first migration', async () => {
    expect(await itemOf(dialogOf('migrated-unread'))).toMatchObject({ isContentSeen: true })
    expect(await itemOf(dialogOf('migrated-archived'))).toMatchObject({
      endUserContext: { systemLabels: ['Archive'] },
    })
  })

  it('needs a party or a resource', async () => {
    const text = 'Either ServiceResource or Party must be specified.'
    expect(await errorsOf('')).toEqual([400, { '': [text] }])
    const items = await search(`serviceResource=${resource(dialogResource)}`)
    expect(items.map(({ id }) => id)).toEqual([sharedDialog, ownDialog])
  })

  it.each([
    ['limit=0', 'Limit'],
    ['limit=1001', 'Limit'],
    ['limit=many', 'limit'],
    ['search=ab', 'Search'],
    ['orderBy=title', 'orderBy'],
    ['continuationToken=id_x,id_y', 'continuationToken'],
    ['continuationToken=createdat_2026-01-01T00:00:00Z', 'ContinuationToken'],
    ['status=Done', 'status'],
    ['createdAfter=today', 'createdAfter'],
    ['createdAfter=2026-02-01T00:00:00Z&createdBefore=2026-01-01T00:00:00Z', 'CreatedAfter'],
    [`party=${customer.number}`, 'Party[1]'],
    [Array.from({ length: 21 }, (_, place) => `org=o${place}`).join('&'), 'Org.Count'],
    [Array.from({ length: 100 }, () => `party=${party}`).join('&'), 'Party.Count'],
  ])('refuses %s', async (query, name) => {
    const [status, errors] = await errorsOf(`party=${party}&${query}`)
    expect([status, Object.keys(errors as object)]).toEqual([400, [name]])
  })

  it('refuses what the real one does not have, and dates without a zone', async () => {
    const unlike = async (query: string) =>
      (await call(`/enduser/dialogs?party=${party}&${query}`)).body
    expect(await unlike('offset=10')).toContain('unlike the real one')
    expect(await unlike('createdAfter=2026-01-01T00:00:00')).toContain('unlike the real one')
  })

  it('includes both moments that it is bounded by', async () => {
    const bounds = 'createdAfter=2026-09-08T07:29:00Z&createdBefore=2026-09-10T09:29:00%2B02:00'
    const items = await search(`party=${party}&${bounds}`)
    expect(items.map(({ id }) => id)).toEqual(['unread', 'fetched', 'read'].map(dialogOf))
    const due = await search(`party=${party}&dueAfter=2026-01-01T00:00:00Z&orderBy=dueAt_asc`)
    expect(due.map(({ id }) => id)).toEqual([dialogOf('to-confirm'), ownDialog])
  })

  it('wants all labels that are given, and any of everything else', async () => {
    expect((await search(`party=${party}&systemLabel=bin`)).map(({ id }) => id)).toEqual([
      dialogOf('binned'),
    ])
    expect(await search(`party=${party}&systemLabel=Bin&systemLabel=Archive`)).toEqual([])
    const resources = `serviceResource=${resource(letterResource)}&serviceResource=${resource(dialogResource)}`
    const some = await search(`party=${party}&${resources}&status=RequiresAttention`)
    expect(some.map(({ id }) => id)).toEqual([dialogOf('to-confirm'), ownDialog])
    expect(await search(`party=${party}&org=nab`)).toEqual([])
    expect(await search(`party=${party}&org=nab&org=ttd`)).not.toEqual([])
    expect(await search(`party=${party}&extendedStatus=mangler-vedlegg`)).toHaveLength(1)
  })

  it('finds words, whatever their case, and gives up where they say too little', async () => {
    const wanted = encodeURIComponent('ØKONOMI års')
    expect(titles(await search(`party=${party}&search=${wanted}`))).toEqual([
      'Årsoppgave for økonomi',
    ])
    expect(await search(`party=${party}&search=${wanted}&searchLanguageCode=en`)).toEqual([])
    sandbox.altinn3.dialogporten.modes.isSearchTooBroad = true
    const [status, errors] = await errorsOf(`party=${party}&search=sak`)
    expect([status, Object.keys(errors as object)]).toEqual([422, ['Search']])
  })

  it('tells texts in the language that is asked for', async () => {
    const headers = { 'accept-language': 'en-GB, nb;q=0.8' }
    const answer = await call(`/enduser/dialogs?party=${party}&limit=1000`, { headers })
    const items = read(answer).items as Item[]
    const own = items.filter(({ id }) => id === ownDialog)
    expect(titles(own)).toEqual(['Building permit case'])
  })

  it('is gone through page by page, each dialog once', async () => {
    for (const orderBy of ['', '&orderBy=dueAt_desc', '&orderBy=createdAt_asc,updatedAt']) {
      const whole = (await search(`party=${party}${orderBy}`)).map(({ id }) => id)
      const found: string[] = []
      let next: string | undefined = ''
      for (let pages = 0; next !== undefined && pages < 20; pages += 1) {
        const more = next === '' ? '' : `&continuationToken=${encodeURIComponent(next)}`
        const page = read(await call(`/enduser/dialogs?party=${party}&limit=4${orderBy}${more}`))
        found.push(...(page.items as Item[]).map(({ id }) => id))
        next = page.hasNextPage === true ? (page.continuationToken as string) : undefined
      }
      expect(found).toEqual(whole)
    }
    expect(read(await call(`/enduser/dialogs?party=${party}&limit=1`))).toMatchObject({
      hasNextPage: true,
      continuationToken: `contentupdatedat_2026-09-10T07:30:00.0000000Z,id_${dialogOf('unread')}`,
      orderBy: 'contentupdatedat_desc,id_desc',
    })
  })

  it('finds nothing for whoever may see nothing', async () => {
    expect(await search(`party=${urn(caretaker.number)}`)).toEqual([])
    sandbox.altinn3.access.grants[systemUser] = []
    const answer = await call(`/enduser/dialogs?party=${party}`)
    expect(read(answer)).toEqual({
      items: [],
      hasNextPage: false,
      orderBy: 'contentupdatedat_desc,id_desc',
    })
  })

  it('finds the letters of all of an accountant’s clients by their resource', async () => {
    const as = { systemUser: accountant.number }
    const items = await search(`serviceResource=${resource(letterResource)}`, as)
    expect(items.map(({ externalReference }) => externalReference)).toEqual([
      ...['ref-client-3', 'ref-client-2', 'ref-client-1'],
    ])
  })

  it('stays quick among thousands of parties and letters', async () => {
    const { access, correspondence } = sandbox.altinn3
    const many = addMany(access, agentSystemUser, 2_000, { resources: letterResources })
    const numbers = many.map(({ organizationNumber }) => organizationNumber ?? '')
    const given = { resourceId: letterResource }
    addManyCorrespondences(correspondence, numbers, 2, given)
    const [one = ''] = numbers
    addManyCorrespondences(correspondence, [one], 3_000, {
      ...given,
      published: '2026-05-01T00:00:00Z',
    })
    const as = { systemUser: accountant.number }
    const answer = await call(`/enduser/dialogs?party=${urn(one)}&limit=1000`, {}, as)
    expect(read(answer)).toMatchObject({ hasNextPage: true })
    expect(await search(`serviceResource=${resource(letterResource)}`, as)).toHaveLength(100)
  })
})

describe('what other products tell Dialogporten', () => {
  it('shows once the delay has passed, or when a test says so', async () => {
    const { dialogporten } = sandbox.altinn3
    giveApp()
    dialogporten.modes.delayMs = 5_000
    const id = showInstance(dialogporten, told)
    now += 4_999
    expect(await itemOf(id)).toBeUndefined()
    now += 1
    expect(await itemOf(id)).toMatchObject({ status: 'Draft', serviceResourceType: 'altinnapp' })
    showInstance(dialogporten, { ...told, task: 'signing' })
    expect(await itemOf(id)).toMatchObject({ status: 'Draft' })
    settleDialogs(dialogporten)
    expect(await itemOf(id)).toMatchObject({ status: 'InProgress' })
  })

  it('gives an instance’s dialog the tail of its id, and the time of its making', () => {
    const id = showInstance(sandbox.altinn3.dialogporten, told)
    const hex = told.created.toString(16).padStart(12, '0')
    expect(id).toBe(`${hex.slice(0, 8)}-${hex.slice(8)}-7d4e-9c55-0f5a7d1b2e3d`)
  })

  it('follows an instance to its end', async () => {
    const { dialogporten } = sandbox.altinn3
    giveApp()
    const id = showInstance(dialogporten, told)
    await call(`/enduser/dialogs/${id}`)
    expect(await itemOf(id)).toMatchObject({ isContentSeen: true })
    showInstance(dialogporten, { ...told, isArchived: true, lastChanged: now })
    expect(await itemOf(id)).toMatchObject({
      ...{ status: 'Awaiting', isContentSeen: false, fromPartyTransmissionsCount: 1 },
      endUserContext: { systemLabels: ['Default', 'Sent'] },
    })
    showInstance(dialogporten, { ...told, isArchived: true, isCompleteConfirmed: true })
    expect(await itemOf(id)).toMatchObject({ status: 'Completed' })
    showInstance(dialogporten, { ...told, isArchived: true, isSoftDeleted: true })
    expect(await itemOf(id)).toBeUndefined()
    expect((await call(`/enduser/dialogs/${id}`)).status).toBe(410)
    showInstance(dialogporten, { ...told, isArchived: true })
    expect(await itemOf(id)).toBeDefined()
    showInstance(dialogporten, { ...told, isHardDeleted: true })
    expect((await call(`/enduser/dialogs/${id}`)).status).toBe(404)
  })

  it('archives and has seen what came from Altinn 2', async () => {
    giveApp()
    const { access, dialogporten } = sandbox.altinn3
    const [grant] = access.grants[systemUser] ?? []
    if (grant !== undefined) grant.resources = [...grant.resources, 'app_ttd_a2-5999-1']
    const policy = access.policies['app_ttd_prove-skjema']
    if (policy !== undefined) access.policies['app_ttd_a2-5999-1'] = policy
    const id = showInstance(dialogporten, {
      ...told,
      ...{ app: 'a2-5999-1', isMigrated: true, isArchived: true },
    })
    expect(await itemOf(id)).toMatchObject({
      ...{ status: 'Completed', isContentSeen: true, systemLabel: 'Archive' },
      endUserContext: { systemLabels: ['Archive'] },
    })
  })

  it('is no reading of the letter, nor is a letter’s reading a look at the dialog', async () => {
    const { correspondence, mintAltinnToken } = sandbox.altinn3
    const letters = '/correspondence/api/v1/correspondence'
    const whom = { org: vendor.number, systemUser: customer.number }
    const token = mintAltinnToken({ ...whom, scope: 'altinn:correspondence.read' })
    const headers = { authorization: `Bearer ${token}` }
    const id = letterId(correspondence, 'unread')
    const send = (below: string, method: string) =>
      http(sandbox.altinn3.url, `${letters}/${id}${below}`, { method, headers })
    await send('', 'GET')
    expect((await send('/markasread', 'POST')).status).toBe(200)
    expect(await itemOf(dialogOf('unread'))).toMatchObject({ isContentSeen: false })
    await call(`/enduser/dialogs/${dialogOf('fetched')}`)
    const fetched = correspondence.byId.get(letterId(correspondence, 'fetched'))
    expect(fetched?.statuses.map(({ status }) => status)).not.toContain('Read')
  })

  it('takes a confirmation silently, a download as an activity, and a purge as an end', async () => {
    const { correspondence, mintAltinnToken } = sandbox.altinn3
    const whom = { org: vendor.number, systemUser: customer.number }
    const token = mintAltinnToken({ ...whom, scope: 'altinn:correspondence.read' })
    const headers = { authorization: `Bearer ${token}` }
    const send = (key: string, method: string, below = '') => {
      const letter = `/correspondence/api/v1/correspondence/${letterId(correspondence, key)}`
      return http(sandbox.altinn3.url, letter + below, { method, headers })
    }
    const before = await itemOf(dialogOf('to-confirm'))
    expect(before).toMatchObject({ status: 'RequiresAttention' })
    await send('to-confirm', 'GET')
    await send('to-confirm', 'POST', '/confirm')
    const updatedAt = before?.updatedAt
    expect(await itemOf(dialogOf('to-confirm'))).toMatchObject({
      status: 'NotApplicable',
      updatedAt,
    })
    const [attachment] =
      correspondence.byId.get(letterId(correspondence, 'unread'))?.attachments ?? []
    await send('unread', 'GET', `/attachment/${attachment?.id ?? ''}/download`)
    await send('unread', 'GET', `/attachment/${attachment?.id ?? ''}/download`)
    const { activities } = read(await call(`/enduser/dialogs/${dialogOf('unread')}`))
    expect(activities).toMatchObject([{ type: 'Information', performedBy: { actorId: party } }])
    await send('unread', 'DELETE', '/purge')
    expect(await itemOf(dialogOf('unread'))).toBeUndefined()
    expect((await call(`/enduser/dialogs/${dialogOf('unread')}`)).status).toBe(410)
  })
})

describe('a dialog', () => {
  it('has been seen by whoever asks for it, and is no longer marked as unopened', async () => {
    const id = dialogOf('unread')
    await putLabels(id, { addLabels: ['MarkedAsUnopened'] })
    now += 60_000
    const dialog = read(await call(`/enduser/dialogs/${id}`))
    expect(dialog).toMatchObject({
      isContentSeen: true,
      endUserContext: { systemLabels: ['Default'] },
      seenSinceLastContentUpdate: [
        {
          seenAt: '2026-10-01T12:01:00.0000000Z',
          seenBy: { actorId: `urn:altinn:systemuser:uuid:${systemUser}` },
          isCurrentEndUser: true,
        },
      ],
    })
    expect(await itemOf(id)).toMatchObject({ isContentSeen: true })
    await call(`/enduser/dialogs/${id}`)
    expect(sandbox.altinn3.dialogporten.byId.get(id)?.seenLog).toHaveLength(1)
    await putLabels(id, { addLabels: ['MarkedAsUnopened'] })
    expect(await itemOf(id)).toMatchObject({ isContentSeen: false })
    await call(`/enduser/dialogs/${id}`)
    expect(await itemOf(id)).toMatchObject({ isContentSeen: true })
  })

  it('says where its letter and its attachments are, and hides it where that is not allowed', async () => {
    const letter = letterId(sandbox.altinn3.correspondence, 'unread')
    const get = async () => read(await call(`/enduser/dialogs/${dialogOf('unread')}`))
    const dialog = await get()
    expect(dialog.apiActions).toMatchObject([
      { name: 'getCorrespondence', endpoints: [{ httpMethod: 'GET' }] },
      { name: 'purgeCorrespondence', isAuthorized: true },
      { name: 'downloadCorrespondenceAttachment' },
      { name: 'downloadCorrespondenceAttachment' },
    ])
    expect(JSON.stringify(dialog.apiActions)).toContain(`/correspondence/${letter}"`)
    expect(dialog.attachments).toMatchObject([
      { urls: [{ consumerType: 'Gui', mediaType: 'application/pdf' }] },
      {},
    ])
    const policy = sandbox.altinn3.access.policies[letterResource]
    if (policy !== undefined) policy.actions = ['read']
    expect((await get()).apiActions).toMatchObject([
      { isAuthorized: true },
      { isAuthorized: false, endpoints: [{ url: 'urn:dialogporten:unauthorized' }] },
      {},
      {},
    ])
  })

  it('is not found, forbidden or gone as a problem that says why', async () => {
    const answer = await call(`/enduser/dialogs/${nowhere}`)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(read(answer)).toMatchObject({
      ...{ title: 'Resource not found.', status: 404 },
      instance: `/api/v1/enduser/dialogs/${nowhere}`,
      errors: {
        DialogEntity: [
          `Entity 'DialogEntity' with the following key(s) was not found: (${nowhere}).`,
        ],
      },
    })
    const other = { systemUser: caretaker.number }
    expect((await call(`/enduser/dialogs/${ownDialog}`, {}, other)).status).toBe(403)
    expect((await call(`/enduser/dialogs/${dialogOf('purged')}`)).status).toBe(410)
    expect((await call(`/enduser/dialogs/${dialogOf('to-come')}`)).status).toBe(404)
    expect((await call('/enduser/dialogs/nothing')).status).toBe(400)
    const policy = sandbox.altinn3.access.policies[dialogResource]
    if (policy !== undefined) policy.minimumLevel = 4
    expect(read(await call(`/enduser/dialogs/${ownDialog}`)).errors).toEqual({
      Forbidden: ['Altinn authentication level too low.'],
    })
  })
})

describe('a dialog’s labels', () => {
  it('are one of three, and the others beside it', async () => {
    const labels = () => sandbox.altinn3.dialogporten.byId.get(ownDialog)?.labels
    const answer = await putLabels(ownDialog, { addLabels: ['Archive', 'MarkedAsUnopened'] })
    expect(answer.status).toBe(204)
    expect(labels()).toEqual(['Archive', 'MarkedAsUnopened'])
    await putLabels(ownDialog, { addLabels: ['Bin'] })
    expect(labels()).toEqual(['Bin', 'MarkedAsUnopened'])
    await putLabels(ownDialog, { removeLabels: ['Bin', 'MarkedAsUnopened'] })
    expect(labels()).toEqual(['Default'])
    await putLabels(ownDialog, { systemLabels: ['Archive'], removeLabels: ['Archive'] })
    expect(labels()).toEqual(['Archive'])
  })

  it('change only from the revision that is named', async () => {
    const item = await itemOf(ownDialog)
    const { revision } = item?.endUserContext as { revision: string }
    const change = () => putLabels(ownDialog, { addLabels: ['Bin'] }, { 'if-match': revision })
    const first = await change()
    expect(first.headers.etag).not.toBe(revision)
    expect((await change()).status).toBe(412)
    const again = { 'if-match': first.headers.etag }
    expect((await putLabels(ownDialog, { addLabels: ['Default'] }, again)).status).toBe(204)
  })

  it('are shared by all who see the dialog, and never say that something was sent', async () => {
    expect((await putLabels(ownDialog, { addLabels: ['Sent'] })).status).toBe(400)
    expect((await putLabels(ownDialog, { addLabels: ['Gone'] })).status).toBe(400)
    expect((await putLabels(nowhere, {})).status).toBe(404)
    expect((await putLabels(dialogOf('purged'), {})).status).toBe(410)
    const other = { systemUser: caretaker.number }
    expect((await putLabels(ownDialog, {}, {}, other)).status).toBe(403)
  })
})

describe('a look-up of a dialog', () => {
  const lookUp = (ref: string, as?: As) =>
    call(`/enduser/dialoglookup?instanceRef=${encodeURIComponent(ref)}`, {}, as)

  it('goes from dialog to letter and back, and nobody has seen anything', async () => {
    const letter = `urn:altinn:correspondence-id:${letterId(sandbox.altinn3.correspondence, 'unread')}`
    const dialogId = dialogOf('unread')
    const forth = await lookUp(`urn:altinn:dialog-id:${dialogId}`)
    expect(read(forth)).toMatchObject({ dialogId, instanceRef: letter, party })
    expect(read(await lookUp(letter))).toMatchObject({ dialogId, instanceRef: letter })
    expect(await itemOf(dialogId)).toMatchObject({ isContentSeen: false })
  })

  it('goes from dialog to instance and back', async () => {
    giveApp()
    const dialogId = showInstance(sandbox.altinn3.dialogporten, told)
    const instanceRef = `urn:altinn:instance-id:${told.partyId}/${told.instanceId}`
    expect(read(await lookUp(`urn:altinn:dialog-id:${dialogId}`))).toMatchObject({ instanceRef })
    expect(read(await lookUp(instanceRef))).toMatchObject({ dialogId, instanceRef })
  })

  it('names a dialog that is nothing else by itself', async () => {
    const instanceRef = `urn:altinn:dialog-id:${ownDialog}`
    expect(read(await lookUp(instanceRef))).toMatchObject({ instanceRef })
  })

  it('finds nothing that is deleted, unknown, another’s or no reference', async () => {
    expect((await lookUp(`urn:altinn:dialog-id:${dialogOf('purged')}`)).status).toBe(404)
    expect((await lookUp(`urn:altinn:dialog-id:${nowhere}`)).status).toBe(404)
    const own = `urn:altinn:dialog-id:${ownDialog}`
    expect((await lookUp(own, { systemUser: caretaker.number })).status).toBe(403)
    expect((await lookUp(ownDialog)).status).toBe(400)
  })
})

describe('what the caller may see', () => {
  it('is told party by party', async () => {
    const { authorizedParties } = read(await call('/enduser/parties'))
    expect(authorizedParties).toMatchObject([
      { party, partyId: 50_100_001, partyType: 'Organization', subParties: [{}] },
    ])
  })

  it('is told resource by resource, as far as there are dialogs', async () => {
    const resources = async (query: string, as?: As) =>
      (
        read(await call(`/enduser/serviceresources${query}`, {}, as)).items as {
          serviceResource: { id: string }
        }[]
      ).map(({ serviceResource }) => serviceResource.id)
    expect(await resources(`?party=${party}`)).toEqual([...letterResources].sort().map(resource))
    expect(await resources('', { systemUser: accountant.number })).toEqual([
      resource(letterResource),
    ])
    expect((await call('/enduser/serviceresources?party=')).status).toBe(400)
  })

  it('has limits that are told to everybody', async () => {
    const answer = await http(sandbox.altinn3.url, `${path}/metadata/limits`)
    expect(read(answer)).toMatchObject({ endUserSearch: { maxPartyFilterValues: 100 } })
  })
})

describe('a call to Dialogporten', () => {
  it('takes Altinn’s tokens as well as Maskinporten’s, with the right scope', async () => {
    const whom = { org: vendor.number, systemUser: customer.number }
    const token = sandbox.altinn3.mintAltinnToken({ ...whom, scope })
    const headers = { authorization: `Bearer ${token}` }
    const url = `${path}/enduser/dialogs?party=${party}`
    expect((await http(sandbox.altinn3.url, url, { headers })).status).toBe(200)
    expect((await http(sandbox.altinn3.url, url)).status).toBe(401)
    expect((await call('/enduser/parties', {}, { scope: 'altinn:enduser' })).status).toBe(403)
  })

  it('is for people and system users, not for organisations', async () => {
    const answer = await call('/enduser/parties', {}, { org: customer.number })
    expect([answer.status, Object.keys(read(answer).errors as object)]).toEqual([403, ['Type']])
  })

  it('hides a person who has seen something from others', async () => {
    addOwnDialog(sandbox.altinn3.dialogporten, {
      ...{ id: '0198f2a0-3e5f-7071-8c8d-3e4f5a6b7c8d', party },
      seenLog: [
        {
          ...{ id: nowhere, at: now, actorName: people.leader.name },
          actorId: `urn:altinn:person:identifier-no:${people.leader.number}`,
        },
      ],
    })
    const { body } = await call(`/enduser/dialogs?party=${party}`)
    expect(body).toContain('urn:altinn:person:identifier-ephemeral:')
    expect(body).not.toContain(people.leader.number)
  })

  it('is told to come back after maintenance', async () => {
    const { faults } = sandbox.altinn3
    const retryAfter = 'Thu, 01 Oct 2026 14:00:00 GMT'
    faults.dialogporten = { status: 503, retryAfter }
    const answer = await call(`/enduser/dialogs?party=${party}`)
    expect([answer.status, answer.headers['retry-after'], answer.body]).toEqual([
      ...[503, retryAfter, 'Service Unavailable'],
    ])
  })
})
