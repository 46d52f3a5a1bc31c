import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accountantsClients } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { accountant, vendor } = organizations
// Of three hundred clients Altinn 2 has the first sixty on this caller's list.
const known = accountantsClients[0]?.organizationNumber ?? ''
const unknown = accountantsClients[200]?.organizationNumber ?? ''
const scope = 'altinn:enduser altinn:instances.read digdir:dialogporten'
const withParties = `${scope} altinn:accessmanagement/authorizedparties`
const onBoth = { services: [], groups: { 'end-user/messages': { on: 'both' } } }

let gateway: TestGateway
const start = (partial: string): Promise<TestGateway> =>
  startTestGateway({ register: onBoth, environment: { LIST_PARTIAL: partial } })

async function list(who: string, at = gateway, name = 'messages'): Promise<HttpAnswer> {
  const systemUser = accountant.number
  const token = await at.token({ org: vendor.number, systemUser, scope: withParties })
  const headers = { authorization: `Bearer ${token}`, apikey: 'k', accept: 'application/json' }
  return http(at.url, `/api/${who}/${name}`, { headers })
}

const shownOf = ({ status, reason, headers }: HttpAnswer): readonly unknown[] => [
  status,
  reason,
  headers['x-served-by'],
  headers['x-warning-listpartial'],
]
const partOfAltinn3 = [200, 'OK', 'both', 'altinn2']

describe('where part of a list is shown', () => {
  beforeAll(async () => {
    gateway = await start('warn')
  })
  beforeEach(() => void gateway.sandbox.altinn2.messages.faults.splice(0))
  afterAll(() => gateway.close())

  it.each(['messages', 'messages/trashbin'])(
    'the %s of a client that Altinn 2 does not know are those of Altinn 3, with a warning',
    async (name) => {
      expect(shownOf(await list(unknown, gateway, name))).toEqual(partOfAltinn3)
    },
  )

  it('a client that both know has the whole list', async () => {
    expect(shownOf(await list(known))).toEqual([200, 'OK', 'both', undefined])
  })

  it.each([
    { whose: known, status: 403, reason: 'Forbidden', shown: partOfAltinn3 },
    { whose: known, status: 404, reason: 'Not Found', shown: partOfAltinn3 },
    { whose: known, status: 401, reason: 'Unauthorized' },
    { whose: known, status: 400, reason: 'User profile could not be found' },
    { whose: known, status: 403, reason: 'The API key is not authorized for this operation' },
    { whose: 'my', status: 403, reason: 'Forbidden' },
    { whose: 'my', status: 404, reason: 'Not Found' },
  ])('a list of $whose to which Altinn 2 says $status $reason', async (one) => {
    const { whose, status, reason, shown = [status, reason, 'altinn2', undefined] } = one
    gateway.sandbox.altinn2.messages.faults.push({ status, reason })
    expect(shownOf(await list(whose))).toEqual(shown)
  })
})

it('the list fails with Altinn 2’s own answer where a whole one is wanted', async () => {
  const strict = await start('error')
  const answer = await list(unknown, strict)
  await strict.close()
  expect(shownOf(answer)).toEqual([403, 'Forbidden', 'altinn2', undefined])
})
