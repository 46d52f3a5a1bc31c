import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedReportees } from '../../../sandbox/altinn2/reportees/seed.ts'
import { kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import { customerSubunit, mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people, unknownPerson } from '../../../sandbox/people.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'

const { accountant, caretaker, customer, serviceOwner, vendor } = organizations
const origin = 'https://tt02.altinn.no'
const hal = { headers: { accept: 'application/hal+json' } }

type Row = Readonly<Record<string, string | null>>

let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 }, origin)
})
beforeEach(() => Object.assign(sandbox.altinn2.reportees, seedReportees()))
afterAll(() => sandbox.close())

interface How extends Sent {
  readonly of?: string
  readonly scope?: string
}

async function call(path: string, how: How = {}): Promise<HttpAnswer> {
  const { of = customer.number, scope = 'altinn:reportees', ...sent } = how
  const token = await sandbox.maskinporten.mint({ org: vendor.number, systemUser: of, scope })
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', ...sent.headers }
  return http(sandbox.altinn2.url, path, { ...sent, headers })
}

async function list(path: string, how: How = {}): Promise<readonly Row[]> {
  const answer = await call(path, how)
  expect([answer.status, answer.headers['content-type']]).toEqual([
    200,
    'application/json; charset=utf-8',
  ])
  return JSON.parse(answer.body) as readonly Row[]
}

const namesOf = (rows: readonly Row[]): readonly unknown[] => rows.map(({ Name }) => Name)
const statusOf = ({ status, reason }: HttpAnswer): readonly unknown[] => [status, reason]

describe('the list of reportees', () => {
  it('is a bare array without links, of the ones that are active', async () => {
    expect(await list('/api/reportees')).toEqual([
      {
        ReporteeId: 'r50100001',
        Name: customer.name,
        Type: 'Enterprise',
        OrganizationNumber: customer.number,
        OrganizationForm: 'AS',
        Status: 'Active',
      },
      expect.objectContaining({
        ReporteeId: `r${customerSubunit.partyId}`,
        Type: 'Business',
        ParentOrganizationNumber: customer.number,
        OrganizationForm: 'BEDR',
      }),
      {
        ReporteeId: `r${kinds.giver.partyId}`,
        Name: people.giver.name,
        Type: 'Person',
        SocialSecurityNumber: people.giver.number,
      },
      expect.objectContaining({ ReporteeId: 'r50090001', Name: 'GAMLEVIK SAMEIE' }),
    ])
  })

  it('has no longer pages than it gives, whatever is asked for', async () => {
    const { modes, questions } = sandbox.altinn2.reportees
    const whole = namesOf(await list('/api/reportees'))
    modes.mostRows = 3
    expect(namesOf(await list('/api/reportees?$top=500'))).toEqual(whole.slice(0, 3))
    expect(namesOf(await list('/api/reportees?$top=2'))).toEqual(whole.slice(0, 2))
    expect(namesOf(await list('/api/reportees?$top=500&$skip=3'))).toEqual(whole.slice(3))
    expect(questions.map((asked) => decodeURIComponent(asked)).slice(1)).toEqual([
      '/api/reportees?$top=500',
      '/api/reportees?$top=2',
      '/api/reportees?$top=500&$skip=3',
    ])
  })

  it('has those that are closed too when they are asked for', async () => {
    const rows = await list('/api/reportees?includeInactiveReportees=true')
    expect(rows.map(({ Status }) => Status)).toEqual([
      ...['Active', 'Active', undefined, 'Active', 'Inactive'],
    ])
  })

  it('has links under HAL, with the public origin, and JSON wins over HAL', async () => {
    const answer = await call('/api/reportees?language=1044', hal)
    expect(answer.headers['content-type']).toBe('application/hal+json; charset=utf-8')
    expect(JSON.parse(answer.body)).toMatchObject({
      _links: {
        find: { href: `${origin}/api/reportees/{reporteeId}`, isTemplated: true },
        self: { href: `${origin}/api/reportees?language=1044` },
      },
      _embedded: {
        reportees: [
          {
            ReporteeId: 'r50100001',
            _links: {
              self: { href: `${origin}/api/reportees/r50100001` },
              messages: { href: `${origin}/api/r50100001/messages` },
            },
          },
          ...[{}, {}, {}],
        ],
      },
    })
    const accept = 'application/hal+json, application/json'
    expect(await list('/api/reportees', { headers: { accept } })).toHaveLength(4)
  })

  it('is of one service or app', async () => {
    const service = '/api/reportees?serviceCode=4540'
    const expected = [customer.name, 'GAMLEVIK SAMEIE']
    expect(namesOf(await list(service))).toEqual(expected)
    expect(namesOf(await list(`${service}&serviceEdition=1`))).toEqual(expected)
    expect(namesOf(await list(`${service}&serviceEdition=2`))).toEqual([customer.name])
    expect(await list('/api/reportees?app=ttd/prove-skjema')).toHaveLength(3)
  })

  it('is cut at fifty, and no more than ten thousand are asked for', async () => {
    const of = accountant.number
    const first = await list('/api/reportees', { of })
    expect(first).toHaveLength(50)
    const rest = await list('/api/reportees?$top=10000&$skip=50', { of })
    expect(rest).toHaveLength(12)
    expect(new Set([...namesOf(first), ...namesOf(rest)]).size).toBe(62)
    expect(statusOf(await call('/api/reportees?$top=10001', { of }))).toEqual([
      400,
      "The limit of '10000' for Top query has been exceeded. The value from the incoming request is '10001'",
    ])
  })

  it.each([
    ["Type ne 'Person'", 3],
    ["Type ne 'Person' and Status eq 'Active'", 3],
    ["Type eq 'Person'", 1],
    ["Status eq 'Active'", 3],
    ["substringof('vass', tolower(Name))", 2],
    [
      `substringof('sameie', tolower(Name)) or substringof('${customer.number}', OrganizationNumber)`,
      2,
    ],
    ["(Type eq 'Bedrift' or Type eq 'Business' or Type eq 'Foretak') and Status eq 'Active'", 1],
  ])('is narrowed by %s', async (filter, length) => {
    const query = `$filter=${encodeURIComponent(filter)}`
    expect(await list(`/api/reportees?${query}`)).toHaveLength(length)
  })

  it('is filtered first, then sorted, then cut', async () => {
    const filter = encodeURIComponent("Type ne 'Person'")
    const rows = await list(`/api/reportees?$filter=${filter}&$orderby=Name&$skip=1&$top=1`)
    expect(namesOf(rows)).toEqual([customer.name])
  })

  it('says so when it cannot read a filter as the original would', async () => {
    expect(statusOf(await call("/api/reportees?$filter=Navn+eq+'X'"))).toEqual([
      400,
      "Could not find property named 'Navn' on type 'Altinn.SBL.AltinnWebAPI.Models.Reportee'",
    ])
    const unlike = await call("/api/reportees?$filter=startswith(Name,'X')")
    expect([unlike.status, unlike.body]).toEqual([
      500,
      "unlike the real one: $filter startswith(Name,'X')",
    ])
  })

  it('can have Norwegian types, nulls, and a warning that there was more', async () => {
    Object.assign(sandbox.altinn2.reportees.modes, {
      endUserTypes: 'norwegian',
      missing: 'null',
      limitReached: true,
    })
    const answer = await call('/api/reportees')
    const [first, second, third] = JSON.parse(answer.body) as Row[]
    expect([first, second, third]).toMatchObject([
      { Type: 'Foretak', SocialSecurityNumber: null },
      { Type: 'Bedrift' },
      { Type: 'Person', Status: null },
    ])
    expect(answer.headers['x-warning-limitreached']).toBeDefined()
    const filter = encodeURIComponent("Type ne 'Person' and Status eq 'Active'")
    expect(await list(`/api/reportees?$filter=${filter}`)).toHaveLength(3)
  })

  it('takes thousands from a test', async () => {
    const { of } = sandbox.altinn2.reportees
    of[customer.number] = Array.from({ length: 5_000 }, (_, place) => ({
      partyId: 60_000_000 + place,
      name: `KUNDE ${place}`,
      type: 'Enterprise',
      status: 'Active',
    }))
    expect(await list('/api/reportees?$top=5000')).toHaveLength(5_000)
  })
})

describe('one reportee', () => {
  it('is shown by its id, and others’ are not found', async () => {
    const answer = await call('/api/reportees/r50100001', hal)
    expect([answer.status, JSON.parse(answer.body)]).toEqual([
      200,
      expect.objectContaining({ Name: customer.name, ReporteeId: 'r50100001' }),
    ])
    expect((await call(`/api/reportees/r${kinds.house.partyId}`)).status).toBe(404)
    const of = caretaker.number
    expect((await call(`/api/reportees/r${kinds.house.partyId}`, { of })).status).toBe(200)
  })

  function convert(body: unknown): Promise<HttpAnswer> {
    return call('/api/reportees/ReporteeConversion', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  }

  it('is found by number and name, on the caller’s list or not', async () => {
    const person = await convert({
      SocialSecurityNumber: people.loner.number,
      LastName: 'Testperson',
    })
    expect([person.status, JSON.parse(person.body)]).toEqual([
      200,
      {
        ReporteeId: `r${kinds.loner.partyId}`,
        Name: people.loner.name,
        Type: 'Person',
        SocialSecurityNumber: people.loner.number,
      },
    ])
    const { number: OrganizationNumber, name } = caretaker
    const found = await convert({ OrganizationNumber, OrganizationName: name.toLowerCase() })
    expect(found.status).toBe(200)
    expect((await convert({ OrganizationNumber, OrganizationName: 'ANNET AS' })).status).toBe(404)
    expect((await convert({ OrganizationNumber })).status).toBe(400)
    const unlike = await convert({ OrganizationNumber, LastNames: 'x' })
    expect(unlike.body).toBe('unlike the real one: member lastnames of the body')
  })
})

describe('the messages of one reportee', () => {
  it('are at the address that its row names, and others’ are refused', async () => {
    const scope = 'altinn:enduser'
    const own = await call(`/api/r${customerSubunit.partyId}/messages`, { scope })
    expect([own.status, JSON.parse(own.body)]).toEqual([200, []])
    const mine = await call(`/api/r${mainParty.partyId}/messages`, { scope })
    expect([mine.status, JSON.parse(mine.body)]).toMatchObject([200, [{ Status: 'Ulest' }, {}]])
    expect((await call(`/api/r${kinds.house.partyId}/messages`, { scope })).status).toBe(403)
  })
})

describe('the list of organisations', () => {
  it('has those of the reportees that are no persons, with number and type', async () => {
    expect(await list('/api/organizations?$top=1')).toEqual([
      {
        Name: customer.name,
        OrganizationNumber: customer.number,
        Type: 'Enterprise',
        MessagesLink: `${origin}/api/${customer.number}/messages`,
      },
    ])
    expect(await list('/api/organizations')).toHaveLength(3)
    const answer = await call('/api/organizations', hal)
    expect(JSON.parse(answer.body)).toMatchObject({
      _embedded: {
        organizations: [
          { _links: { self: { href: `${origin}/api/organizations/${customer.number}` } } },
          ...[{}, {}],
        ],
      },
    })
  })

  it('shows one by its number', async () => {
    const answer = await call(`/api/organizations/${customer.number}`)
    expect(JSON.parse(answer.body)).toMatchObject({ Name: customer.name })
    expect((await call(`/api/organizations/${caretaker.number}`)).status).toBe(404)
  })
})

describe('a service owner’s list of reportees', () => {
  const scope = 'altinn:serviceowner/reportees'
  const path = '/api/serviceowner/reportees'
  const of = serviceOwner.number
  const subject = `subject=${people.leader.number}`

  it('has the person’s own row first, and no ids', async () => {
    const rows = await list(`${path}?${subject}`, { of, scope })
    expect(rows).toHaveLength(7)
    expect(rows[0]).toEqual({
      Name: people.leader.name,
      Type: 'Person',
      SocialSecurityNumber: people.leader.number,
    })
    expect(rows[4]).toMatchObject({ Type: 'Business', OrganizationForm: 'ORGL' })
    expect(rows[5]).toMatchObject({ Status: 'Inactive' })
    expect(rows.flatMap((row) => Object.keys(row))).not.toContain('ReporteeId')
  })

  it('keeps that row whatever service is asked about, but not whatever role', async () => {
    const units = kinds.housesUnits.map(({ name }) => name)
    const led = [caretaker.name, ...units, 'STORLI HYTTELAG']
    const byApp = await list(`${path}?${subject}&app=ttd/annen`, { of, scope })
    expect(namesOf(byApp)).toEqual([people.leader.name, ...led])
    const byRole = await list(`${path}?${subject}&roleDefinitionId=195`, { of, scope })
    expect(namesOf(byRole)).toEqual(led)
  })

  it('has itself as its only link under HAL', async () => {
    const answer = await call(`${path}?${subject}&$top=1`, { of, scope, ...hal })
    const { _links: links, _embedded: embedded } = JSON.parse(answer.body) as {
      _links: { self: { href: string } }
      _embedded: { reportees: object[] }
    }
    expect(Object.keys(links)).toEqual(['self'])
    expect(links.self.href).toMatch(`${origin}${path}?${subject}`)
    expect(embedded.reportees.map((row) => '_links' in row)).toEqual([false])
  })

  it.each([people.newcomer.number, unknownPerson])(
    'refuses somebody without a profile: %s',
    async (id) => {
      expect(statusOf(await call(`${path}?subject=${id}`, { of, scope }))).toEqual([
        400,
        'User profile could not be found for ***********. User profile is created at first login to the Altinn.no portal',
      ])
    },
  )
})

describe('a question about reportees that is refused', () => {
  const paths = ['/api/reportees', '/api/organizations', '/api/serviceowner/reportees']

  it.each(paths)('is one without a key, a token or the scope: %s', async (path) => {
    const noKey = await http(sandbox.altinn2.url, path)
    expect(statusOf(noKey)).toEqual([400, "Required header 'ApiKey' is missing."])
    const noToken = await http(sandbox.altinn2.url, path, { headers: { apikey: 'key' } })
    expect(noToken.status).toBe(401)
    expect(statusOf(await call(path, { scope: 'altinn:brokerservice.read' }))).toEqual([
      401,
      'Claims Authorization failed: Missing required scope',
    ])
  })

  it.each(['ForceEIAuthentication', 'subject=1', '$inlinecount=allpages', '$top=x'])(
    'is one with what must never arrive: %s',
    async (query) => {
      const answer = await call(`/api/reportees?${query}`)
      expect([answer.status, answer.body]).toEqual([
        500,
        expect.stringMatching(/^unlike the real one: /),
      ])
    },
  )

  it('is one that writes', async () => {
    expect((await call('/api/reportees', { method: 'DELETE' })).status).toBe(500)
  })
})
