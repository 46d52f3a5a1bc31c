import { afterEach, describe, expect, it } from 'vitest'
import { organizations } from '../../../../sandbox/organizations.ts'
import type { TestGateway } from '../../../support/gateway.ts'
import { createLine, endUserToken, needRows, sides, startSide, type Row } from './shared.ts'

const { customer } = organizations

let gateway: TestGateway
afterEach(() => gateway.close())

/** OrganisationObj.java reads each by name; UserProfile.java writes each to its store, and none is null. */
const organization = {
  mandatory: ['OrganizationNumber', 'MessagesLink', 'Name', 'Type'],
  optional: [],
  strangers: 'skipped',
} as const

describe.each(sides)('the fishermen’s app com.altinn.apps.fisher, answered by %s', (side) => {
  /** UserProfileTask.java: one GET with a type of content, and anything but HTML is parsed. */
  async function listUnits(): Promise<readonly Row[]> {
    const { get } = createLine(gateway, {
      ApiKey: 'key',
      Accept: 'application/json',
      'Content-Type': 'application/json',
      // In place of the cookies that it had from its log-in.
      authorization: `Bearer ${await endUserToken(gateway, side)}`,
    })
    return needRows((await get('/api/organizations')).body, organization)
  }

  it('finds where the messages of each organisation are, at the gateway', async () => {
    gateway = await startSide(side)
    const units = await listUnits()
    expect(units.map(({ OrganizationNumber: number }) => number)).toContain(customer.number)
    for (const { OrganizationNumber: number, MessagesLink: link } of units) {
      expect(link).toBe(`https://gateway.example/api/${number ?? ''}/messages`)
    }
  })
})
