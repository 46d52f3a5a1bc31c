import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))

let gateway: TestGateway
beforeEach(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
})
afterEach(() => gateway.close())

/** Makes a draft for the customer by a system of this organisation, and gives its address. */
async function create(vendor: string, title: string, key: string): Promise<unknown> {
  const token = await gateway.token({
    org: vendor,
    systemUser: organizations.customer.number,
    scope: 'altinn:enduser altinn:instances.write',
  })
  const form = {
    ...{ Type: 'MainForm', DataFormatId: '59921', DataFormatVersion: 1 },
    FormData: `<Skjema><tittel>${title}</tittel></Skjema>`,
  }
  const { status, headers } = await http(gateway.url, '/api/my/messages?complete=false', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    },
    body: JSON.stringify({ ServiceCode: '5992', ServiceEdition: 1, Forms: [form] }),
  })
  expect(status).toBe(201)
  return headers.location
}

describe('an Idempotency-Key', () => {
  it('belongs to the system that sends it, and not to the organisation that it acts for', async () => {
    const one = await create(organizations.vendor.number, 'Den ene', '1')
    expect(await create(organizations.accountant.number, 'Den andre', '1')).not.toBe(one)
    expect(await create(organizations.vendor.number, 'Den ene', '1')).toBe(one)
  })
})
