import { afterEach, describe, expect, it } from 'vitest'
import { errors, type ErrorCode } from '../../../src/errors.ts'
import { pairsOf } from '../../../src/receive/headers.ts'
import { kinds } from '../../../sandbox/altinn3/access-management/kinds.ts'
import {
  accountantsClients,
  agentSystemUser,
} from '../../../sandbox/altinn3/access-management/seed.ts'
import { withdraw } from '../../../sandbox/altinn3/access-management/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { people, unknownPerson } from '../../../sandbox/people.ts'
import { organizationNumbersFrom } from '../../../sandbox/synthetic-numbers.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import type { TestSettings } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { codeIn, withoutId } from '../../support/problem.ts'

const { accountant, customer, otherServiceOwner, serviceOwner, vendor } = organizations
const { house } = kinds
const stranger = house.organizationNumber ?? ''
/** Could be an organisation’s, and is nobody’s. */
const nobody = organizationNumbersFrom(329_000_000).next().value
const nobodysId = 59_999_999

const register = {
  services: [
    { service: '4537/1', owner: 'ttd', moved: { to: 'app', app: 'ttd/prove-skjema' } },
    { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } },
  ],
}
/** What docs/what-is-answered.md promises. */
const thirtySeconds = 30_000
const onBoth = {
  'end-user/reportees': { on: 'both' },
  'end-user/organizations': { on: 'both' },
  'service-owner/reportees': { on: 'both' },
}

let gateway: TestGateway
let later: number

async function start(more: TestSettings = {}): Promise<void> {
  later = 0
  const began = Date.now()
  const now = (): number => began + later
  gateway = await startTestGateway({ register, now, ...more })
}

const startClosed = (): Promise<void> => start({ altinn2Url: '' })
const startOnBoth = (): Promise<void> => start({ register: { ...register, groups: onBoth } })

afterEach(async () => {
  const log = gateway.log()
  await gateway.close()
  expect(log).toContain('"msg":"request"')
  expect(log).not.toMatch(/\d{11}/)
  expect(log).not.toContain('TESTPERSON')
})

const listScope = 'altinn:accessmanagement/authorizedparties'
const endUserScope = `altinn:enduser ${listScope} altinn:broker.read`

function endUser(systemUser: string = customer.number): Promise<string> {
  return gateway.token({ org: vendor.number, systemUser, scope: endUserScope })
}

function owner(org: string = serviceOwner.number): Promise<string> {
  const scope = `altinn:serviceowner/reportees ${listScope}.resourceowner`
  return gateway.token({ org, scope })
}

interface Question extends Sent {
  readonly path: string
}

function ask(token: string, { path, ...sent }: Question): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${token}`,
    apikey: 'k',
    'content-type': 'application/json',
  }
  return http(gateway.url, path, { ...sent, headers })
}

function convert(body: object): Question {
  const path = '/api/reportees/ReporteeConversion'
  return { path, method: 'POST', body: JSON.stringify(body) }
}

/**
 * All of an answer but its id and its date, letter by letter, and what it cost: whoever can tell two
 * of them apart knows more.
 */
async function seen(token: string, question: Question): Promise<object> {
  const before = callsByCallers(gateway.sandbox)
  const answer = await ask(token, question)
  const { status, reason, rawHeaders } = answer
  const after = callsByCallers(gateway.sandbox)
  const headers = pairsOf(rawHeaders).filter(([name]) => !/^(?:date|x-request-id)$/i.test(name))
  return {
    answer: { status, reason, headers, body: withoutId(answer) },
    calls: {
      altinn2: after.altinn2.slice(before.altinn2.length).map(withoutNames),
      altinn3: after.altinn3.slice(before.altinn3.length),
    },
  }
}

/** Altinn 2 is asked by the name that the caller gave. */
function withoutNames(call: string): string {
  return call.replace(/r?\d{8,9}/, '{name}')
}

const inbox = 'brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
const lastName = 'Testperson'

type Pair = readonly [what: string, code: ErrorCode, stranger: Question, nobody: Question]

const looked: readonly Pair[] = [
  [
    'a reportee by id',
    'NOT_FOUND',
    { path: `/api/reportees/r${house.partyId}` },
    { path: `/api/reportees/r${nobodysId}` },
  ],
  [
    'an organisation by number',
    'NOT_FOUND',
    { path: `/api/organizations/${stranger}` },
    { path: `/api/organizations/${nobody}` },
  ],
]

const converted: readonly Pair[] = [
  [
    'an organisation to convert',
    'CONVERSION_REFUSED',
    convert({ OrganizationNumber: stranger, OrganizationName: house.name }),
    convert({ OrganizationNumber: nobody, OrganizationName: house.name }),
  ],
  [
    'a person to convert',
    'CONVERSION_REFUSED',
    convert({ SocialSecurityNumber: people.leader.number, LastName: lastName }),
    convert({ SocialSecurityNumber: unknownPerson, LastName: lastName }),
  ],
  [
    'a name to convert',
    'CONVERSION_REFUSED',
    convert({ OrganizationNumber: customer.number, OrganizationName: house.name }),
    convert({ OrganizationNumber: nobody, OrganizationName: house.name }),
  ],
]

const represented: readonly Pair[] = [
  [
    'an organisation to act for',
    'REPORTEE_REFUSED',
    { path: `/api/${stranger}/${inbox}` },
    { path: `/api/${nobody}/${inbox}` },
  ],
  [
    'a party id to act for',
    'REPORTEE_REFUSED',
    { path: `/api/r${house.partyId}/${inbox}` },
    { path: `/api/r${nobodysId}/${inbox}` },
  ],
  [
    'a person to act for',
    'REPORTEE_REFUSED',
    { path: `/api/${people.leader.number}/messages` },
    { path: `/api/${unknownPerson}/messages` },
  ],
  [
    'an organisation whose messages to read',
    'REPORTEE_REFUSED',
    { path: `/api/${stranger}/messages` },
    { path: `/api/${nobody}/messages` },
  ],
]

describe('somebody else’s party and one that does not exist', () => {
  it.each([...looked, ...converted, ...represented])(
    'answer and cost alike as %s, asked first or later',
    async (_, code, foreign, missing) => {
      await startClosed()
      const cold = [await seen(await endUser(), foreign), await seen(await endUser(), missing)]
      expect(cold[0]).toEqual(cold[1])
      expect(cold[0]).toMatchObject({
        answer: { status: errors[code].status, reason: errors[code].reason },
      })
      const token = await endUser()
      expect((await ask(token, { path: '/api/reportees' })).status).toBe(200)
      const warm = [await seen(token, foreign), await seen(token, missing)]
      expect(warm[0]).toEqual(warm[1])
      expect(warm[0]).toMatchObject({ calls: { altinn2: [], altinn3: [] } })
    },
  )

  it.each(looked)(
    'answer and cost alike on both sides as %s',
    async (_, code, foreign, missing) => {
      await startOnBoth()
      const cold = [await seen(await endUser(), foreign), await seen(await endUser(), missing)]
      expect(cold[0]).toEqual(cold[1])
      expect(cold[0]).toMatchObject({ answer: { status: errors[code].status } })
      const token = await endUser()
      expect((await ask(token, { path: '/api/reportees' })).status).toBe(200)
      expect(await seen(token, foreign)).toEqual(await seen(token, missing))
    },
  )
})

function namesIn({ body }: HttpAnswer): readonly unknown[] {
  const rows = JSON.parse(body) as readonly { readonly Name: unknown }[]
  return rows.map(({ Name }) => Name)
}

describe('a party that is withdrawn', () => {
  it('is gone from everything that a system user can ask, thirty seconds later', async () => {
    await startClosed()
    const [client = house] = accountantsClients
    const number = client.organizationNumber ?? ''
    const token = await endUser(accountant.number)
    const questions = [`/api/reportees/r${client.partyId}`, `/api/organizations/${number}`]
    const shown = async (): Promise<readonly unknown[]> => [
      namesIn(await ask(token, { path: '/api/reportees?$top=500' })).includes(client.name),
      namesIn(await ask(token, { path: '/api/organizations?$top=500' })).includes(client.name),
      ...(await Promise.all(questions.map((path) => ask(token, { path })))).map(
        ({ status }) => status,
      ),
      codeIn(await ask(token, { path: `/api/${number}/messages` })) === 'REPORTEE_REFUSED',
    ]
    expect(await shown()).toEqual([true, true, 200, 200, false])
    withdraw(gateway.sandbox.altinn3.access, agentSystemUser, number)
    later = thirtySeconds - 1
    expect(await shown()).toEqual([true, true, 200, 200, false])
    later = thirtySeconds
    expect(await shown()).toEqual([false, false, 404, 404, true])
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(2)
  })

  it('is gone from a service owner’s list, thirty seconds later', async () => {
    await startClosed()
    const token = await owner()
    const path = `/api/serviceowner/reportees?subject=${people.leader.number}`
    const isListed = async (): Promise<boolean> =>
      namesIn(await ask(token, { path })).includes(house.name)
    expect(await isListed()).toBe(true)
    withdraw(gateway.sandbox.altinn3.access, people.leader.number, stranger)
    later = thirtySeconds - 1
    expect(await isListed()).toBe(true)
    later = thirtySeconds
    expect(await isListed()).toBe(false)
  })
})

const ofOwner = `/api/serviceowner/reportees?subject=${people.leader.number}`
const endUserLists: readonly Question[] = [
  { path: '/api/reportees' },
  { path: '/api/reportees?serviceCode=4537&serviceEdition=1' },
  { path: '/api/reportees?app=ttd/prove-skjema' },
  { path: '/api/organizations' },
]
const endUserOnes: readonly Question[] = [
  { path: '/api/reportees/r50100001' },
  { path: `/api/organizations/${customer.number}` },
  convert({ OrganizationNumber: customer.number, OrganizationName: customer.name }),
  { path: `/api/r50100001/messages` },
]
const ownerLists: readonly Question[] = ['', '&roleDefinitionId=195', '&app=ttd/prove-skjema']
  .concat('&serviceCode=4537&serviceEdition=1')
  .map((more) => ({ path: ofOwner + more }))

describe('Altinn 3', () => {
  async function expectAll(code: ErrorCode, ...questions: readonly Question[]): Promise<void> {
    const [user, itsOwner] = [await endUser(), await owner()]
    const answers = await Promise.all(
      questions.map((question) =>
        ask(question.path.includes('/serviceowner/') ? itsOwner : user, question),
      ),
    )
    const { status, reason } = errors[code]
    for (const answer of answers) {
      expect([answer.status, answer.reason, codeIn(answer)]).toEqual([status, reason, code])
    }
  }

  function break3(fault: 'error' | 'hang'): void {
    const { faults } = gateway.sandbox.altinn3
    Object.assign(faults, { authorizedParties: fault, serviceOwnerParties: fault })
  }

  const all = [...endUserLists, ...endUserOnes, ...ownerLists]

  it('that fails is 502 for whoever needs a list, never an empty one', async () => {
    await startClosed()
    break3('error')
    await expectAll('ALTINN3_UNREADABLE', ...all)
  })

  it('that is silent is 504', async () => {
    // Long enough for a busy machine to exchange the tokens.
    const limits = { firstByteMs: 2_000, betweenBytesMs: 2_000, connectMs: 2_000 }
    await start({ altinn2Url: '', limits })
    break3('hang')
    // At five failures the product's breaker opens.
    await expectAll('ALTINN3_SILENT', ...all.slice(0, 4))
  })

  it('that exchanges no tokens is 503', async () => {
    await startClosed()
    gateway.sandbox.altinn3.faults.exchange = 'error'
    await expectAll('EXCHANGE_UNAVAILABLE', ...all)
  })

  it('that fails leaves nobody with Altinn 2’s half of a list', async () => {
    await startOnBoth()
    break3('error')
    const joined = [endUserLists[0], endUserLists[3], ownerLists[0], ownerLists[1]]
    await expectAll('ALTINN3_UNREADABLE', ...joined.filter((one) => one !== undefined))
  })

  it('that recovers is asked again at once, since a failure is not remembered', async () => {
    await startClosed()
    const [user, itsOwner] = [await endUser(), await owner()]
    break3('error')
    expect((await ask(user, { path: '/api/reportees' })).status).toBe(502)
    expect((await ask(itsOwner, { path: ofOwner })).status).toBe(502)
    Object.assign(gateway.sandbox.altinn3.faults, {
      authorizedParties: undefined,
      serviceOwnerParties: undefined,
    })
    expect(namesIn(await ask(user, { path: '/api/reportees' }))).toHaveLength(2)
    expect(namesIn(await ask(itsOwner, { path: ofOwner }))).toContain(house.name)
  })
})

describe('what is remembered', () => {
  it('is one token’s alone: two of them never see each other’s lists', async () => {
    await startClosed()
    const [agent, own] = [await endUser(accountant.number), await endUser()]
    const path = '/api/reportees?$top=1000'
    const rounds = await Promise.all(
      Array.from({ length: 5 }, () => Promise.all([ask(agent, { path }), ask(own, { path })])),
    )
    for (const [ofAgent, ofOwn] of rounds) {
      expect(namesIn(ofAgent)).toHaveLength(302)
      expect(namesIn(ofAgent)).not.toContain(customer.name)
      expect(namesIn(ofOwn)).toEqual([customer.name, 'KVASSFJELL TRANSPORT AVD TROMSØ'])
    }
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(2)
    // A new token of the same system user begins anew.
    await ask(await endUser(), { path })
    expect(gateway.sandbox.altinn3.counts.authorizedParties).toBe(3)
  })

  it('is one token’s and one subject’s for a service owner', async () => {
    await startClosed()
    const [one, other] = [await owner(), await owner(otherServiceOwner.number)]
    const { counts } = gateway.sandbox.altinn3
    const of = (subject: string): Question => ({
      path: `/api/serviceowner/reportees?subject=${subject}`,
    })
    const [leader, loner] = [of(people.leader.number), of(people.loner.number)]
    const asked: number[] = []
    for (const [token, question] of [
      [one, leader],
      [one, leader],
      [one, loner],
      [other, leader],
      [one, loner],
      [other, leader],
    ] as const) {
      const names = namesIn(await ask(token, question))
      const self = question === leader ? people.leader : people.loner
      expect(names[0]).toBe(self.name)
      expect(names.includes(house.name)).toBe(question === leader)
      asked.push(counts.serviceOwnerParties)
    }
    expect(asked).toEqual([1, 1, 2, 3, 3, 3])
  })

  it('makes nobody’s service another’s', async () => {
    await startClosed()
    const other = await owner(otherServiceOwner.number)
    for (const more of ['&serviceCode=4537&serviceEdition=1', '&app=ttd/prove-skjema']) {
      const answer = await ask(other, { path: ofOwner + more })
      expect([answer.status, answer.reason]).toEqual([403, errors.SERVICE_REFUSED.reason])
    }
    expect(gateway.sandbox.altinn3.counts.serviceOwnerParties).toBe(0)
  })
})
