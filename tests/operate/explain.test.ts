import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { endpoints } from '../../routes/index.ts'
import { loadConfig, type Config } from '../../src/config/file/load.ts'
import { readRegister } from '../../src/config/register/services.ts'
import { bucketOf } from '../../src/decide/register.ts'
import { explain, type Explained } from '../../src/operate/explain/explain.ts'
import type { Explanation } from '../../src/operate/explain/explanation.ts'
import { inWords } from '../../src/operate/explain/in-words.ts'
import { organizations } from '../../sandbox/organizations.ts'

const now = Date.parse('2026-06-15T12:00:00Z')
const person = '26899299344'
const inbox = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
const customer = organizations.customer.number
const broker = { to: 'broker', resource: 'acn-broker-02' }

function configOf(environment: Readonly<Record<string, string>> = {}): Config {
  return loadConfig({ CONFIG: 'config/sandbox.yaml', ...environment })
}

function ask(
  question: Partial<Parameters<typeof explain>[0]>,
  services: readonly object[] = [{ service: '4947/1', moved: broker }],
  { config = configOf(), groups = {} }: { config?: Config; groups?: object } = {},
): Explained {
  const register = readRegister(stringify({ services, groups }), endpoints)
  return explain({ method: 'GET', url: inbox, ...question }, { endpoints, register, config, now })
}

function explanation(...given: Parameters<typeof ask>): Explanation {
  const explained = ask(...given)
  if (explained.kind !== 'explained') throw new Error(explained.problem)
  return explained.explanation
}

function tokenOf(scope: string, claims: object = {}): string {
  const consumer = { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` }
  const payload = { scope, exp: 4_000_000_000, iat: 1, jti: 'x', consumer, ...claims }
  return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.AA`
}

function asSystemUser(scope: string): string {
  return tokenOf(scope, {
    authorization_details: [
      {
        type: 'urn:altinn:systemuser',
        systemuser_id: ['6f4f0a3e-5d3c-4a52-9a54-0d1b2c3d4e5f'],
        systemuser_org: { authority: 'iso6523-actorid-upis', ID: `0192:${customer}` },
      },
    ],
  })
}

describe('an explanation', () => {
  it('names the row, what was found and where, the entry and the plan', () => {
    const entry = { service: '4947/1', name: 'Prøve', owner: 'ttd', moved: broker }
    expect(explanation({}, [{ ...entry, since: '2026-01-01', shadow: true }])).toMatchObject({
      endpoint: 'end-user/broker-inbox/list-inbox-files',
      catalogue: 'BRK-03',
      group: 'end-user/broker-inbox',
      callers: ['systemuser', 'organisation'],
      at: '2026-06-15T12:00:00.000Z',
      atInNorway: '2026-06-15T14:00:00+02:00',
      found: { kind: 'service', code: '4947', edition: 1 },
      where: { in: 'query', names: ['serviceCode', 'serviceEditionCode'] },
      entries: [
        {
          service: '4947/1',
          name: 'Prøve',
          owner: 'ttd',
          moved: [broker],
          since: '2025-12-31T23:00:00.000Z',
          sinceInNorway: '2026-01-01T00:00:00+01:00',
          shadow: true,
        },
      ],
      plan: { do: 'translate', targets: [{ service: { code: '4947' }, moved: broker }] },
      scopes: { altinn3: { anyOf: ['altinn:broker.read'] } },
      shadow: { of: 'altinn2' },
    })
  })

  it.each([
    ['GET', '/api/my/messages', 'group', 'filter', ['$filter']],
    ['GET', "/api/my/messages?$filter=ServiceCode+eq+'4947'", 'services', 'filter', ['$filter']],
    ['GET', '/api/my/profile', 'group', 'nowhere', []],
    ['POST', '/api/my/messages', 'group', 'body', ['ServiceCode', 'ServiceEdition']],
    [
      'GET',
      '/api/my/brokerservice/inbox/00000000-0000-4000-8000-000000000000',
      'any',
      'reference',
      ['reference'],
    ],
    [
      'POST',
      '/api/my/brokerservice/outbox?brokerServiceDescription=' +
        encodeURIComponent('{"ServiceCode":"4947","ServiceEditionCode":1,"Recipients":[]}'),
      'service',
      'description',
      ['brokerServiceDescription'],
    ],
    [
      'GET',
      '/api/metadata/formtask/4947/1',
      'service',
      'path',
      ['serviceCode', 'serviceEditionCode'],
    ],
  ])('says where the service is looked for: %s %s', (method, url, kind, place, names) => {
    const { found, where } = explanation({ method, url })
    expect([found?.kind, where]).toEqual([kind, { in: place, names }])
  })

  it('takes an address of Altinn 2 and one of the gateway, whatever its base', () => {
    const config = configOf({ PUBLIC_URL: 'https://gateway.example/altinn2' })
    for (const base of ['', 'https://www.altinn.no', 'https://gateway.example/altinn2']) {
      expect(explanation({ url: base + inbox }, [], { config }).catalogue).toBe('BRK-03')
    }
  })

  it('asks for a body, and believes what it is told of it', () => {
    const question = { method: 'POST', url: '/api/my/messages' }
    const app = { service: '5998/1', moved: { to: 'app', app: 'ttd/prove' } }
    expect(explanation(question, [app]).depends.map(({ on }) => on)).toEqual(['token', 'body'])
    const told = explanation({ ...question, service: '5998/1' }, [app])
    expect(told.found).toEqual({ kind: 'service', code: '5998', edition: 1 })
    expect(told.entries).toHaveLength(1)
    expect(told.depends.map(({ on }) => on)).toEqual(['token'])
    // The app answers, whether or not there is an Altinn 2.
    const config = configOf({ ALTINN2_URL: '' })
    const closed = explanation({ ...question, service: '5998/1' }, [app], { config })
    expect([closed.found, closed.refused?.code]).toEqual([told.found, undefined])
  })

  it('says which bucket an organisation is in when a rollout counts', () => {
    const bucket = bucketOf({ code: '4947', edition: 1 }, customer)
    const entryOf = (rollout: object): object => ({ service: '4947/1', moved: broker, rollout })
    const question = { organization: customer }
    const below = explanation(question, [entryOf({ percent: Math.floor(bucket) })])
    const above = explanation(question, [entryOf({ percent: Math.ceil(bucket) + 1 })])
    const named = explanation(question, [entryOf({ organisations: [customer] })])
    expect(below).toMatchObject({
      organization: customer,
      plan: { do: 'forward' },
      entries: [{ rollout: { bucket, isIn: false } }],
    })
    expect(above).toMatchObject({
      plan: { do: 'translate' },
      entries: [{ rollout: { isIn: true } }],
    })
    expect(named).toMatchObject({
      plan: { do: 'translate' },
      entries: [{ rollout: { organisations: 1, isIn: true } }],
    })
  })

  it('says what depends on the organisation when none is given', () => {
    const entry = { service: '4947/1', moved: broker, rollout: { percent: 50 } }
    expect(explanation({}, [entry]).depends).toContainEqual(
      expect.objectContaining({
        on: 'organization',
        included: expect.objectContaining({ do: 'translate' }) as object,
        excluded: { do: 'forward' },
      }),
    )
    expect(explanation({ organization: customer }, [entry]).depends.map(({ on }) => on)).toEqual([
      'token',
    ])
  })

  it('rolls a call for somebody else out by whom it is for', () => {
    const other = organizations.vendor.number
    const entry = { service: '4947/1', moved: broker, rollout: { organisations: [other] } }
    const url = inbox.replace('my', other)
    expect(explanation({ url, organization: customer }, [entry])).toMatchObject({
      organization: other,
      plan: { do: 'translate' },
      depends: [{ on: 'token' }, { on: 'altinn3' }],
    })
    expect(explanation({ url, organization: other }, [entry]).depends).toHaveLength(1)
  })

  it('includes nobody in a rollout where nobody looks at the token', () => {
    const entry = {
      service: '4947/1',
      moved: { to: 'app', app: 'ttd/x' },
      rollout: { percent: 100 },
    }
    const question = { url: '/api/metadata/formtask/4947/1', organization: customer }
    expect(explanation(question, [entry])).toMatchObject({ plan: { do: 'forward' }, depends: [] })
  })

  it('looks ahead to each date, and says what would then be done', () => {
    const config = configOf({ ALTINN2_CLOSES: '2027-03-28T12:00:00' })
    const entry = {
      service: '4947/1',
      moved: broker,
      since: '2026-10-25T02:30:00',
      until: '2027-06-30T23:59:59',
    }
    const { plan, ahead } = explanation({}, [entry], { config })
    expect(plan).toEqual({ do: 'forward' })
    expect(
      ahead.map((one) => [one.atInNorway, one.because, one.changes, one.altinn2, one.plan?.do]),
    ).toEqual([
      ['2026-10-25T02:30:00+02:00', ['4947/1 moves'], true, 'open', 'translate'],
      ['2027-03-28T12:00:00+02:00', ['Altinn 2 closes'], false, 'closed', 'translate'],
      ['2027-07-01T00:00:00+02:00', ['4947/1 ends'], true, 'closed', 'refuse'],
    ])
    expect(ahead[2]?.refused?.code).toBe('SERVICE_ENDED')
    const later = explanation({ at: '2027-01-01' }, [entry], { config })
    expect([later.plan?.do, later.ahead.length]).toEqual(['translate', 2])
  })

  it('looks ahead to when Altinn 2 takes nothing new any more, of what would be new', () => {
    const config = configOf({ ALTINN2_SUBMISSIONS_CLOSE: '2027-05-31T00:00:00' })
    const url = '/api/my/messages'
    expect(explanation({ url }, [], { config }).ahead).toEqual([])
    expect(explanation({ method: 'POST', url }, [], { config }).ahead).toMatchObject([
      { atInNorway: '2027-05-31T00:00:00+02:00', refused: { code: 'SUBMISSIONS_CLOSED' } },
    ])
  })

  it('looks ahead to the dates of a group', () => {
    const since = '2026-09-01T00:00:00+02:00'
    const groups = { 'end-user/delegations': { on: 'altinn3', since } }
    expect(explanation({ url: '/api/my/authorization/delegations' }, [], { groups })).toMatchObject(
      {
        groupEntry: { on: 'altinn3', sinceInNorway: since },
        plan: { do: 'forward' },
        ahead: [{ atInNorway: since, refused: { status: 501 } }],
      },
    )
  })

  it('says with a token which scopes are missing, now and after the move', () => {
    const entry = { service: '4947/1', moved: broker, since: '2026-10-01' }
    const token = tokenOf('altinn:brokerservice.read')
    expect(explanation({ token }, [entry])).toMatchObject({
      caller: { kind: 'organisation', organization: customer, isSignatureChecked: false },
      scopes: { altinn2: { granted: true, missing: [] } },
      ahead: [
        {
          scopes: { altinn3: { granted: false, missing: ['altinn:broker.read'] } },
          refused: { status: 403, code: 'SCOPE_MISSING', scopes: ['altinn:broker.read'] },
        },
      ],
      depends: [],
    })
    expect(explanation({ token: tokenOf('other') }, [entry]).refused).toMatchObject({
      status: 401,
      code: 'ALTINN2_SCOPE_MISSING',
    })
    expect(
      explanation({ token: tokenOf('other') }, [entry], {
        config: configOf({ A2_STATUS_COMPAT: 'false' }),
      }).refused,
    ).toMatchObject({ status: 403 })
  })

  it('refuses whom the gateway would refuse', () => {
    const refusal = (question: object): string | undefined => explanation(question).refused?.code
    expect(refusal({ token: tokenOf('altinn:broker.read', { pid: person }) })).toBe(
      'CALLER_REFUSED',
    )
    expect(refusal({ token: tokenOf('altinn:serviceowner') })).toBe('SCOPE_REFUSED')
    const others = inbox.replace('my', organizations.vendor.number)
    expect(refusal({ url: others, token: tokenOf('altinn:broker.read') })).toBe('REPORTEE_REFUSED')
    const listed = asSystemUser('altinn:broker.read altinn:accessmanagement/authorizedparties')
    expect(refusal({ url: others, token: listed })).toBeUndefined()
    expect(explanation({ url: others, token: listed }).depends[0]?.because).toContain(
      'authorized parties:',
    )
    const claimed = asSystemUser('altinn:broker.read altinn:authorization/authorize')
    expect(explanation({ url: others, token: claimed }).depends[0]?.because).toContain(
      'a decision:',
    )
    // A claim counts only where Altinn 3 alone answers.
    expect(refusal({ url: others.replace('4947', '4483'), token: claimed })).toBe(
      'REPORTEE_REFUSED',
    )
    expect(refusal({ url: inbox.replace('my', person) })).toBe('REPORTEE_REFUSED')
    expect(refusal({ url: inbox.replace('my', 'xx') })).toBe('PARAMETER_MALFORMED')
    expect(refusal({ url: inbox.replace('4947', '%20') })).toBe('PARAMETER_MALFORMED')
  })

  it('tells that a token has expired', () => {
    const explained = explanation({ token: tokenOf('altinn:broker.read', { exp: 1 }) })
    expect(explained.caller?.isExpired).toBe(true)
    expect(inWords(explained)).toContain('the token has expired\n')
  })

  it('tells what the list of service owners and a key would decide', () => {
    const config = configOf({ API_KEY_MODE: 'require' })
    const url = '/api/serviceowner/reportees?serviceCode=4947&serviceEditionCode=1'
    const entry = { service: '4947/1', owner: 'ttd', moved: broker }
    const { depends } = explanation({ url, organization: customer }, [entry], { config })
    expect(depends.map(({ on }) => on)).toEqual(['token', 'serviceOwners', 'apiKey'])
    expect(depends[1]?.because).toContain('ttd')
  })

  it('names who must act and where to read on when it is refused', () => {
    const entry = {
      service: '4947/1',
      moved: { to: 'nowhere', useInstead: 'https://example.org/x' },
    }
    const explained = explanation({}, [entry])
    expect(explained.refused).toMatchObject({
      status: 410,
      code: 'SERVICE_ENDED',
      side: 'caller',
      pointer: 'https://example.org/x',
    })
    expect(inWords(explained)).toContain('answer: refused: 410 ')
  })

  it('is also told in words', () => {
    const entry = {
      service: '4947/1',
      owner: 'ttd',
      moved: broker,
      rollout: { percent: 50 },
      fallback: 'reads',
    }
    const words = inWords(explanation({}, [entry]))
    expect(words).toContain("named: service 4947/1, in the query's serviceCode and ")
    expect(words).toContain('entry 4947/1 of ttd: moved to broker acn-broker-02; rollout 50 %')
    expect(words).toContain('(included: Altinn 3 (translate): broker acn-broker-02; not: Altinn 2')
  })
})

describe('a question', () => {
  it.each([
    [{ url: '/api/../x' }, 'malformed'],
    [{ url: '/api//x' }, 'malformed'],
    [{ method: 'G T' }, 'malformed'],
    [{ at: 'tomorrow' }, 'malformed'],
    [{ at: '2026-02-30' }, 'malformed'],
    [{ organization: '123456789' }, 'malformed'],
    [{ organization: person }, 'malformed'],
    [{ token: 'garbage' }, 'malformed'],
    [{ service: '4947/1' }, 'malformed'],
    [{ service: '4947', method: 'POST', url: '/api/my/messages' }, 'malformed'],
    [
      { token: tokenOf('altinn:broker.read'), organization: organizations.vendor.number },
      'malformed',
    ],
    [{ url: '/api/none' }, 'unknown'],
    [{ method: 'PUT' }, 'unknown'],
    [{ method: 'get' }, 'explained'],
    [{ method: 'HEAD' }, 'explained'],
  ])('is told from a good one: %o', (question, kind) => {
    expect(ask(question).kind).toBe(kind)
  })

  it.each([
    { url: `/api/${person}/messages` },
    { url: `/api/${person.slice(0, 6)}%20${person.slice(6)}/messages` },
    { url: `/api/my/messages/a${person}` },
    { url: `/api/my/messages/${person}` },
    { url: `${inbox}&socialSecurityNumber=${person}` },
    { url: inbox.replace('4947', person) },
    { url: inbox.replace('=1', `=${person}`) },
    { url: `/api/none/${person}` },
    { url: `/api//${person}` },
    { organization: person },
    { service: `${person}/1` },
    { at: person },
    { method: person },
    { token: person },
    { token: tokenOf('altinn:broker.read', { pid: person }) },
    { url: `/api/serviceowner/reportees?subject=${person}` },
  ])('never comes back with an identity number: %o', (question) => {
    const explained = ask(question)
    const words = explained.kind === 'explained' ? inWords(explained.explanation) : ''
    const said = JSON.stringify(explained) + words
    expect(said.length).toBeGreaterThan(20)
    expect(said).not.toContain(person)
    expect(said).not.toContain(person.slice(6))
  })
})
