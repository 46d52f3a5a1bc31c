import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  change,
  consentFrom,
  identifier,
  systemUserDetails,
  systemUsers,
  toClaims,
  type Claims,
} from '../../sandbox/maskinporten/claims.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { expectRefused, mint, onAltinn3, refusals, send } from './refused.ts'

const { accountant, customer, vendor } = organizations
const scope = 'altinn:enduser altinn:brokerservice.read altinn:broker.read'
const scopeForOthers = `${scope} altinn:accessmanagement/authorizedparties`
const messages = '/api/my/messages'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

/** The customer's system user, from the vendor whose system it is. */
function systemUserToken(claims: Claims = {}, scopes = scope): Promise<string> {
  return mint(gateway, { org: vendor.number, systemUser: customer.number, scope: scopes, claims })
}

const messagesOf = (who: string): string => `/api/${who}/messages`

describe('a system user', () => {
  it.each(['my', customer.number])('acts for its customer, as %s [59]', async (who) => {
    const answer = await send(gateway, { token: await systemUserToken(), path: messagesOf(who) })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn2'])
  })

  it('acts for its customer at Altinn 3, too [59]', async () => {
    const path = onAltinn3.replace('/my/', `/${customer.number}/`)
    const answer = await send(gateway, { token: await systemUserToken(), path })
    expect([answer.status, answer.headers['x-served-by']]).toEqual([200, 'altinn3'])
  })

  it.each([
    ['another customer of its vendor [59]', accountant.number],
    ['its vendor [60]', vendor.number],
  ])('does not act for %s, whom nobody is asked about', async (_, who) => {
    const { reason } = refusals.reportee
    const needs = 'altinn:accessmanagement/authorizedparties or altinn:authorization/authorize'
    const token = await systemUserToken()
    await expectRefused(
      gateway,
      { token, path: messagesOf(who) },
      {
        ...refusals.reportee,
        reason: `${reason}: for others than its own organisation a system user needs ${needs}`,
      },
    )
  })

  it.each([
    ['another customer of its vendor [59]', accountant.number],
    ['its vendor [60]', vendor.number],
  ])('does not act for %s, since Altinn 3 does not say so', async (_, who) => {
    const token = await systemUserToken({}, scopeForOthers)
    const asks = [
      'GET /authentication/api/v1/exchange/maskinporten',
      'GET /accessmanagement/api/v1/enduser/authorizedparties',
    ]
    await expectRefused(gateway, { token, path: messagesOf(who) }, { ...refusals.reportee, asks })
  })
})

const details = (changes: Claims = {}): Claims =>
  systemUserDetails(customer.number, vendor.number, changes)

describe('details that name no one system user never make an organisation', () => {
  const wrong: readonly [string, Claims][] = [
    ['an object [61]', { authorization_details: {} }],
    ['the one system user without its list [61]', { authorization_details: details() }],
    ['an empty list [61]', systemUsers()],
    ['a text [61]', { authorization_details: 'urn:altinn:systemuser' }],
    ['a list of nothing [61]', { authorization_details: [null] }],
    ['two system users [61]', systemUsers(details(), details())],
    [
      'two customers [61]',
      systemUsers(details(), systemUserDetails(accountant.number, vendor.number)),
    ],
    ['two ids [61]', systemUsers(details({ systemuser_id: [randomUUID(), randomUUID()] }))],
    ['no id [61]', systemUsers(details({ systemuser_id: [] }))],
    ['an id that is missing [61]', systemUsers(details({ systemuser_id: null }))],
    ['an id outside its list [61]', systemUsers(details({ systemuser_id: randomUUID() }))],
    ['an id that is no UUID [61]', systemUsers(details({ systemuser_id: ['1'] }))],
    ['no customer [61]', systemUsers(details({ systemuser_org: null }))],
    ['a customer in words [61]', systemUsers(details({ systemuser_org: customer.number }))],
    ['a consent [62]', consentFrom('26899299344', vendor.number)],
    [
      'a consent with all that a system user has [62]',
      systemUsers(details({ type: 'urn:altinn:consent' })),
    ],
    [
      'a consent beside a system user [62]',
      { authorization_details: [{ type: 'urn:altinn:consent' }, details()] },
    ],
    ['no type [63]', systemUsers(details({ type: null }))],
    ['an empty type [63]', systemUsers(details({ type: '' }))],
    ['the type in capitals [63]', systemUsers(details({ type: 'URN:ALTINN:SYSTEMUSER' }))],
    [
      'two spellings of different customers [64]',
      systemUsers(
        details({
          systemuser_org: { ...identifier(customer.number), id: `0192:${accountant.number}` },
        }),
      ),
    ],
    [
      'a customer with a foreign seal [64]',
      systemUsers(details({ systemuser_org: { authority: 'etsi-en-319-412', ID: 'NTRNO-1' } })),
    ],
  ]

  it.each(wrong)('%s', async (_, claims) => {
    const token = await mint(gateway, { org: vendor.number, scope, claims })
    const before = gateway.log().length
    // On a row that the vendor's own token opens, and on one that takes system users alone.
    await expectRefused(gateway, { token }, refusals.caller)
    await expectRefused(gateway, { token, path: messages }, refusals.caller)
    expect(gateway.log().slice(before)).not.toContain(vendor.number)
  })

  it('null [61]', async () => {
    const now = Math.floor(Date.now() / 1000)
    const { issuer } = gateway.sandbox.maskinporten
    const claims = toClaims(issuer, { org: vendor.number, scope }, now)
    const payload = JSON.stringify({ ...claims, authorization_details: null })
    await expectRefused(gateway, { token: await mint(gateway, { payload }) }, refusals.caller)
  })

  it.each([
    ['in lower case', { id: `0192:${customer.number}` }],
    ['in both', { ID: `0192:${customer.number}`, id: `0192:${customer.number}` }],
  ])('but the customer may be spelled as published: %s [64]', async (_, spelled) => {
    const { authority } = identifier(customer.number)
    const org = systemUsers(details({ systemuser_org: { authority, ...spelled } }))
    const before = gateway.log().length
    await send(gateway, { token: await systemUserToken(org) })
    const line = (): string => gateway.log().slice(before)
    await expect.poll(line).toContain(`"organisation":"${customer.number}"`)
  })

  it('a customer whose number is none is no valid token [61]', async () => {
    const org = change(identifier('313876145'))
    const token = await systemUserToken(systemUsers(details({ systemuser_org: org })))
    await expectRefused(gateway, { token }, refusals.invalidToken)
  })
})

describe('a kind of caller that a row is not for', () => {
  it.each([messages, `/api/${customer.number}/messages`, '/api/my/authorization/delegations'])(
    'is an organisation where a system user is wanted: %s [65]',
    async (path) => {
      const token = await mint(gateway, { scope: 'altinn:enduser' })
      await expectRefused(gateway, { token, path }, refusals.caller)
    },
  )

  it.each([
    '/api/serviceowner/reportees?subject=1&serviceCode=4483&serviceEditionCode=1',
    '/api/serviceowner/srr?serviceCode=4483&serviceEditionCode=1',
    '/api/serviceowner/organizations/313876144',
  ])('is a system user where a service owner is wanted: %s [66]', async (path) => {
    const token = await systemUserToken({}, 'altinn:serviceowner')
    await expectRefused(gateway, { token, path }, refusals.caller)
  })
})
