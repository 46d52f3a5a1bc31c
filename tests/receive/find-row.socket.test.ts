import { describe, expect, it } from 'vitest'
import { endpoints } from '../../routes/index.ts'
import { findRow } from '../../src/receive/find-row.ts'
import { parseTarget } from '../../src/receive/target.ts'
import { startTestGateway } from '../support/gateway.ts'
import { http } from '../support/network/http.ts'
import { targetOf } from '../support/table.ts'

function find(method: string, target: string): string | undefined {
  const parsed = parseTarget(target)
  return parsed && findRow(endpoints, method, parsed)?.row.id
}

describe('the row for a request', () => {
  it.each([
    ['GET', '/api/my/messages/trashbin', 'end-user/messages/list-trashbin'],
    ['GET', '/api/my/messages/a1', 'end-user/messages/get-message'],
    ['GET', '/api/my/profile', 'end-user/profile/get-my-profile'],
    ['GET', '/api/313876144/profile', 'end-user/profile/get-profile'],
    ['GET', '/api/reportees', 'end-user/reportees/list-reportees'],
    ['GET', '/api/reportees?serviceCode=1', 'end-user/reportees/list-reportees-by-service'],
    ['GET', '/api/reportees?app=ttd/x', 'end-user/reportees/list-reportees-by-app'],
    [
      'DELETE',
      '/api/my/authorization/Delegations?receiverId=r1&org=ttd&app=x&ruleGuid=1',
      'end-user/delegations/delete-delegated-app-right-by-query',
    ],
    [
      'GET',
      '/api/brokerservice/inbox/hasavailablefiles',
      'end-user/broker-inbox/has-available-files',
    ],
    ['GET', '/api/serviceowner/reportees', 'service-owner/reportees/list-reportees'],
    ['GET', '/api/metadata/roledefinitions', 'metadata/role-definitions/list-role-definitions'],
    ['HEAD', '/api/metadata', 'metadata/services/list-services'],
    ['PUT', '/api/metadata', undefined],
    ['GET', '/api/my/authorization/token', undefined],
    ['DELETE', '/api/my/authorization/Delegations?receiverId=r1', undefined],
  ])('is the closest one: %s %s', (method, target, id) => {
    expect(find(method, target)).toBe(id)
  })
})

it('is the same row that the running gateway finds, for every operation', async () => {
  const gateway = await startTestGateway({ altinn2Url: '' })
  try {
    for (const row of endpoints) {
      const target = targetOf(row)
      expect([target, find(row.method, target)]).toEqual([target, row.id])
      const before = gateway.log().length
      await http(gateway.url, target, { method: row.method })
      const line = JSON.parse(gateway.log().slice(before)) as { endpoint?: string }
      expect([target, line.endpoint]).toEqual([target, row.id])
    }
  } finally {
    await gateway.close()
  }
})
