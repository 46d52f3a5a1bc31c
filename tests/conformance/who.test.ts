import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { suppliedBy } from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { people } from '../../sandbox/people.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import type { HttpAnswer } from '../support/network/http.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../support/network/scripted-server.ts'
import {
  expectRefused,
  mint,
  onAltinn2,
  onAltinn3,
  refusals,
  send,
  shown,
  untilOwnersAreKnown,
} from './refused.ts'

const { accountant, customer, otherServiceOwner, serviceOwner, vendor } = organizations
const person = '26899299344'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await startTestGateway()
  token = await mint(gateway)
})
afterAll(() => gateway.close())

const as = (who: string): string => onAltinn3.replace('/my/', `/${who}/`)

describe('somebody else in the path', () => {
  const others: readonly [string, string][] = [
    ['another organisation [75]', vendor.number],
    ['an organisation that does not exist [75]', '999999999'],
    ['a person [75]', person],
    ['a party id of another organisation [76]', 'r50100004'],
    ['its party id in capitals [76]', 'R50100004'],
    ['a party id of nobody [76]', 'r1'],
  ]

  it.each(others)('is refused: %s', (_, who) =>
    expectRefused(gateway, { token, path: as(who) }, refusals.reportee),
  )

  it('is refused alike whether they exist or not [75]', async () => {
    const answers = await Promise.all(
      others.map(([, who]) => send(gateway, { token, path: as(who) })),
    )
    const seen = answers.map(({ headers, ...answer }) => {
      const { date, 'x-request-id': id, ...same } = headers
      expect([date, id]).not.toContain(undefined)
      return JSON.stringify({ ...answer, headers: same, rawHeaders: undefined })
    })
    expect(new Set(seen).size).toBe(1)
  })

  it('is refused on what Altinn 2 answers, too [75]', () =>
    expectRefused(
      gateway,
      { token, path: onAltinn2.replace('/my/', `/${vendor.number}/`) },
      refusals.reportee,
    ))

  it('is refused to a supplier that names itself [80]', async () => {
    const supplied = await mint(gateway, { claims: suppliedBy(vendor.number) })
    expect((await send(gateway, { token: supplied, path: as(customer.number) })).status).toBe(200)
    const attack = { token: supplied, path: as(vendor.number) }
    await expectRefused(gateway, attack, refusals.reportee)
  })

  it('is refused to a consumer that names its supplier’s other customer [80]', async () => {
    const supplied = await mint(gateway, { claims: suppliedBy(vendor.number) })
    const attack = { token: supplied, path: as(accountant.number) }
    await expectRefused(gateway, attack, refusals.reportee)
  })
})

describe('nobody in the path', () => {
  it.each([
    ['ten digits', '3138761440'],
    ['eight digits', '31387614'],
    ['twelve digits', '268992993440'],
    ['digits of another script', '%D9%A3%D9%A1%D9%A3876144'],
    ['digits of full width', encodeURIComponent('３１３８７６１４４')],
    ['its own parent folder', `my%2F..%2F${vendor.number}`],
    ['its own parent folder, encoded twice', `my%252F..%252F${vendor.number}`],
    ['a parameter behind', `${customer.number};x`],
    ['an encoded parameter behind', `${customer.number}%3Bx`],
    ['a space behind', `${customer.number}%20`],
    ['a line break behind', `${customer.number}%0A`],
    ['a zero behind', `${customer.number}%00`],
    ['my with more', 'myself'],
    ['a party id with letters', 'r12x'],
    ['a party id without its number', 'r'],
    ['a party id below zero', 'r-1'],
    ['two of them', `${customer.number},${vendor.number}`],
    ['an address', 'me@example.no'],
  ])('is malformed: %s [77]', (_, who) =>
    expectRefused(gateway, { token, path: as(who) }, refusals.malformedRequest),
  )

  it.each(['my', 'MY', 'My', customer.number])(
    'but its own name may be written in any letter case: %s [77]',
    async (who) => {
      expect((await send(gateway, { token, path: as(who) })).status).toBe(200)
    },
  )
})

describe('a path in another spelling', () => {
  const [, , query] = /^([^?]*)(\?.*)$/.exec(onAltinn2) ?? []

  it.each([
    ['a second slash in front', `/${onAltinn2}`],
    ['a second slash inside', onAltinn2.replace('/my/', '//my/')],
    ['a dot segment', onAltinn2.replace('/my/', '/./my/')],
    ['a parent segment', onAltinn2.replace('/my/', '/x/../my/')],
    ['an encoded slash', onAltinn2.replace('/my/', '%2Fmy/')],
  ])(
    'that servers read differently is malformed, with a token or without: %s [78]',
    async (_, path) => {
      await expectRefused(gateway, { token, path }, refusals.malformedRequest)
      await expectRefused(gateway, { path }, refusals.malformedRequest)
    },
  )

  it.each([
    ['letter case', '/API/My/BROKERSERVICE/Inbox?ServiceCode=4483&SERVICEEDITIONCODE=1'],
    ['an encoded letter', onAltinn2.replace('/api/', '/%61pi/')],
    ['an encoded letter of a name', onAltinn2.replace('/my/', '/m%79/')],
    ['a trailing slash', `/api/my/brokerservice/inbox/${query ?? ''}`],
  ])('is answered under the rules of the plain one: %s [78]', async (_, path) => {
    const answer = await send(gateway, { token, path })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
    await expectRefused(gateway, { path }, refusals.noCredentials)
    const bad = await mint(gateway, { claims: { aud: 'https://api.example' } })
    await expectRefused(gateway, { token: bad, path }, refusals.invalidToken)
  })

  it.each(['/API/Metadata/../my/messages', '/api/metadata/%2e%2e/my/messages'])(
    'never reaches a closed room through an open one: %s [78]',
    (path) => expectRefused(gateway, { path }, refusals.malformedRequest),
  )
})

describe('oneself in the path and somebody else behind it', () => {
  const available = '/api/brokerservice/inbox/hasavailablefiles'
  const sides = {
    'Altinn 3': `${available}?serviceCode=4947&serviceEditionCode=1`,
    'Altinn 2': `${available}?serviceCode=4483&serviceEditionCode=1`,
    both: `${available}?serviceCode=4483`,
  }
  let besides: TestGateway
  beforeAll(async () => {
    const services = [
      { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } },
      { service: '4483/2', moved: { to: 'broker', resource: 'acn-broker-ser-7531' } },
    ]
    besides = await startTestGateway({ register: { services } })
  })
  afterAll(() => besides.close())

  describe.each(Object.entries(sides))('in the query of what %s answers', (side, path) => {
    const servedBy = { 'Altinn 3': 'altinn3', 'Altinn 2': 'altinn2' }[side] ?? 'both'

    it.each(['', `&recipients=${customer.number}`])(
      'may be left out, or be oneself: "%s" [79]',
      async (recipients) => {
        const own = await mint(besides)
        const answer = await send(besides, { token: own, path: path + recipients })
        expect([answer.status, answer.headers['x-served-by']]).toEqual([200, servedBy])
      },
    )

    it.each([
      ['another', vendor.number],
      ['oneself and another', `${customer.number},${vendor.number}`],
      ['another after a space', `${customer.number}, ${vendor.number}`],
      ['a person', person],
    ])('is refused: %s [79]', async (_, recipients) => {
      const attack = `${path}&recipients=${encodeURIComponent(recipients)}`
      await expectRefused(besides, { token: await mint(besides), path: attack }, refusals.reportee)
    })

    it('is refused when the name is said twice [79]', async () => {
      const attack = `${path}&recipients=${customer.number}&Recipients=${vendor.number}`
      await expectRefused(besides, { token: await mint(besides), path: attack }, refusals.reportee)
    })

    it.each(['x', `${customer.number};${vendor.number}`])(
      'is malformed when it names nobody: %s [79]',
      async (recipients) => {
        const attack = `${path}&recipients=${recipients}`
        const token = await mint(besides)
        await expectRefused(besides, { token, path: attack }, refusals.malformedRequest)
      },
    )
  })

  it.each(['reportee', 'onBehalfOf', 'who', 'organizationNumber'])(
    'under a name that the row does not know makes no difference: %s [79]',
    async (name) => {
      const [plain, other] = await Promise.all(
        [onAltinn3, `${onAltinn3}&${name}=${vendor.number}`].map((path) =>
          send(gateway, { token, path }),
        ),
      )
      expect([other?.status, other?.body]).toEqual([plain?.status, plain?.body])
    },
  )
})

describe('a caller who would be somebody else', () => {
  it.each(['dXNlcjpwYXNzd29yZA==', '', 'x'])(
    'is told that enterprise users have ended: "%s" [81]',
    async (value) => {
      const headers = { 'X-Altinn-EnterpriseUser-Authentication': value }
      const secrets = [value]
      await expectRefused(gateway, { token, headers, secrets }, refusals.enterpriseUser)
      await expectRefused(gateway, { headers, secrets }, refusals.enterpriseUser)
    },
  )

  describe('by a header', () => {
    const names = [
      'Altinn-Party-OrganizationNumber',
      'Altinn-Party-SocialSecurityNumber',
      'Ocp-Apim-Subscription-Key',
      'Ocp-Apim-Trace',
      'PlatformAccessToken',
      'X-Ai-InstanceOwnerIdentifier',
      'X-Altinn-Party',
      'X-Forwarded-For',
      'X-Forwarded-Host',
      'X-Forwarded-Proto',
      'X-Original-URL',
      'X-Rewrite-URL',
      'Forwarded',
      'Cookie',
      'Proxy-Authorization',
      'X-HTTP-Method-Override',
      'Referer',
    ]
    let altinn2: ScriptedServer
    let altinn3: ScriptedServer
    let watched: TestGateway
    let answers: readonly HttpAnswer[]
    beforeAll(async () => {
      altinn2 = await scriptedServer((socket) =>
        socket.write(answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'application/json' }, '[]')),
      )
      altinn3 = await scriptedServer((socket, request) => {
        const body = request.includes('/exchange/') ? 'aa.bb.cc' : '[]'
        socket.write(answerBytes('HTTP/1.1 200 OK', {}, body))
      })
      watched = await startTestGateway({ altinn2Url: altinn2.url, altinn3Url: altinn3.url })
      const good = await mint(watched)
      const headers = Object.fromEntries(names.map((name) => [name, 'planted-by-a-caller']))
      answers = await Promise.all(
        [onAltinn2, onAltinn3].map((path) => send(watched, { token: good, path, headers })),
      )
    })
    afterAll(async () => {
      await watched.close()
      await altinn2.close()
      await altinn3.close()
    })

    it('is answered as anybody [82]', () => {
      expect(answers.map(({ status }) => status)).toEqual([200, 200])
      expect(answers.map(shown).join()).not.toContain('planted-by-a-caller')
      expect(watched.log()).not.toContain('planted-by-a-caller')
    })

    it.each(names)('is not seen by a platform: %s [82]', (name) => {
      const ofCallers = altinn3.requests.filter((request) => !request.includes('.well-known'))
      expect([altinn2.requests.length, ofCallers.length > 0]).toEqual([1, true])
      for (const request of [...altinn2.requests, ...ofCallers]) {
        expect(request).not.toContain('planted-by-a-caller')
        expect(request.toLowerCase()).not.toContain(`\n${name.toLowerCase()}:`)
      }
    })
  })
})

describe('a service owner', () => {
  let owned: TestGateway
  beforeAll(async () => {
    owned = await startTestGateway({
      register: {
        services: [
          { service: '4947/1', owner: 'ttd', moved: { to: 'broker', resource: 'acn-broker-02' } },
        ],
      },
    })
    await untilOwnersAreKnown(owned)
  })
  afterAll(() => owned.close())

  const reportees = `/api/serviceowner/reportees?subject=${people.leader.number}&serviceCode=4947&serviceEdition=1`
  const scope = 'altinn:serviceowner altinn:accessmanagement/authorizedparties.resourceowner'

  it('asks about its own service [83]', async () => {
    const own = await mint(owned, { org: serviceOwner.number, scope })
    expect((await send(owned, { token: own, path: reportees })).headers['x-served-by']).toBe(
      'altinn3',
    )
  })

  it.each([reportees, reportees.replace('&serviceEdition=1', '')])(
    'is refused another’s service: %s [83]',
    async (path) => {
      const other = await mint(owned, { org: otherServiceOwner.number, scope })
      await expectRefused(owned, { token: other, path }, refusals.service)
    },
  )

  it('is on Altinn’s list, whatever its token says [83]', async () => {
    const nobody = await mint(owned, { org: customer.number, scope })
    await expectRefused(
      owned,
      { token: nobody, path: reportees },
      { ...refusals.service, reason: 'The organisation is not a service owner' },
    )
  })
})
