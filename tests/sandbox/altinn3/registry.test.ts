import { afterEach, beforeEach, expect, it } from 'vitest'
import { fillRegistry, toPublished } from '../../../sandbox/altinn3/registry/seed.ts'
import type { Sandbox } from '../../../sandbox/start.ts'
import { startStandIns } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const registry = '/resourceregistry/api/v1/resource'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startStandIns()
})
afterEach(() => sandbox.close())

interface Listed {
  readonly identifier: string
  readonly resourceType: string
}

async function list(query = ''): Promise<readonly Listed[]> {
  const { body } = await http(sandbox.altinn3.url, `${registry}/resourcelist${query}`)
  return JSON.parse(body) as Listed[]
}

const statusOf = async (path: string): Promise<number> =>
  (await http(sandbox.altinn3.url, `${registry}/${path}`)).status

it('lists apps unless they are not wanted, and migrated ones only when they are', async () => {
  const kinds = async (query: string): Promise<string[]> =>
    [...new Set((await list(query)).map(({ resourceType }) => resourceType))].sort()
  const published = ['BrokerService', 'CorrespondenceService']
  expect(await kinds('')).toEqual(['AltinnApp', ...published])
  expect(await kinds('?includeApps=false')).toEqual(published)
  expect(await kinds('?includeMigratedApps=true')).toEqual([
    'AltinnApp',
    ...published,
    'MigratedApp',
  ])
  expect(await statusOf('resourcelist?includeApps=2')).toBe(400)
})

it('lists an app that is published once, as it is published', async () => {
  const id = 'app_ttd_prove-skjema'
  const title = { nb: 'Publisert', nn: 'Publisert', en: 'Published' }
  sandbox.altinn3.registry.published.set(id, toPublished({ id, title, resourceType: 'AltinnApp' }))
  const listed = (await list()).filter(({ identifier }) => identifier === id)
  expect(listed).toMatchObject([{ title }])
})

it('makes an app that is not published of what Storage has, and knows nothing else', async () => {
  const app = await http(sandbox.altinn3.url, `${registry}/app_ttd_prove-skjema`)
  expect(JSON.parse(app.body)).toMatchObject({
    identifier: 'app_ttd_prove-skjema',
    title: { en: 'Test form' },
    hasCompetentAuthority: { orgcode: 'ttd', name: { nb: 'Prøveetaten' } },
  })
  for (const unknown of ['app_ttd_none', 'app_ttd', 'ACN-BROKER-02', 'none']) {
    expect([unknown, await statusOf(unknown)]).toEqual([unknown, 404])
  }
  expect(await statusOf('acn-broker-02?versionId=one')).toBe(400)
})

it('can be large, and can fail', async () => {
  fillRegistry(sandbox.altinn3.registry, 2_000)
  expect((await list('?includeApps=false')).length).toBeGreaterThan(2_000)
  sandbox.altinn3.faults.registry = 'error'
  expect(await statusOf('acn-broker-02')).toBe(500)
  expect(sandbox.altinn3.counts.registry).toBe(2)
})
