import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { organizations } from '../../../sandbox/organizations.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))

let gateway: TestGateway
let isClosed: boolean
beforeEach(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
  isClosed = false
  // Its file is scanned for a second and a half.
  gateway.sandbox.altinn3.storage.modes.scanLooks = 2
})
afterEach(async () => {
  if (!isClosed) await gateway.close()
})

const message = {
  ...{ Type: 'FormTask', ServiceCode: '5992', ServiceEdition: 1 },
  Forms: [
    {
      ...{ Type: 'MainForm', DataFormatId: '59921', DataFormatVersion: 1 },
      FormData: '<Skjema><tittel>En</tittel></Skjema>',
    },
  ],
  Attachments: [{ FileName: 'en.pdf', AttachmentType: 'Vedlegg', Data: 'JVBERi0xLjQK' }],
}

/** Sends the message, and gives the connection as soon as the app has its file. */
async function sendUntilScanned(): Promise<Socket> {
  const token = await gateway.token({
    org: organizations.vendor.number,
    systemUser: organizations.customer.number,
    scope: 'altinn:enduser altinn:instances.write',
  })
  const body = JSON.stringify(message)
  const { hostname, port } = new URL(gateway.url)
  const caller = connect(Number(port), hostname).on('error', () => undefined)
  caller.write(
    [
      'POST /api/my/messages?complete=false HTTP/1.1\r\nHost: x',
      `Authorization: Bearer ${token}\r\nContent-Type: application/json`,
      `Content-Length: ${body.length}\r\n\r\n${body}`,
    ].join('\r\n'),
  )
  const { writes } = gateway.sandbox.altinn3.storage
  const hasFile = (): boolean => writes.some(({ dataType }) => dataType === 'vedlegg')
  await expect.poll(hasFile, { interval: 5, timeout: 10_000 }).toBe(true)
  return caller
}

async function inProgress(): Promise<string | undefined> {
  const { body } = await http(gateway.adminUrl, '/metrics')
  return /^gateway_detached_in_progress (\d+)$/m.exec(body)?.[1]
}

function looks(): number {
  return gateway.sandbox.altinn3.asked.filter((call) =>
    /^GET \/storage\/api\/v1\/instances\/\d+\/[\da-f-]{36}$/.test(call),
  ).length
}

describe('a draft whose file is being scanned', () => {
  it('is waited for when its caller leaves, and counted until then', async () => {
    const caller = await sendUntilScanned()
    caller.destroy()
    expect(await inProgress()).toBe('1')
    await expect.poll(inProgress, { timeout: 10_000 }).toBe('0')
    expect(looks()).toBe(3)
    expect(gateway.log()).not.toContain('work without a caller has failed')
  })

  it('is waited for when the process stops', async () => {
    const caller = await sendUntilScanned()
    caller.destroy()
    isClosed = true
    await gateway.close()
    expect(looks()).toBe(3)
    expect(gateway.log()).not.toContain('work without a caller has failed')
  })
})
