import { afterAll, beforeAll, expect, it } from 'vitest'
import { idOfDialog, writeMessageId } from '../../../src/altinn2/messages/message-id.ts'
import { letterResource } from '../../../sandbox/altinn3/correspondence/resources.ts'
import { letterId } from '../../../sandbox/altinn3/correspondence/seed.ts'
import { correspondenceLabel } from '../../../sandbox/altinn3/dialogporten/from-correspondence.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import type { Sandbox } from '../../../sandbox/start.ts'
import { startStandIns, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'
import { startFront, type Front } from '../../support/network/front.ts'
import { idOfSeeded, sampleService } from '../../support/sample-service.ts'

const register = {
  services: [
    { service: '4947/1', owner: 'ttd', moved: { to: 'broker', resource: 'acn-broker-02' } },
    { service: '5990/1', owner: 'ttd', moved: { to: 'correspondence', resource: letterResource } },
    sampleService,
  ],
  groups: { 'end-user/organizations': { on: 'altinn3' } },
}
const key = 'the-subscription-key'
const names = ['platform', 'apps', 'dialogporten', 'orgs', 'keys', 'altinn2'] as const

let sandbox: Sandbox
let gateway: TestGateway
/** Each stands before one stand-in, with an origin of its own. */
let fronts: Readonly<Record<(typeof names)[number], Front>>
beforeAll(async () => {
  sandbox = await startStandIns()
  const { altinn2, altinn3, maskinporten } = sandbox
  const urls = { altinn2: altinn2.url, keys: maskinporten.issuer }
  const started = names.map(async (name) => {
    const url = name === 'altinn2' || name === 'keys' ? urls[name] : altinn3.url
    return [name, await startFront(url)] as const
  })
  fronts = Object.fromEntries(await Promise.all(started)) as typeof fronts
  gateway = await startTestGateway({
    sandbox,
    altinn2Url: fronts.altinn2.url,
    altinn3Url: fronts.platform.url,
    environment: {
      ALTINN3_SUBSCRIPTION_KEY: key,
      ALTINN3_APPS_URL: fronts.apps.url,
      DIALOGPORTEN_URL: fronts.dialogporten.url,
      ORGS_URL: `${fronts.orgs.url}/orgs/altinn-orgs.json`,
      MASKINPORTEN_JWKS_URL: `${fronts.keys.url}/jwk`,
    },
    register,
  })
})
afterAll(async () => {
  await gateway.close()
  await Promise.all(Object.values(fronts).map((front) => front.close()))
  await sandbox.close()
})

const draft = `/api/my/messages/${idOfSeeded('draft 50100001')}`

function letterAddress(): string {
  const { correspondence, dialogporten } = sandbox.altinn3
  const id = letterId(correspondence, 'unread')
  const dialog = dialogporten.byLabel.get(correspondenceLabel(id))
  const known = dialog && idOfDialog(dialog.createdAt, dialog.id)
  if (known === undefined) throw new Error('no letter')
  return `/api/my/messages/${writeMessageId(known, false)}`
}

const scope = [
  'altinn:enduser altinn:instances.read altinn:correspondence.read digdir:dialogporten',
  'altinn:accessmanagement/authorizedparties altinn:broker.read altinn:brokerservice.read',
].join(' ')

it('goes to the platform with each call of a caller, and to no other origin', async () => {
  const { vendor, customer } = organizations
  const token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  const headers = { authorization: `Bearer ${token}`, apikey: 'k', accept: 'application/json' }
  for (const path of [
    '/api/my/messages',
    `${draft}/validate`,
    letterAddress(),
    '/api/organizations',
    '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1',
    '/api/my/brokerservice/inbox?serviceCode=4483&serviceEditionCode=1',
  ]) {
    expect([path, (await http(gateway.url, path, { headers })).status]).toEqual([path, 200])
  }
  // Altinn's own keys are public, and fetched without a token.
  const { platform, ...others } = fronts
  const calls = platform.asked.filter(({ authorization }) => authorization !== undefined)
  expect(calls.length).toBeGreaterThan(5)
  expect(new Set(calls.map((call) => call['ocp-apim-subscription-key']))).toEqual(new Set([key]))
  for (const [name, { asked }] of Object.entries(others)) {
    expect(asked.length, name).toBeGreaterThan(0)
    expect(JSON.stringify(asked), name).not.toContain(key)
  }
})
