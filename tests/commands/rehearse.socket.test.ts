import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { endpoints } from '../../routes/index.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { runRehearse } from '../../src/commands/rehearse/rehearse.ts'
import { clock, startTestGateway, type TestGateway } from '../support/gateway.ts'

const register: unknown = parse(readFileSync('config/services.sandbox.yaml', 'utf8'))

let gateway: TestGateway
const folder = mkdtempSync(path.join(tmpdir(), 'rehearse-'))
beforeAll(async () => {
  gateway = await startTestGateway({ altinn2Url: '', register })
})
afterAll(async () => {
  await gateway.close()
  rmSync(folder, { recursive: true })
})

/** The apps' own state. */
const apps = () => gateway.sandbox.altinn3.storage
afterEach(() => {
  apps().faults.length = 0
  apps().modes.refusedNames = undefined
})

const json = {
  ...{ Type: 'FormTask', ServiceCode: '5992', ServiceEdition: 1 },
  Forms: [
    {
      ...{ Type: 'MainForm', DataFormatId: '59921', DataFormatVersion: 1 },
      FormData: '<Skjema><tittel>En</tittel></Skjema>',
    },
  ],
  Attachments: [{ FileName: 'en.pdf', AttachmentType: 'Bilag', Data: 'JVBERi0xLjQK' }],
}

const xml = `<FormTask><ServiceCode>5992</ServiceCode><ServiceEdition>1</ServiceEdition><Forms><Form>
  <Type>MainForm</Type><DataFormatId>59921</DataFormatId><DataFormatVersion>1</DataFormatVersion>
  <FormData><![CDATA[<Skjema><tittel>En</tittel></Skjema>]]></FormData></Form></Forms></FormTask>`

interface Rehearsed {
  readonly exitCode: number
  /** What each step said, `FAILED` in front where it failed. */
  readonly said: Readonly<Record<string, string>>
  readonly printed: string
  readonly complaint: string | undefined
}

interface Given {
  readonly service?: string
  readonly payload?: object | string
  readonly token?: string
  readonly interrupted?: AbortSignal
}

let files = 0

async function rehearse({ service = '5992/1', payload = json, ...given }: Given = {}) {
  files += 1
  const file = path.join(folder, `payload-${files}`)
  writeFileSync(file, typeof payload === 'string' ? payload : JSON.stringify(payload))
  const token = given.token ?? (await tokenOf())
  const printed: string[] = []
  const { exitCode, complaint } = await runRehearse([service, file, '--token', '-'], {
    ...{ endpoints, clock, environment: { CONFIG: gateway.config } },
    print: (line) => void printed.push(line),
    readStandardInput: () => Promise.resolve(`${token}\n`),
    interrupted: given.interrupted ?? new AbortController().signal,
  })
  const said = Object.fromEntries(
    printed.map((line) => {
      const [, state = '', name = '', text = ''] =
        /^(ok {4}|FAILED) {2}(\w+): (.+)\n$/.exec(line) ?? []
      return [name, state === 'FAILED' ? `FAILED ${text}` : text]
    }),
  )
  expect(printed.join('')).not.toContain(token)
  return { exitCode, said, printed: printed.join(''), complaint } satisfies Rehearsed
}

function tokenOf(scope = 'altinn:instances.read altinn:instances.write'): Promise<string> {
  const { vendor, customer } = organizations
  return gateway.token({ org: vendor.number, systemUser: customer.number, scope })
}

/** Instances of the app that are not deleted. */
function drafts(): readonly string[] {
  return [...apps().rows.values()]
    .map(({ instance }) => instance)
    .filter(({ appId, status }) => appId === 'ttd/prove-skann' && !status.isHardDeleted)
    .map(({ id }) => id)
}

const steps = ['payload', 'token', 'service', 'app', 'contents', 'draft', 'validation', 'deletion']

describe('a rehearsal', () => {
  it.each([
    ['JSON', json],
    ['XML', xml],
  ])(
    'creates, validates and deletes what is sent in %s, and moves no process',
    async (_, payload) => {
      const before = gateway.sandbox.altinn3.asked.length
      const { exitCode, said } = await rehearse({ payload })
      expect(Object.keys(said)).toEqual(steps)
      expect(exitCode).toBe(0)
      expect(said.draft).toMatch(
        /^POST \/ttd\/prove-skann\/instances and \d+ more calls, \d+ ms: the draft \d+\/\S+ holds all/,
      )
      expect(said.validation).toContain('/validate, ')
      expect(said.deletion).toMatch(/^DELETE \S+, \d+ ms: it is gone$/)
      expect(drafts()).toEqual([])
      const asked = gateway.sandbox.altinn3.asked.slice(before)
      expect(asked.filter((call) => call.includes('/process/next'))).toEqual([])
    },
  )

  it('takes a service by its code alone', async () => {
    expect((await rehearse({ service: '5992' })).exitCode).toBe(0)
  })

  it('writes a marker of its own, which no submission has', async () => {
    const before = apps().rows.size
    await rehearse()
    await rehearse()
    const values = [...apps().rows.values()]
      .slice(before)
      .map(({ instance }) => instance.dataValues)
    expect(values).toHaveLength(2)
    expect(JSON.stringify(values[0])).toContain('rehearsal ')
    expect(values[0]).not.toEqual(values[1])
  })
})

describe('a rehearsal that fails', () => {
  it('reports all that a caller would be refused for, and writes nothing', async () => {
    const { writes } = apps()
    const before = writes.length
    const Attachments = [{ FileName: 'en.exe', AttachmentType: 'Annet', Data: 'JVBERi0xLjQK' }]
    const { exitCode, said } = await rehearse({ payload: { ...json, Attachments, Forms: [] } })
    expect(exitCode).toBe(1)
    expect(said.contents).toMatch(
      /^FAILED .*a caller would be refused: .*; .*: correct the payload/,
    )
    expect(Object.keys(said)).toEqual(steps.slice(0, 5))
    expect(writes).toHaveLength(before)
  })

  it('reports a payload that cannot be read, and one for another service', async () => {
    const broken = await rehearse({ payload: '{"Forms": [' })
    expect(broken.said.payload).toMatch(/^FAILED .*BODY_MALFORMED/)
    const other = await rehearse({ service: '5997/1' })
    expect(other.said.payload).toMatch(/^FAILED it is for another service: /)
    const unnamed = await rehearse({ payload: { ...json, ServiceCode: undefined } })
    expect(unnamed.said.payload).toMatch(/^FAILED it does not name its service: /)
    expect([broken, other, unnamed].map(({ exitCode }) => exitCode)).toEqual([1, 1, 1])
  })

  it('reports a token that does not count, and one that lacks a scope', async () => {
    const expired = await gateway.token({ lifetime: -60 })
    const { said } = await rehearse({ token: expired })
    expect(said.token).toMatch(/^FAILED .*TOKEN_EXPIRED/)
    const { said: lacking } = await rehearse({ token: await tokenOf('altinn:broker.read') })
    expect(lacking.service).toMatch(/^FAILED .*SCOPE_MISSING/)
  })

  it('reports a service that the services file does not have', async () => {
    const { exitCode, said } = await rehearse({
      service: '1234/1',
      payload: { ...json, ServiceCode: '1234' },
    })
    expect(exitCode).toBe(1)
    expect(said.service).toMatch(/^FAILED .*SERVICE_NOT_MOVED/)
  })

  it('reports what the app finds, and deletes the draft', async () => {
    const { issues } = apps()
    const issue = {
      ...{ severity: 1 as const, dataElementId: null, field: 'tittel', code: 'for-kort' },
      ...{ description: 'Tittelen er for kort', source: 'test' },
    }
    const get = issues.get.bind(issues)
    issues.get = () => [issue]
    try {
      const { exitCode, said } = await rehearse()
      expect(exitCode).toBe(1)
      expect(said.validation).toMatch(
        /^FAILED GET .*: the app finds 1 error: tittel for-kort Tittelen er for kort: correct/,
      )
      expect(said.deletion).toMatch(/it is gone$/)
      expect(drafts()).toEqual([])
    } finally {
      issues.get = get
    }
  })

  it('reports a part that the app refuses, and leaves no draft', async () => {
    apps().modes.refusedNames = /en/
    const { exitCode, said } = await rehearse()
    expect(exitCode).toBe(1)
    expect(said.draft).toMatch(/^FAILED .*the app refuses en\.pdf \(/)
    expect(drafts()).toEqual([])
  })

  it('names the draft that the app does not delete', async () => {
    apps().faults.push({ kind: 'error', on: /^DELETE / })
    const { exitCode, said } = await rehearse()
    expect(exitCode).toBe(1)
    const [left = ''] = drafts()
    expect(said.deletion).toContain(`/${left} is still there, delete it in ttd/prove-skann`)
    expect(said.deletion).toContain('answered 500')
    apps().rows.delete(left)
  })

  it('deletes its draft when it is interrupted', async () => {
    const interrupting = new AbortController()
    const { faults, writes } = apps()
    faults.push({ kind: 'hang', on: /^POST .*\/data/ })
    const before = writes.length
    const rehearsing = rehearse({ interrupted: interrupting.signal })
    await expect.poll(() => writes.length, { interval: 5, timeout: 10_000 }).toBeGreaterThan(before)
    interrupting.abort()
    const { exitCode, said } = await rehearsing
    expect(exitCode).toBe(1)
    expect(said.rehearsal).toMatch(/^FAILED it was interrupted, and deletes .+ in ttd\/prove-skann/)
    expect(said.deletion).toMatch(/it is gone$/)
    expect(drafts()).toEqual([])
  })

  it('needs a service, a file and a token', async () => {
    const settings = {
      ...{ endpoints, clock, environment: { CONFIG: gateway.config } },
      ...{ print: () => undefined, readStandardInput: () => Promise.resolve('') },
      interrupted: new AbortController().signal,
    }
    const asked = [[], ['5992/1', 'a.json'], ['59 92', 'a.json', '--token', 'x']]
    for (const args of asked) {
      const { exitCode, complaint } = await runRehearse(args, settings)
      expect(exitCode).toBe(2)
      expect(complaint).toContain('usage: rehearse')
    }
  })
})
