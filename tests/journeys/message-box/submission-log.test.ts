import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
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

interface Line {
  readonly msg: string
  readonly status?: number
  readonly error?: string
  readonly instance?: string
  readonly message?: string
}

/** The log's lines of requests and of work without a caller. */
function lines(): readonly Line[] {
  return gateway
    .log()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ msg }) => msg === 'request' || msg.startsWith('work'))
}

function tokenOf(): Promise<string> {
  return gateway.token({
    org: organizations.vendor.number,
    systemUser: organizations.customer.number,
    scope: 'altinn:enduser altinn:instances.read altinn:instances.write',
  })
}

function messageOf(service: string, attachments: readonly object[] = []): object {
  return {
    ...{ Type: 'FormTask', ServiceCode: service, ServiceEdition: 1 },
    Forms: [
      {
        ...{ Type: 'MainForm', DataFormatId: `${service}1`, DataFormatVersion: 1 },
        FormData: '<Skjema><tittel>En</tittel></Skjema>',
      },
    ],
    Attachments: attachments,
  }
}

async function send(method: string, path: string, message: object) {
  const headers = {
    authorization: `Bearer ${await tokenOf()}`,
    'content-type': 'application/json',
  }
  return http(gateway.url, path, { method, headers, body: JSON.stringify(message) })
}

/** The id at the end of a message's address, in groups of four. */
function idIn(location: unknown): string | undefined {
  const [, id] = /\/messages\/([ab]\d+)$/.exec(String(location)) ?? []
  return id?.replace(/.{4}(?=.)/g, '$&-')
}

const instance = expect.stringMatching(/^\d+\/[\da-f-]{36}$/) as string

describe("a submission's line in the log", () => {
  it('names the instance and the final message id of a new message, and of the same sent again', async () => {
    const first = await send('POST', '/api/my/messages', messageOf('5997'))
    const again = await send('POST', '/api/my/messages', messageOf('5997'))
    const message = idIn(first.headers.location)
    expect(message).toMatch(/^b/)
    expect(idIn(again.headers.location)).toBe(message)
    expect(lines()).toEqual([
      expect.objectContaining({ status: 201, instance, message }),
      expect.objectContaining({ status: 201, instance, message }),
    ])
    expect(lines()[1]?.instance).toBe(lines()[0]?.instance)
  })

  it('names them for a draft that is sent later, and for the same sent again', async () => {
    const draft = await send('POST', '/api/my/messages?complete=false', messageOf('5997'))
    const { pathname } = new URL(String(draft.headers.location))
    const sent = await send('PUT', pathname, messageOf('5997'))
    await send('PUT', pathname, messageOf('5997'))
    const [of, ...ofSent] = lines()
    expect(of).toMatchObject({ status: 201, message: idIn(draft.headers.location) })
    const named = { status: 204, instance: of?.instance, message: idIn(sent.headers.location) }
    expect(named.message).toMatch(/^b/)
    expect(ofSent).toEqual([expect.objectContaining(named), expect.objectContaining(named)])
  })

  it('names the draft that an error leaves behind', async () => {
    // That it takes payment is seen when the draft is there.
    gateway.sandbox.altinn3.storage.modes.process.files.set('ttd/betaling', 'missing')
    const { headers } = await send('POST', '/api/my/messages', messageOf('5985'))
    const message = idIn(headers.location)
    expect(message).toMatch(/^a/)
    expect(lines()).toEqual([
      expect.objectContaining({ error: 'SENT_IN_APP', status: 501, instance, message }),
    ])
  })

  it('names no draft that was deleted again', async () => {
    gateway.sandbox.altinn3.storage.modes.infectedNames = /ill/
    const file = { FileName: 'ill.pdf', AttachmentType: 'Vedlegg', Data: 'JVBERi0xLjQK' }
    const { headers } = await send('POST', '/api/my/messages', messageOf('5992', [file]))
    expect(headers.location).toBeUndefined()
    expect(lines()).toEqual([expect.not.objectContaining({ instance })])
    expect(lines()[0]?.status).toBe(400)
  })
})

describe('a submission whose caller leaves during the scan of a file', () => {
  /** The scan goes on until the list of open submissions has shown it. */
  async function sendUntilScanned(): Promise<Socket> {
    const { modes, scans } = gateway.sandbox.altinn3.storage
    modes.scanLooks = Infinity
    const token = await tokenOf()
    const file = { FileName: 'en.pdf', AttachmentType: 'Vedlegg', Data: 'JVBERi0xLjQK' }
    const body = JSON.stringify(messageOf('5992', [file]))
    const { hostname, port } = new URL(gateway.url)
    const caller = connect(Number(port), hostname).on('error', () => undefined)
    caller.write(
      [
        'POST /api/my/messages HTTP/1.1\r\nHost: x',
        `Authorization: Bearer ${token}\r\nContent-Type: application/json`,
        `Content-Length: ${body.length}\r\n\r\n${body}`,
      ].join('\r\n'),
    )
    const atScan = async (): Promise<unknown> => {
      const { body: page } = await http(gateway.adminUrl, '/submissions')
      const { submissions } = JSON.parse(page) as { submissions: { step: string }[] }
      return submissions.find(({ step }) => step === 'scanning')
    }
    await expect.poll(atScan, { interval: 5, timeout: 10_000 }).toMatchObject({
      ...{ endpoint: 'end-user/messages/create-message', service: '5992/1', instance },
      message: expect.stringMatching(/^a/) as string,
    })
    for (const scan of scans.values()) scan.looks = 0
    return caller
  }

  it('is listed until then, and writes a line of its own at its end', async () => {
    const caller = await sendUntilScanned()
    caller.destroy()
    const leaving = { msg: 'request', error: 'CALLER_LEFT', instance }
    await expect.poll(() => lines().length, { timeout: 10_000 }).toBe(2)
    const [of, end] = lines()
    expect(of).toMatchObject(leaving)
    expect(of).not.toHaveProperty('status')
    expect(end).toMatchObject({
      ...{ msg: 'work without a caller has ended', status: 201, service: '5992/1' },
      ...{ instance: of?.instance, message: expect.stringMatching(/^b/) as string },
    })
    const { body } = await http(gateway.adminUrl, '/submissions')
    expect(JSON.parse(body)).toEqual({ submissions: [], unlisted: 0 })
  })

  it('names the draft that it leaves when it fails', async () => {
    const { modes, faults } = gateway.sandbox.altinn3.storage
    modes.infectedNames = /en/
    faults.push({ kind: 'error', on: /^DELETE / })
    const caller = await sendUntilScanned()
    caller.destroy()
    await expect.poll(() => lines().length, { timeout: 10_000 }).toBe(2)
    expect(lines()[1]).toMatchObject({
      ...{ msg: 'work without a caller has failed', error: 'PART_REFUSED', instance },
      message: expect.stringMatching(/^a/) as string,
    })
  })
})
