import { describe, expect, it } from 'vitest'
import { mainParty } from '../../../sandbox/altinn3/access-management/seed.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { uuidOf } from '../../../sandbox/synthetic-numbers.ts'
import type { HttpAnswer } from '../../support/network/http.ts'
import { read, startBench, type As } from './storage-shared.ts'

const { accountant } = organizations
const { call, row, storage } = startBench()
const owner = mainParty.partyId
const draft = uuidOf(`instance draft ${owner}`)
const nowhere = '00000000-0000-4000-8000-000000000000'

function put(guid: string, body: object | string, as?: As): Promise<HttpAnswer> {
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  const path = `/storage/api/v1/instances/${owner}/${guid}/datavalues`
  return call(path, { method: 'PUT', headers, body: sent }, as)
}

// Altinn/altinn-storage InstancesController.cs, UpdateDataValues
describe('setting data values', () => {
  it('merges them, takes empty ones away, and leaves the time of the last change', async () => {
    const { lastChanged } = row(draft).instance
    await put(draft, { values: { one: '1', two: '2' } })
    const answer = await put(draft, { values: { one: '', two: 'to', three: '3' } })
    expect(answer.status).toBe(200)
    expect(read(answer)).toMatchObject({ dataValues: { two: 'to', three: '3' }, lastChanged })
    expect(row(draft).instance.dataValues).not.toHaveProperty('one')
    expect(storage().writes.map(({ kind }) => kind)).toEqual([
      'data values changed',
      'data values changed',
    ])
  })

  it('takes the right to write', async () => {
    const answer = await put(draft, { values: { one: '1' } }, { systemUser: accountant.number })
    expect(answer).toMatchObject({ status: 403, body: '' })
    expect(row(draft).instance.dataValues ?? {}).toEqual({})
  })

  it('needs values, and fails where there is no instance', async () => {
    expect((await put(draft, '{}')).status).toBe(400)
    expect((await put(nowhere, { values: { one: '1' } })).status).toBe(500)
  })
})
