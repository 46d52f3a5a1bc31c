import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { organizations } from '../../sandbox/organizations.ts'
import { callsByCallers, startTestGateway, type TestGateway } from '../support/gateway.ts'
import {
  expectRefused,
  mint,
  onAltinn2,
  onAltinn3,
  refusals,
  send,
  untilOwnersAreKnown,
  withoutAltinn2Scope,
  withoutAltinn3Scope,
} from './refused.ts'

const { customer, serviceOwner, vendor } = organizations
const reference = '35abb71c-7243-46aa-9e6b-f1c986b9efaa'
const srr = '/api/serviceowner/srr?serviceCode=4483&serviceEditionCode=1'
const inboxScopes = ['altinn:enduser', 'altinn:endusernoconsent', 'altinn:brokerservice.read']

let gateway: TestGateway
/** Says 403 where Altinn 2 said 401. */
let modern: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
  modern = await startTestGateway({ environment: { A2_STATUS_COMPAT: 'false' } })
  await untilOwnersAreKnown(gateway)
  await untilOwnersAreKnown(modern)
})
afterAll(async () => {
  await gateway.close()
  await modern.close()
})

const both = [
  ['401 as in Altinn 2', () => gateway, 401],
  ['403 by the operator’s choice', () => modern, 403],
] as const

describe.each(both)('a missing scope of Altinn 2, answered with %s', (_, which, status) => {
  it.each([
    ['altinn:serviceowner/reportees', ['altinn:serviceowner', 'altinn:serviceowner/srr.read']],
    ['altinn:serviceowner/srr.write', ['altinn:serviceowner', 'altinn:serviceowner/srr.read']],
    ['altinn:serviceowner/srr', ['altinn:serviceowner', 'altinn:serviceowner/srr.read']],
  ])(
    'another part of the service owner’s scope opens no register: %s [67]',
    async (scope, needs) => {
      const one = which()
      const token = await mint(one, { org: serviceOwner.number, scope })
      await expectRefused(one, { token, path: srr }, withoutAltinn2Scope(needs, status))
    },
  )

  it.each([
    'altinn:serviceownerx',
    'xaltinn:serviceowner',
    'ALTINN:SERVICEOWNER',
    'altinn:serviceowner/',
    'altinn:serviceowner/srr.reader',
    '/altinn:serviceowner',
    'altinn',
    '*',
  ])('a scope is compared whole: %s [68]', async (scope) => {
    const one = which()
    const token = await mint(one, { org: serviceOwner.number, scope })
    const needs = ['altinn:serviceowner', 'altinn:serviceowner/srr.read']
    await expectRefused(one, { token, path: srr }, withoutAltinn2Scope(needs, status))
  })

  it.each([
    ['POST', '/api/serviceowner/srr'],
    ['PUT', '/api/serviceowner/srr/1'],
    ['DELETE', '/api/serviceowner/srr/1'],
  ])('a scope for reading writes nothing: %s %s [69]', async (method, path) => {
    const one = which()
    const token = await mint(one, {
      org: serviceOwner.number,
      scope: 'altinn:serviceowner/srr.read',
    })
    const needs = ['altinn:serviceowner', 'altinn:serviceowner/srr.write']
    await expectRefused(one, { token, method, path }, withoutAltinn2Scope(needs, status))
  })

  it.each([
    ['POST', '/api/my/messages'],
    ['DELETE', '/api/my/messages/a1'],
  ])('a scope for reading writes nothing: %s %s [69]', async (method, path) => {
    const one = which()
    const token = await mint(one, {
      org: vendor.number,
      systemUser: customer.number,
      scope: 'altinn:instances.read',
    })
    const needs = ['altinn:enduser', 'altinn:endusernoconsent', 'altinn:instances.write']
    await expectRefused(one, { token, method, path }, withoutAltinn2Scope(needs, status))
  })

  it('Altinn 3’s scope opens nothing that is Altinn 2’s [72]', async () => {
    const one = which()
    const token = await mint(one, { scope: 'altinn:broker.read' })
    await expectRefused(one, { token, path: onAltinn2 }, withoutAltinn2Scope(inboxScopes, status))
  })

  it('a token that is known is held to the scopes of each call [73]', async () => {
    const one = which()
    const token = await mint(one, { scope: 'altinn:broker.read' })
    expect((await send(one, { token })).status).toBe(200)
    await expectRefused(one, { token, path: onAltinn2 }, withoutAltinn2Scope(inboxScopes, status))
    expect((await send(one, { token })).status).toBe(200)
  })
})

it('the very scope opens the register [67]', async () => {
  const token = await mint(gateway, {
    org: serviceOwner.number,
    scope: 'altinn:serviceowner/srr.read',
  })
  const answer = await send(gateway, { token, path: srr })
  expect(answer.headers['x-served-by']).toBe('altinn2')
})

describe('a missing scope of Altinn 3', () => {
  it.each([
    'altinn:broker.readx',
    'xaltinn:broker.read',
    'ALTINN:BROKER.READ',
    'altinn:broker',
    'altinn:broker.write',
    'altinn:broker.*',
    '',
  ])('a scope is compared whole: "%s" [68]', async (scope) => {
    const token = await mint(gateway, { scope })
    await expectRefused(gateway, { token }, withoutAltinn3Scope('altinn:broker.read'))
  })

  it('a scope for reading sends no file [69]', async () => {
    const description = encodeURIComponent(
      JSON.stringify({
        ServiceCode: '4947',
        ServiceEditionCode: 1,
        SendersReference: 'a',
        Recipients: [vendor.number],
      }),
    )
    const path = `/api/my/brokerservice/outbox?fileName=a.zip&brokerServiceDescription=${description}`
    const token = await mint(gateway)
    const attack = { token, method: 'POST', path, body: 'bytes' }
    await expectRefused(gateway, attack, withoutAltinn3Scope('altinn:broker.write'))
  })

  it('HEAD needs what GET needs, and no more [69]', async () => {
    const answer = await send(gateway, { token: await mint(gateway), method: 'HEAD' })
    expect([answer.status, answer.body]).toEqual([200, ''])
    const token = await mint(gateway, { scope: 'altinn:broker.write' })
    await expectRefused(
      gateway,
      { token, method: 'HEAD' },
      withoutAltinn3Scope('altinn:broker.read'),
    )
  })

  it.each([
    ['a tab', '\t'],
    ['a line feed', '\n'],
    ['a carriage return', '\r\n'],
    ['a comma', ','],
    ['a comma and a tab', ',\t'],
    ['a semicolon', ';'],
    ['a plus', '+'],
    ['an encoded space', '%20'],
    ['a space that does not break', '\u00a0'],
    ['a space without width', '\u200b'],
    ['an ideographic space', '\u3000'],
    ['a null', '\u0000'],
  ])('only a space parts scopes: %s does not [70]', async (_, separator) => {
    const token = await mint(gateway, { scope: `altinn:other${separator}altinn:broker.read` })
    await expectRefused(gateway, { token }, withoutAltinn3Scope('altinn:broker.read'))
    const last = await mint(gateway, { scope: `altinn:broker.read${separator}altinn:other` })
    await expectRefused(gateway, { token: last }, withoutAltinn3Scope('altinn:broker.read'))
  })

  it('several spaces part scopes as one does [70]', async () => {
    const token = await mint(gateway, { scope: ' altinn:other  altinn:broker.read ' })
    expect((await send(gateway, { token })).status).toBe(200)
  })

  it.each(['altinn:brokerservice.read', 'altinn:enduser'])(
    'Altinn 2’s scope opens nothing that has moved, and the one that does is named: %s [71]',
    async (scope) => {
      const token = await mint(gateway, { scope })
      expect((await send(gateway, { token, path: onAltinn2 })).status).toBe(200)
      await expectRefused(gateway, { token }, withoutAltinn3Scope('altinn:broker.read'))
    },
  )

  it('a token that is known is held to the scopes of each call [73]', async () => {
    const token = await mint(gateway, { scope: 'altinn:brokerservice.read' })
    expect((await send(gateway, { token, path: onAltinn2 })).status).toBe(200)
    await expectRefused(
      gateway,
      { token, path: onAltinn3 },
      withoutAltinn3Scope('altinn:broker.read'),
    )
    expect((await send(gateway, { token, path: onAltinn2 })).status).toBe(200)
  })
})

describe('a scope that is too much', () => {
  it.each(['altinn:serviceowner', 'altinn:serviceowner/instances.read'])(
    'is not carried to an end user’s rows: %s [68]',
    async (scope) => {
      const token = await mint(gateway, { scope: `altinn:broker.read ${scope}` })
      await expectRefused(gateway, { token }, refusals.serviceOwnerScope)
    },
  )
})

describe('another method in a header', () => {
  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'is not heeded, and goes nowhere: %s [74]',
    async (name) => {
      const token = await mint(gateway, {
        org: vendor.number,
        systemUser: customer.number,
        scope: 'altinn:instances.read',
      })
      const before = callsByCallers(gateway.sandbox).altinn2.length
      const headers = { [name]: 'DELETE' }
      const answer = await send(gateway, { token, path: '/api/my/messages/a1', headers })
      expect(answer.headers['x-served-by']).toBe('altinn2')
      const calls = callsByCallers(gateway.sandbox).altinn2.slice(before)
      expect(calls).toEqual(['GET /api/my/messages/a1'])
    },
  )

  it('does not make a writer of a reader: POST is still POST [74]', async () => {
    const token = await mint(gateway, { scope: 'altinn:brokerservice.read' })
    const path = `/api/my/brokerservice/inbox/${reference}/confirmdownloaded`
    const headers = { 'x-http-method-override': 'GET' }
    const needs = [
      'altinn:enduser',
      'altinn:endusernoconsent',
      'altinn:brokerservice.write',
      // Either side may know the reference, so both are asked.
      'altinn:broker.read',
    ]
    await expectRefused(
      gateway,
      { token, method: 'POST', path, headers },
      withoutAltinn2Scope(needs),
    )
  })
})
