import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedMessages } from '../../../sandbox/altinn2/messages/seed.ts'
import {
  addMessages,
  changeMessage,
  deleteMessage,
  type Altinn2Message,
  type Altinn2Messages,
} from '../../../sandbox/altinn2/messages/state.ts'
import { customerSubunit, mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const origin = 'https://tt02.altinn.no'
const { partyId } = mainParty
const path = '/api/my/messages'

let sandbox: Sandbox
let state: Altinn2Messages
beforeAll(async () => {
  sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, origin)
  state = sandbox.altinn2.messages
})
beforeEach(() => void Object.assign(state, seedMessages()))
afterAll(() => sandbox.close())

async function call(
  target: string,
  accept = 'application/json',
  scope = 'altinn:instances.read',
): Promise<HttpAnswer> {
  const claims = { org: vendor.number, systemUser: customer.number, scope }
  const token = await sandbox.maskinporten.mint(claims)
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', accept }
  return http(sandbox.altinn2.url, target, { headers })
}

type Row = Readonly<Record<string, unknown>>

async function list(query = '', at = path): Promise<readonly Row[]> {
  const answer = await call(at + query)
  expect([answer.status, answer.reason]).toEqual([200, 'OK'])
  return JSON.parse(answer.body) as readonly Row[]
}

const idsOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ MessageId }) => MessageId)
const filtered = (filter: string): Promise<readonly Row[]> =>
  list(`?$filter=${encodeURIComponent(filter)}`)

const noon = Date.parse('2026-06-15T10:00:00.5Z')

function message(place: number, more: Partial<Altinn2Message> = {}): Altinn2Message {
  return {
    id: `a${1_000 + place}`,
    kind: 'Correspondence',
    subject: `Brev nr. ${place}`,
    state: 'read',
    lastChanged: noon + place * 60_000,
    created: noon,
    lastChangedBy: 'Prøveetaten',
    serviceOwner: 'Prøveetaten',
    serviceCode: '5999',
    serviceEdition: 1,
    ...more,
  }
}

function fill(count: number): void {
  addMessages(
    state,
    partyId,
    Array.from({ length: count }, (_, place) => message(place)),
  )
}

describe('the list of messages', () => {
  it('is the latest first, as a bare array with a link each', async () => {
    expect(await list()).toEqual([
      {
        MessageId: 'a4210001',
        Subject: 'Vedtak om tilskudd',
        Status: 'Ulest',
        MarkedUnread: false,
        LastChangedDateTime: '2026-03-02T08:15:27.11',
        CreatedDate: '2026-03-02T08:15:27.11',
        LastChangedBy: 'Prøveetaten',
        ServiceOwner: 'Prøveetaten',
        Type: 'Correspondence',
        MessageSender: 'Prøveetaten',
        ServiceCode: '4540',
        ServiceEdition: 1,
        MessageLink: `${origin}${path}/a4210001`,
      },
      expect.objectContaining({
        MessageId: 'b3513210',
        OriginalId: 'a4209900',
        ArchiveReference: 'AR3513210',
        Status: 'Sendt og arkivert',
      }),
    ])
  })

  it('has in HAL what each message leads to', async () => {
    const answer = await call(path, 'application/hal+json')
    expect(answer.headers['content-type']).toBe('application/hal+json; charset=utf-8')
    const metadata = `${origin}/api/metadata`
    const page = `${origin}/Pages/ServiceEngine`
    expect(JSON.parse(answer.body)).toMatchObject({
      _links: {
        self: { href: origin + path },
        find: { href: `${origin}${path}/{messageId}`, isTemplated: true },
        portalview: { href: `${page}/MyMainPage/MyMainPage.aspx` },
      },
      _embedded: {
        messages: [
          {
            _links: {
              self: { href: `${origin}${path}/a4210001` },
              metadata: { href: `${metadata}/correspondence/4540/1` },
              portalview: {
                href: `${page}/Correspondence/Correspondences.aspx?ReporteeElementID=4210001&ESC=4540&ESEC=1`,
              },
            },
          },
          {
            _links: {
              print: {
                href: `${origin}${path}/b3513210/print`,
                'mime-type': 'application/pdf',
              },
              metadata: { href: `${metadata}/formtask/5998/160101` },
            },
          },
        ],
      },
    })
  })

  it('says a status in the language that is asked for', async () => {
    const statuses = async (language: string): Promise<readonly unknown[]> =>
      (await list(language)).map(({ Status }) => Status)
    expect(await statuses('?language=1044')).toEqual(['Ulest', 'Sendt og arkivert'])
    expect(await statuses('?language=1033')).toEqual(['Unread', 'Sent and archived'])
    expect(await statuses('?language=1')).toEqual(['Ulest', 'Sendt og arkivert'])
  })

  it('is another for another party, which is on the list of who asks', async () => {
    addMessages(state, customerSubunit.partyId, [message(1)])
    for (const who of [`r${customerSubunit.partyId}`, customerSubunit.organizationNumber ?? '']) {
      const [row] = await list('', `/api/${who}/messages`)
      expect(row).toMatchObject({ MessageLink: `${origin}/api/${who}/messages/a1001` })
    }
    expect((await call(`/api/${vendor.number}/messages`)).status).toBe(403)
  })

  it('has fifty on a page whatever is asked for, up to ten thousand', async () => {
    fill(60)
    const all = idsOf([...(await list()), ...(await list('?$skip=50'))])
    expect([new Set(all).size, all[0], all.at(-1)]).toEqual([62, 'a1059', 'b3513210'])
    expect(idsOf(await list('?$top=10000'))).toEqual(all.slice(0, 50))
    expect(idsOf(await list('?$top=2&$skip=1'))).toEqual(all.slice(1, 3))
    const answer = await call(`${path}?$top=10001`)
    expect([answer.status, answer.reason]).toEqual([
      400,
      "The limit of '10000' for Top query has been exceeded. The value from the incoming request is '10001'",
    ])
  })

  it('reads so many and says that there are more, before anything is filtered', async () => {
    fill(20)
    state.modes.mostRead = 5
    const warned = await call(`${path}?$filter=Status%20eq%20'Ulest'`)
    expect([warned.headers['x-warning-limitreached'], warned.body]).toEqual(['true', '[]'])
    const narrow = await call(`${path}?dateTo=2026-06-15T12:04`)
    expect(narrow.headers['x-warning-limitreached']).toBe('true')
    const whole = await call(`${path}?dateFrom=2026-06-15T12:16:00.5`)
    expect(whole.headers['x-warning-limitreached']).toBeUndefined()
    expect(idsOf(JSON.parse(whole.body) as readonly Row[])).toEqual([
      ...['a1019', 'a1018', 'a1017', 'a1016'],
    ])
  })

  it('is of some dates, the first and the last moment included, in Norwegian time', async () => {
    fill(3)
    expect(
      idsOf(await list('?dateFrom=2026-06-15T12:01:00.5&dateTo=2026-06-15T12:01:00.5')),
    ).toEqual(['a1001'])
    expect(idsOf(await list('?dateFrom=2026-06-15T10:02:00.5Z'))).toEqual(['a1002'])
    expect(idsOf(await list('?dateTo=2026-03-02'))).toEqual(['b3513210'])
    expect(idsOf(await list('?dateFrom=2016-03-01T11:11:12&dateTo=2026-03-01'))).toEqual([
      'b3513210',
    ])
  })

  it('is filtered by what clients are known to send', async () => {
    fill(3)
    addMessages(state, partyId, [message(9, { id: 'b77', state: 'archived', subject: "O'Hara" })])
    const found: readonly (readonly [string, readonly string[]])[] = [
      ["Status eq 'Ulest'", ['a4210001']],
      [
        "Status ne 'Sendt og arkivert' and Status ne 'Arkivert'",
        ['a1002', 'a1001', 'a1000', 'a4210001'],
      ],
      ["Status eq 'Sendt og arkivert' or Status eq 'Arkivert'", ['b77', 'b3513210']],
      ["ServiceCode eq '5998' and ServiceEdition eq 160101", ['b3513210']],
      ["substringof('brev nr. 2', tolower(Subject))", ['a1002']],
      ["Subject eq 'O''Hara'", ['b77']],
      ["CreatedDate lt datetime'2026-03-02'", ['b3513210']],
      ["LastChangedDateTime gt DateTime'2026-06-15T12:01:00'", ['b77', 'a1002', 'a1001']],
      [
        "not (ServiceCode eq '5999') and (ServiceEdition gt 1 or MarkedUnread eq true)",
        ['b3513210'],
      ],
      ["OriginalId ne null and startswith(Subject, 'Prøve')", ['b3513210']],
    ]
    for (const [filter, ids] of found) expect(idsOf(await filtered(filter))).toEqual(ids)
  })

  it('is in the order that is asked for', async () => {
    fill(3)
    const order = async (query: string): Promise<readonly unknown[]> =>
      idsOf(await list(`?$orderby=${query}`))
    expect(await order('LastChangedDateTime')).toEqual([
      ...['b3513210', 'a4210001', 'a1000', 'a1001', 'a1002'],
    ])
    expect(await order('CreatedDate+desc,Subject')).toEqual([
      ...['a1000', 'a1001', 'a1002', 'a4210001', 'b3513210'],
    ])
  })

  it.each([
    [
      "Title eq 'x'",
      "Could not find property named 'Title' on type 'Altinn.SBL.AltinnWebAPI.Models.Message'",
    ],
    ["Status neq 'x'", "Syntax error at position 7 in 'Status neq 'x''"],
    ['Status eq', "Expression expected at position 9 in 'Status eq'."],
    ["(Status eq 'x'", "Syntax error at position 14 in '(Status eq 'x''"],
    ['Status eq #', "Syntax error: character '#' is not valid at position 10 in 'Status eq #'."],
    ['Subject', 'The $filter expression must evaluate to a single boolean value.'],
    [
      "ServiceEdition eq '1'",
      "A binary operator with incompatible types was detected. Found operand types 'Edm.Int32' and 'Edm.String' for operator kind 'Equal'.",
    ],
  ])('refuses %s', async (filter, reason) => {
    const answer = await call(`${path}?$filter=${encodeURIComponent(filter)}`)
    expect([answer.status, answer.reason]).toEqual([400, reason])
  })
})

describe('a message', () => {
  it('is read by being looked at, unless that is not wanted', async () => {
    const look = async (query = ''): Promise<Row> =>
      JSON.parse((await call(`${path}/a4210001${query}`)).body) as Row
    const statuses: unknown[] = []
    for (const query of ['?markAsRead=false', '', '']) statuses.push((await look(query)).Status)
    expect(statuses).toEqual(['Ulest', 'Ulest', 'Lest'])
    expect(await look('?language=1033')).toMatchObject({
      Status: 'Read',
      Body: '<p>Tilskuddet er innvilget.</p>',
    })
  })

  it('leads to what was filled in, to files and to a print, byte by byte', async () => {
    const hal = await call(`${path}/b3513210`, 'application/hal+json')
    const { _links: links } = JSON.parse(hal.body) as {
      _links: Record<'form' | 'attachment', readonly { href: string; fileName?: string }[]>
    }
    const [form] = links.form
    const [file] = links.attachment
    expect(file).toMatchObject({
      ...{ name: 'situasjonskart Ålesund', fileName: 'situasjonskart Ålesund.pdf' },
      ...{ encrypted: false, signinglocked: false, signedbydefault: true },
    })
    const below = (href = ''): string => href.slice(origin.length)
    const xml = await call(`${below(form?.href)}/formdata`)
    expect([xml.headers['content-type'], xml.body]).toEqual([
      'application/xml',
      expect.stringContaining('<tittel>Brygge</tittel>'),
    ])
    expect(JSON.parse((await call(below(form?.href))).body)).toMatchObject({ Type: 'MainForm' })
    expect((await call(below(file?.href))).body).toMatch(/^%PDF/)
    expect((await call(`${path}/b3513210/print`)).body).toMatch(/^%PDF/)
    for (const nothing of ['a4210001/print', 'b3513210/attachments/1', 'b1/forms/1/formdata']) {
      expect((await call(`${path}/${nothing}`)).status).toBe(404)
    }
  })

  it('that there is not is not found, nor is another’s', async () => {
    addMessages(state, customerSubunit.partyId, [message(1)])
    expect((await call(`${path}/a1001`)).status).toBe(404)
    expect((await call(`${path}/b1`)).status).toBe(404)
  })

  it('that is archived has another id from then on', async () => {
    changeMessage(state, partyId, 'a4210001', {
      id: 'b99',
      originalId: 'a4210001',
      state: 'archived',
    })
    expect((await call(`${path}/a4210001`)).status).toBe(404)
    expect(JSON.parse((await call(`${path}/b99`)).body)).toMatchObject({
      MessageId: 'b99',
      OriginalId: 'a4210001',
      Status: 'Arkivert',
    })
  })

  it('is in the bin once it is deleted, and then gone', async () => {
    deleteMessage(state, partyId, 'a4210001')
    expect(idsOf(await list())).toEqual(['b3513210'])
    const [row] = await list('', `${path}/trashbin`)
    expect(row).toMatchObject({ MessageId: 'a4210001', Status: 'Slettet' })
    const hal = JSON.parse((await call(`${path}/trashbin`, 'application/hal+json')).body) as object
    expect(hal).toEqual({
      _links: { self: { href: `${origin}${path}/trashbin` } },
      _embedded: {
        messages: [
          {
            ...row,
            _links: { metadata: { href: `${origin}/api/metadata/correspondence/4540/1` } },
          },
        ],
      },
    })
    deleteMessage(state, partyId, 'a4210001', true)
    expect(await list('', `${path}/trashbin`)).toEqual([])
  })
})

describe('the message box', () => {
  it('needs a scope, of which the list has one of its own', async () => {
    const missing = [401, 'Claims Authorization failed: Missing required scope']
    const asked = async (target: string, scope: string): Promise<readonly unknown[]> => {
      const { status, reason } = await call(target, 'application/json', scope)
      return [status, reason]
    }
    expect(await asked(path, 'altinn:reportees')).toEqual(missing)
    expect(await asked(`${path}/a4210001`, 'altinn:instances.meta')).toEqual(missing)
    expect((await asked(path, 'altinn:instances.meta'))[0]).toBe(200)
  })

  it('fails as often as it is told to, and never where it is not', async () => {
    state.faults.push({ on: /messages$/, status: 503, reason: 'Down', times: 2 })
    const statuses: number[] = []
    for (const target of [path, `${path}/a4210001`, path, path]) {
      statuses.push((await call(target)).status)
    }
    expect(statuses).toEqual([503, 200, 503, 200])
    expect(state.queries).toHaveLength(4)
  })

  it('tells of every page that has been read', async () => {
    const seen: number[] = []
    state.afterPage = (pages) => void seen.push(pages)
    await list()
    await list('?$skip=50')
    expect(seen).toEqual([1, 2])
    expect(state.queries.at(-1)).toBe(`${path}?%24skip=50`)
  })

  it('knows no parameters but its own', async () => {
    for (const target of [`${path}?$select=Subject`, `${path}/trashbin?dateFrom=2026-01-01`]) {
      expect((await call(target)).body).toMatch(/^unlike the real one: query parameter/)
    }
  })
})
