import { describe, expect, it } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import type { HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { accountant, customer } = organizations
const { sandbox, storage, call, row } = startBench()
const owner = mainParty.partyId
const draft = uuidOf(`instance draft ${owner}`)
const archived = uuidOf(`instance archived ${owner}`)
const migrated = uuidOf('instance a2 3513210')
const nowhere = '00000000-0000-4000-8000-000000000000'

function remove(guid: string, query = '', as?: As): Promise<HttpAnswer> {
  return call(`/storage/api/v1/instances/${owner}/${guid}${query}`, { method: 'DELETE' }, as)
}

/** The app protects what was archived for so many days. */
function protect(app: string, days: number): void {
  const { applications } = storage()
  const found = applications[app]
  if (found === undefined) throw new Error(`no ${app}`)
  applications[app] = { ...found, preventInstanceDeletionForDays: days }
}

function archivedDaysAgo(days: number): void {
  const one = row(archived)
  const then = new Date(Date.now() - days * 24 * 60 * 60 * 1_000).toISOString()
  one.instance = { ...one.instance, status: { ...one.instance.status, archived: then } }
}

describe('deleting an instance', () => {
  it.each([
    ['a draft', draft],
    ['what is archived', archived],
    ['what was migrated', migrated],
  ])('puts %s into the bin, with who did it, and again', async (_, guid) => {
    for (const query of ['', '?hard=false', '?hard=False']) {
      const answer = await remove(guid, query)
      expect(answer.status).toBe(200)
      expect(read(answer)).toMatchObject({
        id: `${owner}/${guid}`,
        status: { isSoftDeleted: true, isHardDeleted: false },
        lastChangedBy: customer.number,
      })
    }
    expect(Date.parse(row(guid).instance.status.softDeleted ?? '')).not.toBeNaN()
  })

  it('deletes for good where that is asked for', async () => {
    expect((await remove(draft, '?hard=true')).status).toBe(200)
    expect(row(draft).instance.status).toMatchObject({ isSoftDeleted: true, isHardDeleted: true })
  })

  it('takes the right to delete, which neither reading nor writing gives', async () => {
    expect(await remove(draft, '', { systemUser: accountant.number })).toMatchObject({
      status: 403,
      body: '',
    })
    const policy = sandbox().altinn3.access.policies['app_ttd_prove-skjema']
    if (policy !== undefined) policy.actions = ['read', 'write']
    expect(await remove(draft)).toMatchObject({ status: 403, body: '' })
    expect(row(draft).instance.status.isSoftDeleted).toBe(false)
  })

  it('is an empty 403 for one that is not there: the policy comes first', async () => {
    expect(await remove(nowhere)).toMatchObject({ status: 403, body: '' })
  })

  it('is refused in words while the app protects what was archived, and not a draft', async () => {
    protect('ttd/prove-skjema', 30)
    archivedDaysAgo(29)
    for (const query of ['', '?hard=true']) {
      expect(await remove(archived, query)).toMatchObject({
        status: 403,
        body: '"Instance cannot be deleted yet due to application restrictions."',
      })
    }
    expect(row(archived).instance.status.isSoftDeleted).toBe(false)
    archivedDaysAgo(31)
    expect((await remove(archived)).status).toBe(200)
    expect((await remove(draft)).status).toBe(200)
  })
})
