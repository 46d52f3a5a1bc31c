import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { dialogIdOfInstance } from '../../../sandbox/altinn3/dialogporten/id.ts'
import { settleDialogs } from '../../../sandbox/altinn3/dialogporten/state.ts'
import { organizationUrn } from '../../../sandbox/altinn3/party-urn.ts'
import { addNew, type NewRow } from '../../../sandbox/altinn3/storage/seed/new.ts'
import { changeInstance, type Row } from '../../../sandbox/altinn3/storage/state.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../../sandbox/start.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const { customer, vendor } = organizations

let sandbox: Sandbox
let now: number
beforeAll(async () => {
  sandbox = await startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
})
beforeEach(() => {
  const { dialogporten } = sandbox.altinn3
  now = Date.parse('2026-10-01T12:00:00Z')
  dialogporten.modes.now = () => now
  dialogporten.modes.delayMs = 0
})
afterAll(() => sandbox.close())

async function call(path: string, method = 'GET'): Promise<HttpAnswer> {
  const scope = 'digdir:dialogporten altinn:instances.read'
  const claims = { org: vendor.number, systemUser: customer.number, scope }
  const token = sandbox.altinn3.mintAltinnToken(claims)
  return http(sandbox.altinn3.url, path, { method, headers: { authorization: `Bearer ${token}` } })
}

interface Item {
  readonly id: string
  readonly [name: string]: unknown
}

async function dialogs(resource = ''): Promise<readonly Item[]> {
  const party = organizationUrn(customer.number)
  const narrowed = resource === '' ? '' : `&serviceResource=urn:altinn:resource:${resource}`
  const path = `/dialogporten/api/v1/enduser/dialogs?party=${party}&limit=1000${narrowed}`
  return (JSON.parse((await call(path)).body) as { items: readonly Item[] }).items
}

const dialogIdOf = ({ instance: { id, created } }: Row): string =>
  dialogIdOfInstance(id, Date.parse(created))

function create(seed: string, more: Partial<NewRow> = {}): Row {
  return addNew(sandbox.altinn3.storage, {
    ...{ seed, app: 'ttd/prove-skjema', owner: mainParty, task: 'data' },
    created: '2026-10-01T11:59:00Z',
    ...more,
  })
}

const itemOf = async (row: Row): Promise<Item | undefined> =>
  (await dialogs()).find(({ id }) => id === dialogIdOf(row))

describe('the dialogs of a party', () => {
  it('are of its letters, its owners’ own, and its instances, of old as of late', async () => {
    const kinds = (await dialogs()).map(({ serviceResourceType }) => serviceResourceType)
    expect(new Set(kinds)).toEqual(
      new Set(['correspondenceservice', 'genericaccessresource', 'altinnapp']),
    )
    const [migrated] = await dialogs('app_ttd_a2-5998-160101')
    expect(migrated).toMatchObject({
      ...{ status: 'Completed', createdAt: '2016-03-01T09:00:00.0000000Z' },
      endUserContext: { systemLabels: ['Archive'] },
    })
  })

  it('leave out what is deleted and what the caller was not given', async () => {
    const titles = (await dialogs('app_ttd_prove-skjema')).map(({ content }) =>
      JSON.stringify(content),
    )
    expect(titles.filter((one) => one.includes('Ny brygge'))).toHaveLength(1)
    expect(titles.filter((one) => one.includes('Angret'))).toHaveLength(0)
    expect(await dialogs('app_ttd_a2-5994-150601')).toEqual([])
  })
})

describe('what happens to an instance', () => {
  it('is in its dialog once it has come there', async () => {
    const { dialogporten, storage } = sandbox.altinn3
    dialogporten.modes.delayMs = 3_000
    const row = create('eventual')
    expect(await itemOf(row)).toBeUndefined()
    now += 3_000
    expect(await itemOf(row)).toMatchObject({ status: 'Draft', isContentSeen: false })
    const status = { ...row.instance.status, isArchived: true }
    changeInstance(storage, row.instance.id, { status, lastChanged: '2026-10-01T12:00:05Z' })
    expect(await itemOf(row)).toMatchObject({ status: 'Draft' })
    settleDialogs(dialogporten)
    expect(await itemOf(row)).toMatchObject({
      status: 'Awaiting',
      contentUpdatedAt: '2026-10-01T12:00:05.0000000Z',
    })
  })

  it('takes the dialog away and gives it back as the instance is deleted and restored', async () => {
    const { storage } = sandbox.altinn3
    const row = create('deleted and back')
    const { id, status } = row.instance
    changeInstance(storage, id, { status: { ...status, isSoftDeleted: true } })
    expect(await itemOf(row)).toBeUndefined()
    changeInstance(storage, id, { status })
    expect(await itemOf(row)).toMatchObject({ status: 'Draft' })
  })

  it('is nothing to Dialogporten when it is only read', async () => {
    const row = create('read')
    const { revision } = sandbox.altinn3.dialogporten.byId.get(dialogIdOf(row)) ?? {}
    const { instanceOwner, id } = row.instance
    const path = `/storage/api/v1/instances/${instanceOwner.partyId}/${id}/readstatus?status=read`
    expect((await call(path, 'PUT')).status).toBe(200)
    expect(row.instance.status.readStatus).toBe('Read')
    expect(sandbox.altinn3.dialogporten.byId.get(dialogIdOf(row))?.revision).toBe(revision)
  })

  it('leads from the dialog to the instance', async () => {
    const row = create('looked up')
    const path = '/dialogporten/api/v1/enduser/dialoglookup?instanceRef='
    const answer = await call(`${path}urn:altinn:dialog-id:${dialogIdOf(row)}`)
    const { instanceOwner, id } = row.instance
    expect(JSON.parse(answer.body)).toMatchObject({
      instanceRef: `urn:altinn:instance-id:${instanceOwner.partyId}/${id}`,
    })
  })
})
