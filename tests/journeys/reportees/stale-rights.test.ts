import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { seedAccess, systemUser } from '../../../sandbox/altinn3/access-management/seed.ts'
import type { AccessState } from '../../../sandbox/altinn3/access-management/state.ts'
import { addCorrespondence } from '../../../sandbox/altinn3/correspondence/new.ts'
import {
  letterResource,
  migratedLetterResource,
} from '../../../sandbox/altinn3/correspondence/resources.ts'
import { originalsKeep } from '../../../sandbox/altinn3/kept.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations
const minute = 60_000
const named = 'ttd-migratedcorrespondence-6001-1'
const unnamed = 'ttd-migratedcorrespondence-6002-1'
const services = [letterResource, migratedLetterResource, named].map((resource, place) => ({
  service: `60${place}0/1`,
  owner: 'ttd',
  moved: { to: 'correspondence', resource },
}))
const letters = `?$filter=${encodeURIComponent("Type eq 'Correspondence'")}`
const scope = 'altinn:enduser digdir:dialogporten altinn:correspondence.read altinn:instances.read'

let gateway: TestGateway
let access: AccessState
/** What the stand-ins take for the time. */
let now: number

beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register: { services } })
  access = gateway.sandbox.altinn3.access
})
afterAll(() => gateway.close())
beforeEach(() => {
  now = Date.now()
  access.kept.clear()
  Object.assign(access.grants, seedAccess().grants)
  Object.assign(access.modes, { now: () => now, keptMs: { ...originalsKeep } })
})

/** With a token of its own, for which the gateway remembers nothing. */
async function get(path: string): Promise<HttpAnswer> {
  const token = await gateway.token({ org: vendor.number, systemUser: customer.number, scope })
  const headers = { authorization: `Bearer ${token}`, accept: 'application/hal+json' }
  return http(gateway.url, path, { headers })
}

async function listed(): Promise<readonly string[]> {
  const { status, body } = await get(`/api/my/messages${letters}`)
  expect(status).toBe(200)
  const { _embedded } = JSON.parse(body) as {
    readonly _embedded: { readonly messages: readonly { readonly MessageId: string }[] }
  }
  return _embedded.messages.map(({ MessageId }) => MessageId)
}

/** A letter that had this number in Altinn 2 and comes over now. */
function arrive(resourceId: string, altinn2CorrespondenceId: number): void {
  const given = { key: `late ${resourceId}`, resourceId, recipient: customer.number }
  addCorrespondence(gateway.sandbox.altinn3.correspondence, { ...given, altinn2CorrespondenceId })
}

/** As the customer gives what it has: the system user may now read these letters, too. */
function allow(...resources: readonly string[]): void {
  const policy = access.policies[migratedLetterResource]
  for (const resource of resources) if (policy) access.policies[resource] = { ...policy }
  const [grant] = access.grants[systemUser] ?? []
  if (grant !== undefined) grant.resources = [...grant.resources, ...resources]
}

function withdrawAll(): void {
  const grants = access.grants[systemUser] ?? []
  access.grants[systemUser] = grants.map((grant) => ({ ...grant, resources: [] }))
}

describe('a letter of a resource that Dialogporten does not list yet', () => {
  it('is found by its number where the services file names the resource, else after 15 minutes', async () => {
    allow(named, unnamed)
    expect((await get('/api/my/messages/a385571')).status).toBe(200)
    arrive(named, 400_001)
    arrive(unnamed, 400_002)
    expect((await get('/api/my/messages/a400001')).status).toBe(200)
    expect((await get('/api/my/messages/a400002')).status).toBe(404)
    now += 15 * minute
    expect((await get('/api/my/messages/a400002')).status).toBe(200)
  })
})

describe('a right that was withdrawn', () => {
  it('still shows on lists for 15 minutes, and what it opened is refused', async () => {
    const [first = ''] = await listed()
    withdrawAll()
    now += 15 * minute - 1
    expect(await listed()).toContain(first)
    expect((await get(`/api/my/messages/${first}`)).status).toBe(403)
    now += 1
    expect(await listed()).toEqual([])
    expect((await get(`/api/my/messages/${first}`)).status).toBe(404)
  })

  it('shows for up to 30 minutes while Dialogporten cannot ask for rights', async () => {
    const before = await listed()
    withdrawAll()
    access.modes.isFailingForDialogporten = true
    now += 30 * minute - 1
    expect(await listed()).toEqual(before)
    now += 1
    expect((await get(`/api/my/messages${letters}`)).status).toBe(502)
    access.modes.isFailingForDialogporten = false
    expect(await listed()).toEqual([])
  })
})
