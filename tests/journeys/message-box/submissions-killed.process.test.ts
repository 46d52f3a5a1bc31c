import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { organizations } from '../../../sandbox/organizations.ts'
import type { Row } from '../../../sandbox/altinn3/storage/state.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { startProcess, type GatewayProcess } from '../../support/killed-gateway.ts'
import { isLongRun } from '../../support/long-run.ts'
import { http } from '../../support/network/http.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))

/** Runs of each kind. */
const count = 15
/** A run calls Altinn 3 about so often. */
const mostCalls = 22

// Its stand-ins and its configuration are used; the gateway under test is a process.
let standIns: TestGateway
let gateway: GatewayProcess

interface Message {
  readonly title: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

async function messageOf(title: string): Promise<Message> {
  const token = await standIns.token({
    org: organizations.vendor.number,
    systemUser: organizations.customer.number,
    scope: 'altinn:enduser altinn:instances.write altinn:instances.read',
  })
  const files = ['en', 'to', 'tre'].map((name) => ({
    ...{ FileName: `${name}.txt`, AttachmentType: 'Vedlegg' },
    Data: Buffer.from(`${name} ${title}`).toString('base64'),
  }))
  const main = { Type: 'MainForm', DataFormatId: '1900', DataFormatVersion: 12345 }
  const sub = { Type: 'SubForm', DataFormatId: '1901', DataFormatVersion: 12346 }
  const forms = [
    { ...main, FormData: `<Skjema><tittel>${title}</tittel></Skjema>` },
    { ...sub, FormData: '<Underskjema><merknad>ja</merknad></Underskjema>' },
  ]
  return {
    title,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ ServiceCode: '5998', ServiceEdition: 160101 },
      ...{ Forms: forms, Attachments: files },
    }),
  }
}

/** Sends until there is an answer that says what has come of it. */
async function sendUntilAnswered({ headers, body }: Message): Promise<string> {
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const answer = await http(gateway.url, '/api/my/messages', { method: 'POST', headers, body })
    if (answer.status === 201) return String(answer.headers.location)
    expect(answer.status).toBe(503)
    await pause(500)
  }
  throw new Error('no answer but 503')
}

const asked = (): number => standIns.sandbox.altinn3.asked.length

/** Resolves after so many calls to Altinn 3, or when no call has come for a second. */
async function calls(many: number): Promise<void> {
  const from = asked()
  let last = { at: Date.now(), asked: from }
  while (asked() - from < many && Date.now() - last.at < 1_000) {
    await new Promise(setImmediate)
    if (asked() !== last.asked) last = { at: Date.now(), asked: asked() }
  }
}

/** Sends a message and gives its connection, whose end is of no interest. */
function send({ headers, body }: Message) {
  const { hostname, port } = new URL(gateway.url)
  const caller = connect(Number(port), hostname).on('error', () => undefined)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = ['POST /api/my/messages HTTP/1.1', 'Host: x', ...lines]
  caller.write(`${head.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  return caller
}

function rowsOf({ title }: Message): readonly Row[] {
  const { rows, contents } = standIns.sandbox.altinn3.storage
  return [...rows.values()].filter(
    ({ elements, instance }) =>
      !instance.status.isSoftDeleted &&
      elements.some(({ id }) => contents.get(id)?.toString().includes(`<tittel>${title}<`)),
  )
}

/** Each is there once, archived, with all that was sent. */
function checkSentOnce(message: Message, location: string): void {
  const rows = rowsOf(message)
  expect(rows.map(({ instance }) => instance.status.isArchived)).toEqual([true])
  const types = rows.flatMap(({ elements }) => elements.map(({ dataType }) => dataType))
  const sent = types.filter((type) => ['model', 'underskjema', 'vedlegg'].includes(type)).sort()
  expect(sent).toEqual(['model', 'underskjema', 'vedlegg', 'vedlegg', 'vedlegg'])
  expect(location).toMatch(/\/api\/my\/messages\/b\d{18}$/)
}

/** Numbers of calls after which something happens; the seed of the run repeats them. */
function places(salt: number): readonly number[] {
  const seed = Number(process.env.SEED) + salt
  return fc.sample(fc.integer({ min: 1, max: mostCalls }), { seed, numRuns: count })
}

describe.skipIf(!isLongRun)('a message that is sent', () => {
  beforeAll(async () => {
    standIns = await startTestGateway({ altinn2Url: '', register })
    gateway = await startProcess(standIns.config)
  }, 30_000)
  afterAll(async () => {
    await gateway.kill()
    await standIns.close()
  })

  it.each(places(1).map((place, run) => [place, run] as const))(
    'is sent once when the gateway is killed after call %i, and its client sends it again (%i)',
    async (place, run) => {
      const message = await messageOf(`Drept ${run}`)
      const caller = send(message)
      await calls(place)
      await gateway.kill()
      caller.destroy()
      gateway = await startProcess(standIns.config)
      checkSentOnce(message, await sendUntilAnswered(message))
    },
    60_000,
  )

  it.each(places(2).map((place, run) => [place, run] as const))(
    'is sent once when its connection is cut after call %i, and its client sends it again (%i)',
    async (place, run) => {
      const message = await messageOf(`Kuttet ${run}`)
      const caller = send(message)
      await calls(place)
      caller.destroy()
      checkSentOnce(message, await sendUntilAnswered(message))
    },
    60_000,
  )
})
