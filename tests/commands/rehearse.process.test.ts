import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { organizations } from '../../sandbox/organizations.ts'
import { builtMain } from '../support/built.ts'
import { startTestGateway, type TestGateway } from '../support/gateway.ts'
import { isLongRun } from '../support/long-run.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))
let payload: string
const main = { Type: 'MainForm', DataFormatId: '59921', DataFormatVersion: 1 }
const Forms = [{ ...main, FormData: '<Skjema><tittel>En</tittel></Skjema>' }]
const Attachments = [{ FileName: 'en.pdf', AttachmentType: 'Bilag', Data: 'JVBERi0xLjQK' }]
const message = { ServiceCode: '5992', ServiceEdition: 1, Forms, Attachments }

// Its stand-ins and its configuration are used.
let gateway: TestGateway
let program: string

const apps = () => gateway.sandbox.altinn3.storage

/** Starts a rehearsal in a process of its own. */
async function start() {
  const { vendor, customer } = organizations
  const scope = 'altinn:instances.read altinn:instances.write'
  const org = vendor.number
  const token = await gateway.token({ org, systemUser: customer.number, scope })
  const { PATH = '' } = process.env
  const env = { PATH, CONFIG: gateway.config }
  const child = spawn(process.execPath, [program, 'rehearse', '5992/1', payload, '--token', '-'], {
    env,
  })
  child.stdin.end(token)
  const ended = once(child, 'exit')
  const printed = text(child.stdout)
  const { asked } = gateway.sandbox.altinn3
  const before = asked.length
  /** Ctrl-C, once the sandbox has heard of such a call. */
  const interruptAt = async (call: RegExp): Promise<void> => {
    const hasHeard = (): boolean => asked.slice(before).some((one) => call.test(one))
    await expect.poll(hasHeard, { interval: 5, timeout: 20_000 }).toBe(true)
    child.kill('SIGINT')
  }
  return { interruptAt, ended, printed }
}

/** The sandbox performs such a call, and holds its answer. */
function hold(on: RegExp): void {
  apps().faults.push({ kind: 'hang', after: true, on })
}

function drafts(): readonly string[] {
  return [...apps().rows.values()]
    .map(({ instance }) => instance)
    .filter(({ appId, status }) => appId === 'ttd/prove-skann' && !status.isHardDeleted)
    .map(({ id }) => id)
}

/** Each starts a process, which takes a second. */
describe.skipIf(!isLongRun)('Ctrl-C during a rehearsal', () => {
  beforeAll(async () => {
    payload = path.join(mkdtempSync(path.join(tmpdir(), 'rehearse-')), 'payload.json')
    writeFileSync(payload, JSON.stringify(message))
    program = await builtMain()
    gateway = await startTestGateway({ altinn2Url: '', register })
  }, 120_000)
  afterEach(() => {
    apps().faults.length = 0
  })
  afterAll(async () => {
    await gateway.close()
    rmSync(path.dirname(payload), { recursive: true })
  })

  it.each([
    ['of the draft', /^POST .*\/instances$/, 'its draft in ttd/prove-skann, if there is one'],
    ['of a file', /^POST .*\/data$/, 'the draft '],
  ])('deletes the draft while the answer %s is held', async (_, call, deleted) => {
    hold(call)
    const { interruptAt, ended, printed } = await start()
    await interruptAt(call)
    expect(await ended).toEqual([1, null])
    expect(await printed).toContain(`FAILED  rehearsal: it was interrupted, and deletes ${deleted}`)
    expect(await printed).toMatch(/^ok {6}deletion: DELETE .*: it is gone$/m)
    expect(drafts()).toEqual([])
  })

  it('names the draft when a second Ctrl-C comes before it is deleted', async () => {
    hold(/^POST .*\/data$/)
    apps().faults.push({ kind: 'hang', on: /^DELETE / })
    const { interruptAt, ended, printed } = await start()
    await interruptAt(/^POST .*\/data$/)
    await interruptAt(/^DELETE /)
    expect(await ended).toEqual([null, 'SIGINT'])
    const [left = 'none'] = drafts()
    expect(await printed).toContain(`/${left} in ttd/prove-skann\n`)
    apps().rows.delete(left)
  })
})
