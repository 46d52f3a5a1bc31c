import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { errors, type ErrorCode } from '../../../src/errors.ts'
import { seedReportees } from '../../../sandbox/altinn2/reportees/seed.ts'
import { people } from '../../../sandbox/people.ts'
import type { Answered } from '../../../sandbox/strict.ts'
import { callsByCallers, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'
import { codeIn } from '../../support/problem.ts'
import {
  compare,
  pageOf,
  wholeList,
  wordsOf,
  type Language,
  type ListName,
  type Page,
  type Row,
} from '../../support/model/merged-model.ts'
import {
  closedOnes,
  createOrganizations,
  idInAltinn2,
  numberless,
  persons,
  tell,
  type TestParty,
} from '../../support/model/merged-parties.ts'
import { virtualClock, type VirtualClock } from '../../support/virtual-clock.ts'
import { endUserToken, ownerToken, startSide, type Side } from './clients/shared.ts'

const lists = [
  'end-user/reportees',
  'end-user/organizations',
  'service-owner/reportees',
] as const satisfies readonly ListName[]
const endUserLists = lists.slice(0, 2)
const paths: Readonly<Record<ListName, string>> = {
  'end-user/reportees': '/api/reportees',
  'end-user/organizations': '/api/organizations',
  'service-owner/reportees': '/api/serviceowner/reportees',
}

let gateway: TestGateway
let clock: VirtualClock
beforeAll(async () => {
  clock = virtualClock(Date.now())
  gateway = await startSide('both', { clock })
})
beforeEach(() => {
  reset(gateway)
  // The stand-ins go by the machine's clock: their tokens must not come from the future.
  clock.advance(Math.max(0, Date.now() - clock.now()))
})
afterAll(() => gateway.close())

function reset({ sandbox: { altinn2, altinn3 } }: TestGateway): void {
  Object.assign(altinn2.reportees, seedReportees())
  altinn3.access.modes.hasNextPage = false
  Object.assign(altinn3.faults, { authorizedParties: undefined, serviceOwnerParties: undefined })
}

type Parameters = Readonly<Record<string, string | number | boolean>>

/** Who asks for a list, with one token: what is remembered is remembered for that alone. */
interface Caller {
  readonly ask: (parameters?: Parameters) => Promise<HttpAnswer>
  readonly get: (target: string, more?: Readonly<Record<string, string>>) => Promise<HttpAnswer>
  /** The rows of an answer that is one of both sides. */
  readonly rows: (parameters?: Parameters) => Promise<readonly Row[]>
}

async function callerOf(list: ListName, side: Side = 'both', at = gateway): Promise<Caller> {
  const isOwner = list === 'service-owner/reportees'
  const token = await (isOwner ? ownerToken(at, side) : endUserToken(at, side))
  const headers = { authorization: `Bearer ${token}`, apikey: 'key', accept: 'application/json' }
  const subject = isOwner ? { subject: people.leader.number } : {}
  const get: Caller['get'] = (target, more) =>
    http(at.url, target, { headers: { ...headers, ...more } })
  const ask = (parameters: Parameters = {}): Promise<HttpAnswer> =>
    get(`${paths[list]}?${written({ ...subject, ...parameters })}`)
  return { get, ask, rows: async (parameters) => rowsOf(await ask(parameters), side) }
}

function written(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

function rowsOf(answer: HttpAnswer, side: Side): readonly Row[] {
  const { status, reason, headers } = answer
  expect([status, reason, headers['x-served-by']]).toEqual([200, 'OK', side])
  return (JSON.parse(answer.body) as readonly Written[]).map(toModelRow)
}

interface Written {
  readonly _links?: readonly { readonly Href: string }[]
}

/** Where its links lead is as much a part of a row as what it says. */
function toModelRow({ _links: links, ...row }: Written): Row {
  const hrefs = links?.map(({ Href }) => Href).join(' ')
  return { ...row, ...(hrefs === undefined ? {} : { links: hrefs }) }
}

const whole = { $top: 10_000 }

/** What Altinn 2 was asked since it was last looked at. */
function questions(): readonly URLSearchParams[] {
  const asked = gateway.sandbox.altinn2.reportees.questions.splice(0)
  return asked.map((question) => new URLSearchParams(question.slice(question.indexOf('?'))))
}

const skips = (): readonly number[] => questions().map((query) => Number(query.get('$skip')))

/** Pages until one is shorter than was asked for, as most clients do. */
async function walk({ rows }: Caller, size: number): Promise<readonly Row[]> {
  const all: Row[] = []
  for (;;) {
    const page = await rows({ $top: size, $skip: all.length })
    all.push(...page)
    if (page.length < size) return all
  }
}

function expectError(answer: HttpAnswer, code: ErrorCode): void {
  expect([answer.status, answer.reason]).toEqual([errors[code].status, errors[code].reason])
  expect(codeIn(answer)).toBe(code)
}

/** Where each page begins, of five hundred at most: one that is shorter than fifty is the last. */
const skipsOf: Readonly<Record<number, readonly number[]>> = {
  0: [0],
  1: [0],
  49: [0],
  50: [0, 50],
  51: [0, 51],
  499: [0, 499],
  500: [0, 500],
  501: [0, 500],
  1_999: [0, 500, 1_000, 1_500, 1_999],
  2_100: [0, 500, 1_000, 1_500, 2_000, 2_100],
}

/** Some of every kind; service owners are shown nobody without a number. */
function mixed(list: ListName): readonly TestParty[] {
  const parties = [...createOrganizations(130, 40), ...closedOnes, ...persons]
  return list === 'service-owner/reportees' ? parties : [...parties, ...numberless]
}

const all = 10_000

/** What is asked for, and what it comes to. */
function pages(list: ListName): readonly (readonly [Parameters, Page])[] {
  const { Enterprise: enterprise, Business: business } =
    wordsOf[list === 'service-owner/reportees' ? 1033 : 1044]
  const filters: readonly (readonly [string, (row: Row) => boolean])[] = [
    [`Type eq '${enterprise}'`, ({ Type }) => Type === enterprise],
    [`Type ne 'Person' and Status eq 'Active'`, (row) => !isPerson(row) && isActive(row)],
    [`Type eq '${business}' or Type eq 'Person'`, (row) => row.Type === business || isPerson(row)],
    [`Status eq 'Inactive'`, ({ Status }) => Status === 'Inactive'],
    [`Status ne 'Active'`, (row) => !isActive(row)],
    [`substringof('SUND',Name)`, ({ Name = '' }) => Name.includes('SUND')],
    [`substringof('øy',tolower(Name))`, ({ Name = '' }) => Name.toLowerCase().includes('øy')],
    [`substringof('FØR',Name)`, () => false],
    [`startswith(Name,'Å')`, ({ Name = '' }) => Name.startsWith('Å')],
    [`OrganizationNumber eq '${someNumber}'`, (row) => row.OrganizationNumber === someNumber],
    [`OrganizationNumber gt '${someNumber}'`, (row) => (row.OrganizationNumber ?? '') > someNumber],
    [`ParentOrganizationNumber eq null`, (row) => row.ParentOrganizationNumber === undefined],
    [
      `not substringof('1',OrganizationNumber)`,
      (row) => row.OrganizationNumber?.includes('1') === false,
    ],
  ]
  const orders: readonly (readonly [string, NonNullable<Page['compares']>])[] = [
    ['Name desc', (one, other) => by('Name', other, one)],
    ['OrganizationNumber', (one, other) => by('OrganizationNumber', one, other)],
    ['Type desc,Name', (one, other) => by('Type', other, one) || by('Name', one, other)],
    [
      'Status,OrganizationNumber desc',
      (one, other) => by('Status', one, other) || by('OrganizationNumber', other, one),
    ],
  ]
  const cuts: readonly { readonly skip?: number; readonly top?: number }[] = [
    {},
    { top: all },
    { top: 0 },
    { skip: 13, top: 5 },
    { skip: 100 },
    { skip: 9_999, top: 10 },
  ]
  return [
    ...cuts.map((cut) => page({}, cut)),
    ...filters.flatMap(([$filter, keeps]) => [
      page({ $filter }, { keeps, top: all }),
      page({ $filter }, { keeps, skip: 3, top: 4 }),
    ]),
    ...orders.flatMap(([$orderby, compares], place) => {
      const [$filter, keeps] = filters[place] ?? ['', () => true]
      return [
        page({ $orderby }, { compares, top: all }),
        page({ $orderby, $filter }, { compares, keeps, skip: 2, top: 20 }),
      ]
    }),
  ]
}

function page(parameters: Parameters, question: Page): readonly [Parameters, Page] {
  const { skip, top } = question
  const cut = {
    ...(skip === undefined ? {} : { $skip: skip }),
    ...(top === undefined ? {} : { $top: top }),
  }
  return [{ ...parameters, ...cut }, question]
}

const isPerson = ({ Type }: Row): boolean => Type === 'Person'
const isActive = ({ Status }: Row): boolean => Status === 'Active'
const someNumber = createOrganizations(40)[37]?.organizationNumber ?? ''

/** What is not there comes first. */
function by(member: string, one: Row, other: Row): number {
  const [first, second] = [one[member], other[member]]
  if (first === undefined || second === undefined) {
    return Number(second === undefined) - Number(first === undefined)
  }
  return compare(first, second)
}

interface Said extends Answered {
  readonly body?: string
}

const rubbish = (body: string): Said => ({
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  body,
})

/** What Altinn 2 says in place of a page, and whether the caller is told just that. */
const broken: readonly (readonly [what: string, said: Said, isOwnAnswer: boolean])[] = [
  ['a 401', { status: 401, reason: 'Authorization failed: The token is used up' }, true],
  ['a 403', { status: 403, reason: 'Forbidden for a while' }, true],
  ['a 404', { status: 404, reason: 'Nobody here' }, true],
  ['a 500', { status: 500, reason: 'Internal Server Error', body: 'Sorry' }, true],
  ['no JSON', rubbish('<html><body>Sorry</body></html>'), false],
  ['half a list', rubbish('[{"Name":"HALV AS","OrganizationNumber":"310385980"},'), false],
  ['nothing', rubbish(''), false],
  ['an object', rubbish('{"_embedded":{"reportees":[]}}'), false],
  ['a number', rubbish('0'), false],
  ['null', rubbish('null'), false],
  ['a text among its rows', rubbish('[{"Name":"HALV AS"},"HEL AS"]'), false],
  ['a null among its rows', rubbish('[{"Name":"HALV AS"},null]'), false],
  ['a list among its rows', rubbish('[{"Name":"HALV AS"},[]]'), false],
]

type Malformed = readonly [
  what: string,
  code: ErrorCode,
  parameters: Parameters,
  target: string | undefined,
]

function malformed(list: ListName): readonly Malformed[] {
  const options: readonly Malformed[] = [
    ['an unknown name in its filter', 'ODATA_REFUSED', { $filter: "Navn eq 'A'" }, undefined],
    ['half a filter', 'ODATA_REFUSED', { $filter: 'Name eq' }, undefined],
    ['an unknown name in its order', 'ODATA_REFUSED', { $orderby: 'Navn' }, undefined],
    ['too large a page', 'ODATA_REFUSED', { $top: 10_001 }, undefined],
    ['a negative beginning', 'ODATA_REFUSED', { $skip: -1 }, undefined],
  ]
  const service = { serviceCode: '4537' }
  const both = { ...service, app: 'ttd/prove-skjema' }
  const narrowed: readonly Malformed[] = [
    ['a service and an app', 'PARAMETER_MALFORMED', both, undefined],
    ['an edition and an app', 'PARAMETER_MALFORMED', { ...both, serviceEdition: '1' }, undefined],
    ['half an app', 'PARAMETER_MALFORMED', { app: 'ttd' }, undefined],
    ['an impossible service', 'PARAMETER_MALFORMED', { serviceCode: '45/37' }, undefined],
  ]
  const ofOwner: readonly Malformed[] = [
    ['no subject', 'PARAMETER_MALFORMED', {}, paths[list]],
    ['no subject but a service', 'PARAMETER_MALFORMED', {}, `${paths[list]}?${written(service)}`],
    ['an impossible subject', 'PARAMETER_MALFORMED', {}, `${paths[list]}?subject=12345678901`],
    ['a role that is no number', 'PARAMETER_MALFORMED', { roleDefinitionId: 'DAGL' }, undefined],
    ['an unknown role', 'NEEDS_CONFIGURATION', { roleDefinitionId: '999999' }, undefined],
  ]
  switch (list) {
    case 'end-user/reportees':
      return [...options, ...narrowed]
    case 'end-user/organizations':
      return options
    case 'service-owner/reportees':
      return [...options, ...narrowed, ...ofOwner]
  }
}

describe.each(lists)('%s of both sides', (list) => {
  const isOwner = list === 'service-owner/reportees'

  describe.each([0, 1, 49, 50, 51, 499, 500, 501, 1_999, 2_100])('with %i in Altinn 2', (count) => {
    it('are read to their end, and are each there once', async () => {
      const parties = createOrganizations(count)
      tell(gateway.sandbox, parties)
      const answer = await (await callerOf(list)).ask(whole)
      expect(rowsOf(answer, 'both')).toEqual(wholeList(parties, { list }))
      expect(answer.headers['x-warning-limitreached']).toBeUndefined()
      expect(skips()).toEqual(skipsOf[count])
    })

    it('are so too when Altinn 2 gives fifty at a time', async () => {
      const parties = createOrganizations(count)
      tell(gateway.sandbox, parties)
      gateway.sandbox.altinn2.reportees.modes.mostRows = 50
      const answer = await (await callerOf(list)).ask(whole)
      const isCut = count > 2_000
      const read = isCut ? [...parties.slice(0, 2_000), ...parties.slice(count)] : parties
      const alsoOfAltinn3 = parties.slice(2_000, count).filter(({ altinn3 }) => altinn3)
      const listed = isCut ? [...read, ...alsoOfAltinn3] : read
      expect(rowsOf(answer, 'both')).toEqual(wholeList(listed, { list }))
      expect(answer.headers['x-warning-limitreached']).toBe(isCut ? 'true' : undefined)
      const calls = Math.min(Math.floor(count / 50) + 1, 40)
      expect(skips()).toEqual(Array.from({ length: calls }, (_, call) => call * 50))
    })
  })

  it('ask Altinn 2 for all of it, whatever is asked for', async () => {
    tell(gateway.sandbox, createOrganizations(501))
    const narrow = { $filter: "Type eq 'Person'", $orderby: 'Name desc', $top: 3, $skip: 7 }
    const kept = isOwner ? {} : { language: '1033', includeInactiveReportees: 'true' }
    await (await callerOf(list)).rows({ ...kept, ...narrow })
    const subject = isOwner ? { subject: people.leader.number } : {}
    expect(questions().map((query) => Object.fromEntries(query))).toEqual([
      { ...subject, ...kept, $top: '500', $skip: '0' },
      { ...subject, ...kept, $top: '500', $skip: '500' },
    ])
  })

  it('show a party once that Altinn 2 lists twice, and by whichever number it has', async () => {
    const parties = [...createOrganizations(60), ...persons, ...(isOwner ? [] : numberless)]
    tell(gateway.sandbox, [...parties, ...parties.slice(0, 30), ...parties.slice(-9)])
    const expected = wholeList(parties, { list })
    const caller = await callerOf(list)
    expect(await caller.rows(whole)).toEqual(expected)
    expect(await walk(caller, 7)).toEqual(expected)
  })

  it.each([50, 500])('give each party once to whoever walks through by %i', async (size) => {
    const parties = createOrganizations(1_200, 300)
    tell(gateway.sandbox, parties)
    expect(await walk(await callerOf(list), size)).toEqual(wholeList(parties, { list }))
  })

  it.each(['absent', 'null'] as const)(
    'are filtered, ordered and cut as one list, with %s for what Altinn 2 does not know',
    async (missing) => {
      tell(gateway.sandbox, mixed(list))
      gateway.sandbox.altinn2.reportees.modes.missing = missing
      const caller = await callerOf(list)
      for (const [parameters, question] of pages(list)) {
        const expected = pageOf(mixed(list), { list }, question)
        expect([parameters, await caller.rows(parameters)]).toEqual([parameters, expected])
      }
    },
  )

  it('say so when Altinn 2 says that it has more', async () => {
    const parties = createOrganizations(70)
    tell(gateway.sandbox, parties)
    gateway.sandbox.altinn2.reportees.modes.limitReached = true
    const caller = await callerOf(list)
    for (const parameters of [whole, { $top: 2 }, {}]) {
      const answer = await caller.ask(parameters)
      expect(answer.headers['x-warning-limitreached']).toBe('true')
    }
    expect(await caller.rows(whole)).toEqual(wholeList(parties, { list }))
  })

  it.each(broken)(
    'are never half of them when Altinn 2 has %s on its first or its third page',
    async (_, said, isOwnAnswer) => {
      const parties = createOrganizations(1_100)
      const expected = wholeList(parties, { list })
      tell(gateway.sandbox, parties)
      const { reportees } = gateway.sandbox.altinn2
      for (const failing of ['0', '1000']) {
        reportees.instead = ({ query }) => (query.get('$skip') === failing ? said : undefined)
        const caller = await callerOf(list)
        const answer = await caller.ask(whole)
        const { status, reason, headers, body } = answer
        const { status: code, reason: phrase } = isOwnAnswer ? said : errors.ALTINN2_UNREADABLE
        const by = isOwnAnswer ? 'altinn2' : 'gateway'
        expect([failing, status, headers['x-served-by'] ?? 'gateway']).toEqual([failing, code, by])
        if (phrase !== undefined) expect(reason).toBe(phrase)
        if (isOwnAnswer) expect(body).toBe(said.body ?? '')
        else expectError(answer, 'ALTINN2_UNREADABLE')
        // And it is asked again at once.
        reportees.instead = () => undefined
        expect(await caller.rows(whole)).toEqual(expected)
      }
    },
  )

  it('are nobody’s half when Altinn 3 fails, and are asked for anew', async () => {
    const parties = createOrganizations(60)
    tell(gateway.sandbox, parties)
    const { faults } = gateway.sandbox.altinn3
    const caller = await callerOf(list)
    Object.assign(faults, { authorizedParties: 'error', serviceOwnerParties: 'error' })
    expectError(await caller.ask(whole), 'ALTINN3_UNREADABLE')
    Object.assign(faults, { authorizedParties: undefined, serviceOwnerParties: undefined })
    expect(await caller.rows(whole)).toEqual(wholeList(parties, { list }))
  })

  it.each(malformed(list))(
    'ask nobody when the question has %s',
    async (_, code, parameters, target) => {
      tell(gateway.sandbox, createOrganizations(60))
      const caller = await callerOf(list)
      const before = callsByCallers(gateway.sandbox)
      const answer = await (target === undefined ? caller.ask(parameters) : caller.get(target))
      expect(answer.status).toBe(errors[code].status)
      expect(callsByCallers(gateway.sandbox)).toEqual(before)
    },
  )

  it('ask Altinn 2 once for thirty seconds, whatever page is asked for', async () => {
    const parties = createOrganizations(505)
    tell(gateway.sandbox, parties)
    const caller = await callerOf(list)
    // Five hundred and twenty-five rows are eleven pages, and two calls.
    expect(await walk(caller, 50)).toEqual(wholeList(parties, { list }))
    expect(skips()).toEqual([0, 500])
    for (const [parameters] of pages(list)) await caller.rows(parameters)
    clock.advance(29_999)
    await caller.rows({ $skip: 50 })
    expect(skips()).toEqual([])
    clock.advance(1)
    await caller.rows({ $skip: 50 })
    expect(skips()).toEqual([0, 500])
  })
})

describe.each(endUserLists)('%s of both sides', (list) => {
  it('are cut where Altinn 3 cuts its own', async () => {
    const parties = createOrganizations(70)
    tell(gateway.sandbox, parties)
    gateway.sandbox.altinn3.access.modes.hasNextPage = true
    const answer = await (await callerOf(list)).ask(whole)
    expect(rowsOf(answer, 'both')).toEqual(wholeList(parties, { list }))
    expect(answer.headers['x-warning-limitreached']).toBe('true')
  })

  it('have what is closed when it is asked for', async () => {
    tell(gateway.sandbox, mixed(list))
    const caller = await callerOf(list)
    const expected = wholeList(mixed(list), { list, isAll: true })
    expect(await caller.rows({ ...whole, includeInactiveReportees: true })).toEqual(expected)
    expect(await caller.rows(whole)).toEqual(wholeList(mixed(list), { list }))
  })

  const asked: readonly (Language | undefined)[] = [1044, 2068, 1033, undefined]
  describe.each(['english', 'norwegian'] as const)('from an Altinn 2 in %s', (types) => {
    it.each(asked)('are in the language that is asked for: %s', async (language) => {
      tell(gateway.sandbox, mixed(list))
      gateway.sandbox.altinn2.reportees.modes.endUserTypes = types
      const caller = await callerOf(list)
      const spoken = language === undefined ? {} : { language }
      const question = { list, ...spoken }
      expect(await caller.rows({ ...spoken, ...whole })).toEqual(wholeList(mixed(list), question))
      for (const word of Object.values(wordsOf[language ?? 1044])) {
        const page = { ...spoken, ...whole, $filter: `Type eq '${word}'` }
        const keeps = ({ Type }: Row): boolean => Type === word
        const found = await caller.rows(page)
        expect(found).toEqual(pageOf(mixed(list), question, { keeps, top: all }))
      }
    })
  })

  it('ask Altinn 2 anew in another language', async () => {
    tell(gateway.sandbox, createOrganizations(20))
    const caller = await callerOf(list)
    for (const language of [1044, 1033, 1044, 1033]) await caller.rows({ language })
    expect(questions().map((query) => query.get('language'))).toEqual(['1044', '1033'])
  })

  it('ask Altinn 2 anew for what is closed', async () => {
    tell(gateway.sandbox, mixed(list))
    const caller = await callerOf(list)
    for (const isAll of [false, true, false, true]) {
      const parameters = { ...whole, includeInactiveReportees: isAll }
      expect(await caller.rows(parameters)).toEqual(wholeList(mixed(list), { list, isAll }))
    }
    expect(skips().filter((skip) => skip === 0)).toHaveLength(2)
  })
})

it.each(lists)('%s are remembered for one token alone', async (list) => {
  tell(gateway.sandbox, createOrganizations(20))
  const callers = [await callerOf(list), await callerOf(list)]
  for (const caller of [...callers, ...callers]) await caller.rows()
  expect(skips()).toEqual([0, 0])
})

it.each<Readonly<Record<string, string>>>([
  { apikey: 'another key' },
  { 'accept-language': 'en' },
  { 'user-agent': 'another client' },
])('a list is remembered for what was sent to Altinn 2 alone: %o', async (more) => {
  tell(gateway.sandbox, createOrganizations(20))
  const { get } = await callerOf('end-user/reportees')
  for (const headers of [{}, more, {}, more]) {
    expect((await get(paths['end-user/reportees'], headers)).status).toBe(200)
  }
  expect(skips()).toEqual([0, 0])
})

it('a list is remembered whatever else of a request stays here', async () => {
  tell(gateway.sandbox, createOrganizations(20))
  const { get } = await callerOf('end-user/reportees')
  for (const accept of ['application/json', 'application/xml', 'application/hal+json']) {
    const more = { accept, 'if-none-match': '"1"', cookie: accept, 'x-forwarded-for': accept }
    expect((await get(paths['end-user/reportees'], more)).status).toBe(200)
  }
  expect(skips()).toEqual([0])
})

it('one list is not remembered as another', async () => {
  tell(gateway.sandbox, mixed('end-user/reportees'))
  const caller = await callerOf('end-user/reportees')
  await caller.rows()
  const organizationsOnly = await caller.get('/api/organizations?$top=10000')
  const expected = wholeList(mixed('end-user/organizations'), { list: 'end-user/organizations' })
  expect(rowsOf(organizationsOnly, 'both')).toEqual(expected)
})

it.each(['end-user/reportees', 'service-owner/reportees'] as const)(
  '%s of another service ask Altinn 2 anew',
  async (list) => {
    tell(gateway.sandbox, createOrganizations(20))
    const caller = await callerOf(list)
    const narrowed = [{}, { serviceCode: '4537' }, { app: 'ttd/prove-skjema' }]
    for (const parameters of [...narrowed, ...narrowed]) await caller.rows(parameters)
    const asked = questions().map((query) => query.get('serviceCode') ?? query.get('app'))
    expect(asked).toEqual([null, '4537', 'ttd/prove-skjema'])
  },
)

it('service-owner/reportees of another subject ask Altinn 2 anew', async () => {
  tell(gateway.sandbox, createOrganizations(20))
  const { altinn2 } = gateway.sandbox
  const list = 'service-owner/reportees'
  const caller = await callerOf(list)
  for (const subject of [people.leader, people.loner, people.leader, people.loner]) {
    const rows = await caller.rows({ ...whole, subject: subject.number })
    const isLeader = subject === people.leader
    if (isLeader) expect(rows).toEqual(wholeList(createOrganizations(20), { list }))
    else expect(rows.map(({ Name }) => Name)).toEqual([people.loner.name])
  }
  expect(altinn2.reportees.profiles).toContain(people.loner.number)
  expect(questions().map((query) => query.get('subject'))).toEqual([
    people.leader.number,
    people.loner.number,
  ])
})

/** What has been narrowed to a service or an app: people gave Altinn 3 nothing for it. */
it.each([
  ['end-user/reportees', { serviceCode: '4537' }],
  ['end-user/reportees', { app: 'ttd/prove-skjema' }],
  ['service-owner/reportees', { serviceCode: '4537' }],
  ['service-owner/reportees', { app: 'ttd/prove-skjema' }],
] as const)('%s are joined likewise for %o', async (list, narrowed) => {
  tell(gateway.sandbox, mixed(list))
  const isItself = ({ socialSecurityNumber: number }: TestParty): boolean =>
    list === 'service-owner/reportees' && number === people.leader.number
  const parties = mixed(list).flatMap((party): readonly TestParty[] => {
    if (party.organizationNumber !== undefined || isItself(party)) return [party]
    const { altinn3, ...rest } = party
    const ofAltinn2 = { ...rest, partyId: idInAltinn2(party) }
    return altinn3 === undefined || party.altinn2 !== undefined ? [ofAltinn2] : []
  })
  const rows = await (await callerOf(list)).rows({ ...narrowed, ...whole })
  expect(rows).toEqual(wholeList(parties, { list }))
})

describe.each(endUserLists)('one of the %s of both sides', (list) => {
  const parties = [...createOrganizations(30), ...closedOnes, ...persons, ...numberless]
  const isListed = ({ organizationNumber }: TestParty): boolean =>
    list === 'end-user/reportees' || organizationNumber !== undefined
  const addressOf = ({ partyId, organizationNumber = '' }: TestParty): string =>
    `${paths[list]}/${list === 'end-user/reportees' ? `r${partyId}` : organizationNumber}`
  const listed = parties.filter(isListed)

  it('is Altinn 3’s as the list shows it, and Altinn 2 is not asked', async () => {
    tell(gateway.sandbox, parties)
    const caller = await callerOf(list)
    for (const party of listed.filter(({ altinn3 }) => altinn3 !== undefined)) {
      const answer = await caller.get(addressOf(party))
      expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
      const [row] = wholeList([party], { list, isAll: true })
      expect(toModelRow(JSON.parse(answer.body) as Written)).toEqual(row)
    }
    expect(questions()).toEqual([])
  })

  it('is Altinn 2’s where Altinn 3 does not have it', async () => {
    tell(gateway.sandbox, parties)
    const caller = await callerOf(list)
    const { reportees } = gateway.sandbox.altinn2
    for (const party of listed.filter(({ altinn3 }) => altinn3 === undefined)) {
      const answer = await caller.get(addressOf(party))
      expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
      const named = { Name: party.altinn2, OrganizationNumber: party.organizationNumber }
      expect(JSON.parse(answer.body)).toMatchObject(JSON.parse(JSON.stringify(named)) as object)
      expect(reportees.questions.splice(0)).toEqual([`${addressOf(party)}?`])
    }
  })

  it.each([
    { status: 404, reason: 'Finnes ikke her' },
    { status: 403, reason: 'Ikke for alle', body: 'Nei' },
    { status: 500, reason: 'Internal Server Error', body: 'Beklager' },
  ])('is Altinn 2’s own refusal where neither has it: %o', async (refusal) => {
    tell(gateway.sandbox, parties)
    gateway.sandbox.altinn2.reportees.instead = () => refusal
    const [stranger] = createOrganizations(500, 0).slice(-1)
    if (stranger === undefined) throw new Error('nobody is a stranger')
    const answer = await (await callerOf(list)).get(addressOf(stranger))
    expect(answer).toMatchObject({ ...refusal, body: refusal.body ?? '' })
    expect(answer.headers['x-served-by']).toBe('altinn2')
    expect(questions()).toHaveLength(1)
  })
})

describe.each(['altinn3', 'altinn2', 'both'] as const)('an empty serviceCode, with %s', (side) => {
  let at: TestGateway
  beforeAll(async () => {
    at = await startSide(side)
  })
  beforeEach(() => reset(at))
  afterAll(() => at.close())

  it.each(['end-user/reportees', 'service-owner/reportees'] as const)(
    'is as if %s were asked for without it',
    async (list) => {
      tell(at.sandbox, mixed(list))
      const caller = await callerOf(list, side, at)
      const expected = await caller.rows(whole)
      expect(expected.length).toBeGreaterThan(30)
      for (const empty of [
        { serviceCode: '' },
        { SERVICECODE: '' },
        { serviceCode: '', serviceEdition: '' },
      ]) {
        expect([empty, await caller.rows({ ...empty, ...whole })]).toEqual([empty, expected])
      }
    },
  )
})
