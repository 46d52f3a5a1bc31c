import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
})
afterAll(() => gateway.close())

const storage = () => gateway.sandbox.altinn3.storage
afterEach(() => {
  Reflect.deleteProperty(storage().issues, 'get')
  storage().modes.refusedNames = undefined
})

const file = { FileName: 'en.pdf', AttachmentType: 'Vedlegg', Data: 'JVBERi0xLjQK' }
const message = {
  ...{ Type: 'FormTask', ServiceCode: '5997', ServiceEdition: 1 },
  Forms: [
    {
      ...{ Type: 'MainForm', DataFormatId: '59971', DataFormatVersion: 1 },
      FormData: '<Skjema><tittel>En</tittel></Skjema>',
    },
  ],
  Attachments: [file],
}

/** Sends it, and gives the status and what its log line says. */
async function send(sent: object) {
  const { vendor, customer } = organizations
  const token = await gateway.token({
    ...{ org: vendor.number, systemUser: customer.number },
    scope: 'altinn:instances.read altinn:instances.write',
  })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const body = JSON.stringify(sent)
  const { status, headers: given } = await http(gateway.url, '/api/my/messages', {
    ...{ method: 'POST', headers, body },
  })
  const line: unknown = JSON.parse(gateway.log().trim().split('\n').at(-1) ?? '')
  return { status, location: given.location, line }
}

describe("a refusal's line in the log", () => {
  it('has the error where the message is not in order', async () => {
    const { status, line } = await send({ ...message, Attachments: [{ ...file, Data: '' }] })
    expect(status).toBe(400)
    expect(line).toMatchObject({ status: 400, error: 'VALIDATION_FAILED' })
  })

  it('has the error where the app finds something wrong, and names the draft', async () => {
    const issue = { severity: 1 as const, dataElementId: null, field: 'tittel', code: 'kort' }
    storage().issues.get = () => [{ ...issue, description: 'For kort', source: 'test' }]
    const { status, location, line } = await send(message)
    expect([status, location]).toEqual([400, expect.stringContaining('/messages/a')])
    expect(line).toMatchObject({
      ...{ status: 400, error: 'VALIDATION_FAILED' },
      instance: expect.stringMatching(/^\d+\/[\da-f-]{36}$/) as string,
    })
  })

  it('has another error where the app does not take a file', async () => {
    storage().modes.refusedNames = /to/
    const Attachments = [{ ...file, FileName: 'to.pdf' }]
    const { status, line } = await send({ ...message, Attachments })
    expect(status).toBe(400)
    expect(line).toMatchObject({ status: 400, error: 'PART_REFUSED' })
  })

  it('is counted by that error', async () => {
    await send({ ...message, Forms: [] })
    const { body } = await http(gateway.adminUrl, '/metrics')
    expect(body).toMatch(
      /^gateway_requests_total\{[^}]*status="4xx",error="VALIDATION_FAILED"\} \d+$/m,
    )
  })
})
