import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  accountantsClients,
  seedAccess,
  systemUser,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { addCorrespondence } from '../../../sandbox/altinn3/correspondence/new.ts'
import {
  letterResource,
  migratedLetterResource,
} from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterId, seedCorrespondence } from '../../../sandbox/altinn3/correspondence/seed.ts'
import { ownDialog } from '../../../sandbox/altinn3/dialogporten/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { accountant, caretaker, customer, serviceOwner, vendor } = organizations
const path = '/correspondence/api/v1/correspondence'
const scope = 'altinn:correspondence.read'
const ofCustomer = `resourceId=${letterResource}&role=Recipient`
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
  altinn3.correspondence.modes.now = () => now
  altinn3.correspondence.dialogs.modes.now = () => now
  Object.assign(altinn3.access.grants, seedAccess().grants)
  altinn3.faults.correspondence = undefined
})
afterAll(() => sandbox.close())

interface As {
  readonly systemUser?: string
  readonly org?: string
  readonly scope?: string
}

function token(as: As = {}): string {
  const { org = vendor.number } = as
  const whom = as.org === undefined ? { systemUser: as.systemUser ?? customer.number } : {}
  return sandbox.altinn3.mintAltinnToken({ org, ...whom, scope: as.scope ?? scope })
}

async function call(method: string, below: string, as?: As): Promise<HttpAnswer> {
  const headers = { authorization: `Bearer ${token(as)}`, accept: 'application/json' }
  return http(sandbox.altinn3.url, path + below, { method, headers })
}

const get = (below: string, as?: As): Promise<HttpAnswer> => call('GET', below, as)
const idOf = (key: string): string => letterId(sandbox.altinn3.correspondence, key)

function read({ body }: HttpAnswer): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>
}

function idsIn(answer: HttpAnswer): readonly string[] {
  return read(answer).ids as string[]
}

/** The status with the number of the problem. */
function refusal(answer: HttpAnswer): readonly [number, unknown] {
  return [answer.status, read(answer).errorCode]
}

async function history(id: string): Promise<readonly unknown[]> {
  const { statusHistory } = read(await get(`/${id}/details`))
  return (statusHistory as { status: string }[]).map(({ status }) => status)
}

describe('a list of correspondences', () => {
  it('holds the ids of one resource and one recipient, the newest first', async () => {
    const answer = await get(`?${ofCustomer}`)
    expect(Object.keys(read(answer))).toEqual(['ids'])
    expect(idsIn(answer)).toEqual(
      [
        ...['unread', 'fetched', 'read', 'to-confirm', 'confirmed', 'archived', 'binned'],
        ...['purged', 'with-replies', 'about-an-instance', 'many-replies', 'default-date'],
        'transmission',
      ].map(idOf),
    )
  })

  it('needs a resource and a role, and says so in both of its ways', async () => {
    const answer = await get('')
    expect(read(answer)).toMatchObject({
      status: 400,
      code: 'STD-00000',
      errors: {
        resourceId: ['The resourceId field is required.'],
        role: ['The role field is required.'],
      },
      validationErrors: [{ code: 'CORR.VLD-00000' }, { code: 'CORR.VLD-00000' }],
    })
  })

  it.each(['role=Nobody', 'role=Recipient&from=yesterday', 'role=1&onBehalfOf=12', 'role=x'])(
    'refuses %s',
    async (query) => {
      const answer = await get(`?resourceId=${letterResource}&${query}`)
      expect(answer.status).toBe(400)
      expect(Object.keys(read(answer).errors as object)).toHaveLength(1)
    },
  )

  it('refuses parameters that the real one does not have', async () => {
    expect((await get(`?${ofCustomer}&limit=10`)).body).toContain('unlike the real one')
  })

  it('leaves out the very moments that it is bounded by', async () => {
    const bounds = 'from=2026-09-07T07:30:00Z&to=2026-09-10T07:30:00Z'
    expect(idsIn(await get(`?${ofCustomer}&${bounds}`))).toEqual(['fetched', 'read'].map(idOf))
    const turned = 'from=2026-09-10T07:30:00Z&to=2026-09-07T07:30:00Z'
    expect(refusal(await get(`?${ofCustomer}&${turned}`))).toEqual([400, 1027])
  })

  it('asks whether a status has ever been, and knows no fetches', async () => {
    const found = async (status: string) => idsIn(await get(`?${ofCustomer}&status=${status}`))
    expect(await found('Confirmed')).toEqual([idOf('confirmed')])
    expect(await found('purgedbyrecipient')).toEqual([idOf('purged')])
    expect(await found('Fetched')).toEqual([])
    expect(await found('Initialized')).toEqual([])
  })

  it('finds a migrated one by its number in Altinn 2, on its own resource alone', async () => {
    const wanted = 'role=Recipient&altinn2CorrespondenceId=385571'
    const found = await get(`?resourceId=${migratedLetterResource}&${wanted}`)
    expect(idsIn(found)).toEqual([idOf('migrated-unread')])
    expect(idsIn(await get(`?resourceId=${letterResource}&${wanted}`))).toEqual([])
  })

  it('stops at a thousand', async () => {
    const { correspondence } = sandbox.altinn3
    for (let place = 0; place < 1_001; place += 1) {
      const key = `more ${place}`
      addCorrespondence(correspondence, {
        key,
        resourceId: letterResource,
        recipient: customer.number,
      })
    }
    expect(idsIn(await get(`?${ofCustomer}`))).toHaveLength(1_000)
  })

  it('is 401 with 4001 for whoever has no access, and for a resource that nobody knows', async () => {
    expect(refusal(await get('?resourceId=unknown&role=Recipient'))).toEqual([401, 4001])
    const other = `&onBehalfOf=0192:${caretaker.number}`
    expect(refusal(await get(`?${ofCustomer}${other}`))).toEqual([401, 4001])
    sandbox.altinn3.access.grants[systemUser] = []
    const answer = await get(`?${ofCustomer}`)
    expect(refusal(answer)).toEqual([401, 4001])
    expect(read(answer)).toMatchObject({ code: 'CORR-04001', title: 'Unauthorized' })
  })

  it('is read on behalf of the accountant’s clients', async () => {
    const [client] = accountantsClients
    const number = client?.organizationNumber ?? ''
    const onBehalfOf = `urn:altinn:organization:identifier-no:${number}`
    const as = { systemUser: accountant.number }
    const answer = await get(`?${ofCustomer}&onBehalfOf=${onBehalfOf}`, as)
    expect(idsIn(answer)).toEqual([idOf('client-1')])
    expect(refusal(await get(`?${ofCustomer}`, as))).toEqual([401, 4001])
  })
})

describe('an overview', () => {
  it('tells all but the sizes, and writes what is not there as null', async () => {
    const answer = await get(`/${idOf('unread')}`)
    expect(read(answer)).toMatchObject({
      correspondenceId: idOf('unread'),
      resourceId: letterResource,
      recipient: `urn:altinn:organization:identifier-no:${customer.number}`,
      sender: `urn:altinn:organization:identifier-no:${serviceOwner.number}`,
      messageSender: 'Prøveetaten',
      status: 'Published',
      published: '2026-09-10T07:30:00+00:00',
      read: null,
      dueDateTime: null,
      altinn2CorrespondenceId: null,
      content: {
        language: 'nb',
        messageTitle: 'Årsoppgave for økonomi',
        attachments: [
          {
            fileName: 'Årsoppgave blå–grønn.pdf',
            dataType: 'application/pdf',
            status: 'Published',
          },
          { fileName: 'tall.csv' },
        ],
      },
      propertyList: { saksnummer: '2026/17' },
    })
    expect(answer.body).not.toContain('"size"')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('fetches once in fifteen seconds, and reads nothing', async () => {
    const id = idOf('unread')
    await get(`/${id}`)
    now += 14_999
    await get(`/${id}`)
    expect(sandbox.altinn3.correspondence.byId.get(id)?.fetched).toHaveLength(1)
    now += 1
    expect(read(await get(`/${id}`)).read).toBeNull()
    expect(sandbox.altinn3.correspondence.byId.get(id)?.fetched).toHaveLength(2)
  })

  it('fetches nothing for who may send, who then can mark nothing as read', async () => {
    const as = { scope: `${scope} altinn:correspondence.write` }
    const id = idOf('unread')
    expect((await get(`/${id}`, as)).status).toBe(200)
    expect(refusal(await call('POST', `/${id}/markasread`, as))).toEqual([400, 1024])
    expect(refusal(await call('POST', `/${id}/confirm`, as))).toEqual([400, 1025])
  })

  it('has four reply options in the body, and three or fewer beside it', async () => {
    const replyOptions = [1, 2, 3, 4].map((place) => ({
      linkURL: `https://www.altinn.no/${place}`,
      linkText: `Svar ${place}`,
    }))
    const given = {
      key: 'four',
      resourceId: letterResource,
      recipient: customer.number,
      replyOptions,
    }
    const { id } = addCorrespondence(sandbox.altinn3.correspondence, given)
    const bodyOf = async (which: string) =>
      (read(await get(`/${which}`)).content as { messageBody: string }).messageBody
    expect(await bodyOf(id)).toContain('\n\nSvarvalg:\nSvar 1: https://www.altinn.no/1\n')
    expect(await bodyOf(idOf('with-replies'))).not.toContain('Svarvalg')
  })

  it('is nowhere before it is published, once it is purged, and where there never was one', async () => {
    for (const id of [idOf('to-come'), idOf('purged'), nowhere]) {
      expect(refusal(await get(`/${id}`))).toEqual([404, 1001])
    }
    expect(Object.keys(read(await get('/nothing')).errors as object)).toEqual(['correspondenceId'])
  })

  it('is 401 for another’s', async () => {
    expect(refusal(await get(`/${idOf('caretaker')}`))).toEqual([401, 4001])
    const answer = await get(`/${idOf('caretaker')}`, { systemUser: caretaker.number })
    expect(answer.status).toBe(200)
  })

  it('names its dialog and its instance', async () => {
    const { externalReferences } = read(await get(`/${idOf('about-an-instance')}`))
    expect(externalReferences).toMatchObject([
      { referenceType: 'AltinnAppInstance' },
      { referenceType: 'DialogportenDialogId' },
    ])
  })
})

describe('what happens to a correspondence', () => {
  it('is told by its details, whose every look is a fetch', async () => {
    expect(await history(idOf('archived'))).toEqual([
      ...['Initialized', 'ReadyForPublish', 'Published', 'Fetched', 'Read', 'Fetched'],
    ])
    expect(read(await get(`/${idOf('archived')}/details`)).systemLabel).toBe('Archive')
    expect(read(await get(`/${idOf('unread')}/details`)).systemLabel).toBe('Default')
  })

  it('is read once, after it has been fetched', async () => {
    const id = idOf('unread')
    const markAsRead = () => call('POST', `/${id}/markasread`)
    expect(refusal(await markAsRead())).toEqual([400, 1024])
    await get(`/${id}`)
    expect((await markAsRead()).body).toBe(JSON.stringify(id))
    expect(refusal(await markAsRead())).toEqual([400, 1040])
    expect(read(await get(`/${id}`))).toMatchObject({
      status: 'Read',
      read: '2026-10-01T12:00:00+00:00',
    })
  })

  it('is confirmed seconds after it was asked for, and refused only from then on', async () => {
    const id = idOf('to-confirm')
    const confirm = () => call('POST', `/${id}/confirm`)
    expect(refusal(await confirm())).toEqual([400, 1025])
    await get(`/${id}`)
    expect((await confirm()).status).toBe(200)
    now += 3_999
    expect((await confirm()).status).toBe(200)
    expect(read(await get(`/${id}`)).status).toBe('Published')
    now += 1
    expect(refusal(await confirm())).toEqual([400, 1041])
    expect(read(await get(`/${id}`)).status).toBe('Confirmed')
  })

  it('hides behind a download all that came before it', async () => {
    const id = idOf('unread')
    await get(`/${id}`)
    await call('POST', `/${id}/markasread`)
    const [attachment] = sandbox.altinn3.correspondence.byId.get(id)?.attachments ?? []
    const file = await get(`/${id}/attachment/${attachment?.id ?? ''}/download`)
    expect(file.body).toBe('%PDF-1.4 årsoppgave')
    expect(file.headers['content-type']).toBe('application/pdf')
    expect(file.headers['content-disposition']).toBe(
      "inline; filename*=UTF-8''%C3%85rsoppgave%20bl%C3%A5%E2%80%93gr%C3%B8nn.pdf",
    )
    const overview = read(await get(`/${id}`))
    expect(overview).toMatchObject({ status: 'AttachmentsDownloaded' })
    expect(overview.read).not.toBeNull()
  })

  it('is purged for good, with its attachments, unless it is still to be confirmed', async () => {
    const purge = (key: string) => call('DELETE', `/${idOf(key)}/purge`)
    expect(refusal(await purge('to-confirm'))).toEqual([400, 1026])
    expect(refusal(await purge('transmission'))).toEqual([400, 1043])
    expect(refusal(await purge('purged'))).toEqual([400, 1014])
    expect((await purge('unread')).status).toBe(200)
    expect(refusal(await get(`/${idOf('unread')}`))).toEqual([404, 1001])
    const letter = sandbox.altinn3.correspondence.byId.get(idOf('unread'))
    const [attachment] = letter?.attachments ?? []
    const download = `/${idOf('unread')}/attachment/${attachment?.id ?? ''}/download`
    expect(refusal(await get(download))).toEqual([400, 2019])
  })

  it('has no attachment that is not its own, and none that has expired', async () => {
    const id = idOf('unread')
    expect(refusal(await get(`/${id}/attachment/${nowhere}/download`))).toEqual([404, 2001])
    const [attachment] = sandbox.altinn3.correspondence.byId.get(id)?.attachments ?? []
    if (attachment !== undefined) attachment.expirationTime = now
    const download = `/${id}/attachment/${attachment?.id ?? ''}/download`
    expect(refusal(await get(download))).toEqual([400, 2020])
  })
})

describe('a call to Correspondence', () => {
  it('takes Altinn’s tokens alone', async () => {
    const raw = await sandbox.maskinporten.mint({ org: customer.number, scope })
    const send = (authorization: string) =>
      http(sandbox.altinn3.url, `${path}?${ofCustomer}`, { headers: { authorization } })
    expect((await send(`Bearer ${raw}`)).status).toBe(403)
    expect((await send(`Bearer ${raw}x`)).status).toBe(401)
    expect((await get(`?${ofCustomer}`, { scope: 'digdir:dialogporten' })).status).toBe(403)
  })

  it('gives nothing to an organisation that is not a system user', async () => {
    expect(refusal(await get(`?${ofCustomer}`, { org: customer.number }))).toEqual([401, 4001])
  })

  it('produces JSON alone', async () => {
    const headers = { authorization: `Bearer ${token()}`, accept: 'text/html' }
    const answer = await http(sandbox.altinn3.url, `${path}?${ofCustomer}`, { headers })
    expect(answer.status).toBe(406)
  })

  it('fails as it is told to', async () => {
    const { faults } = sandbox.altinn3
    faults.correspondence = { status: 429, retryAfter: '7' }
    const answer = await get(`?${ofCustomer}`)
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '7'])
    faults.correspondence = 'error'
    expect((await get(`?${ofCustomer}`)).status).toBe(500)
  })

  it('has nothing of what a service owner tells in dialogs of its own', async () => {
    expect(refusal(await get(`/${ownDialog}`))).toEqual([404, 1001])
  })
})
