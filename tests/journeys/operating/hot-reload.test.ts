import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { RegisterStatus } from '../../../src/config/register/live-register.ts'
import { readContent } from '../../../src/config/register/services.ts'
import { startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer } from '../../support/network/http.ts'

const list = '/api/my/brokerservice/inbox?serviceCode=4947&serviceEditionCode=1'
const entry = { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }
const moved = { text: stringify({ services: [entry] }), servedBy: 'altinn3' }
const ahead = {
  text: stringify({ services: [{ ...entry, since: '2099-01-01' }] }),
  servedBy: 'altinn2',
}
type Register = typeof moved
/** Two things are wrong with it. */
const broken = stringify({
  services: [{ ...entry, moved: { to: 'bro' } }],
  groups: { 'end-user/broker-inbox': { on: 'altinn4' } },
})

interface Line {
  readonly msg: string
  readonly requestId?: string
  readonly register?: string
  readonly decision?: string
  readonly problems?: readonly string[]
}

let gateway: TestGateway
let token: string

function versionOf({ text }: Register): string {
  return readContent(text, []).version
}

function linesOf({ log }: TestGateway, message: string): Line[] {
  return log()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
    .filter(({ msg }) => msg === message)
}

async function ask(): Promise<HttpAnswer> {
  return http(gateway.url, list, {
    headers: { authorization: `Bearer ${token}`, apikey: 'key' },
  })
}

async function status(): Promise<RegisterStatus> {
  const answer = await http(gateway.adminUrl, '/register')
  expect(answer.status).toBe(200)
  return JSON.parse(answer.body) as RegisterStatus
}

async function until(isSo: (status: RegisterStatus) => boolean): Promise<RegisterStatus> {
  const giveUp = Date.now() + 10_000
  for (;;) {
    const found = await status()
    if (isSo(found)) return found
    if (Date.now() > giveUp) throw new Error(`never came true: ${JSON.stringify(found)}`)
    await pause(10)
  }
}

async function untilLive(register: Register): Promise<void> {
  await until(({ version, problems }) => version === versionOf(register) && problems.length === 0)
}

/** That it decides, and not only stands there. */
async function expectDecidedBy(register: Register): Promise<void> {
  const { status: code, headers } = await ask()
  expect([code, headers['x-register'], headers['x-served-by']]).toEqual([
    200,
    versionOf(register),
    register.servedBy,
  ])
}

function replace(text: string): void {
  writeFileSync(`${gateway.servicesFile}.next`, text)
  renameSync(`${gateway.servicesFile}.next`, gateway.servicesFile)
}

function putFolder(file: string): void {
  rmSync(file)
  mkdirSync(file)
}

/** As Kubernetes mounts one: the file links to a folder that links to the one of this version. */
function layOutAsConfigMap(file: string): void {
  const folder = path.dirname(file)
  const name = path.basename(file)
  mkdirSync(path.join(folder, '..first'))
  renameSync(file, path.join(folder, '..first', name))
  symlinkSync('..first', path.join(folder, '..data'))
  symlinkSync(path.join('..data', name), file)
}

describe('a changed services file', () => {
  beforeAll(async () => {
    gateway = await startTestGateway()
    token = await gateway.token()
  })
  beforeEach(async () => {
    replace(ahead.text)
    await untilLive(ahead)
  })
  afterAll(() => gateway.close())

  it('decides from then on, and the log says how much has changed', async () => {
    await expectDecidedBy(ahead)
    writeFileSync(gateway.servicesFile, moved.text)
    await untilLive(moved)
    await expectDecidedBy(moved)
    await expect
      .poll(() => linesOf(gateway, 'services file loaded').at(-1))
      .toMatchObject({
        before: versionOf(ahead),
        register: versionOf(moved),
        servicesChanged: 1,
        groupsChanged: 0,
      })
    expect(await status()).toEqual({
      version: versionOf(moved),
      from: 'file',
      since: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      services: 1,
      groups: 0,
      problems: [],
    })
  })

  it('is noticed when an editor puts another in its place', async () => {
    replace(moved.text)
    await untilLive(moved)
    await expectDecidedBy(moved)
  })

  it('is noticed when its folder was away, and what was in use serves on meanwhile', async () => {
    const folder = path.dirname(gateway.servicesFile)
    renameSync(folder, `${folder}-away`)
    await expectDecidedBy(ahead)
    writeFileSync(path.join(`${folder}-away`, 'services.yaml'), moved.text)
    renameSync(`${folder}-away`, folder)
    await untilLive(moved)
    await expectDecidedBy(moved)
  })

  it('counts when it is whole: half of it is refused', async () => {
    const half = moved.text.indexOf('acn-broker')
    const file = openSync(gateway.servicesFile, 'w')
    writeSync(file, moved.text.slice(0, half))
    await until(({ problems }) => problems.length > 0)
    await expectDecidedBy(ahead)
    writeSync(file, moved.text.slice(half))
    closeSync(file)
    await untilLive(moved)
    await expectDecidedBy(moved)
  })

  it('is refused with all its problems, which are logged and shown', async () => {
    const before = linesOf(gateway, 'services file refused').length
    writeFileSync(gateway.servicesFile, broken)
    const { problems, version, refusedSince } = await until(({ problems }) => problems.length > 0)
    expect(problems).toEqual([
      expect.stringContaining('service 4947/1.moved'),
      expect.stringContaining('end-user/broker-inbox.on'),
    ])
    expect([version, refusedSince]).toEqual([
      versionOf(ahead),
      expect.stringMatching(/^\d{4}-.*Z$/) as string,
    ])
    const lines = linesOf(gateway, 'services file refused').slice(before)
    expect(lines).toEqual([expect.objectContaining({ problems, register: version, level: 50 })])
    expect((await http(gateway.adminUrl, '/health/ready')).status).toBe(200)
    await expectDecidedBy(ahead)
  })

  it.each<[string, string, (file: string) => void]>([
    ['is empty', 'the document', (file) => writeFileSync(file, '')],
    ['is gone', 'ENOENT', (file) => rmSync(file)],
    ['is a folder', 'not a file', putFolder],
    ['is no text', 'not UTF-8', (file) => writeFileSync(file, Buffer.from([0xc3, 0x28]))],
    ['is far too long', 'more than', (file) => writeFileSync(file, '#'.repeat(8 * 1024 ** 2 + 1))],
  ])('is refused when it %s, until it is as it was', async (_, reason, spoil) => {
    spoil(gateway.servicesFile)
    const { problems } = await until(({ problems }) => problems.length > 0)
    expect(problems).toEqual([expect.stringContaining(reason)])
    await expectDecidedBy(ahead)
    rmSync(gateway.servicesFile, { recursive: true, force: true })
    writeFileSync(gateway.servicesFile, ahead.text)
    await untilLive(ahead)
    await expectDecidedBy(ahead)
  })

  it('never has an identity number in the log or on the page', async () => {
    writeFileSync(gateway.servicesFile, 'services:\n  - service: 26899299344: {')
    const { problems } = await until(({ problems }) => problems.length > 0)
    expect(problems.join()).toContain('***********')
    expect(problems.join() + gateway.log()).not.toContain('26899299344')
  })
})

it('notices that a ConfigMap was updated', async () => {
  gateway = await startTestGateway({ prepare: layOutAsConfigMap })
  try {
    token = await gateway.token()
    const folder = path.dirname(gateway.servicesFile)
    for (const [place, register] of [ahead, moved, ahead].entries()) {
      mkdirSync(path.join(folder, `..${place}`))
      writeFileSync(path.join(folder, `..${place}`, 'services.yaml'), register.text)
      symlinkSync(`..${place}`, path.join(folder, '..data_tmp'))
      renameSync(path.join(folder, '..data_tmp'), path.join(folder, '..data'))
      await untilLive(register)
      await expectDecidedBy(register)
    }
  } finally {
    await gateway.close()
  }
})

describe('the last good copy', () => {
  const copyOf = (file: string): string => path.join(path.dirname(file), 'services.copy.yaml')

  it('is kept of what is in use, for the gateway alone', async () => {
    gateway = await startTestGateway()
    try {
      const copy = copyOf(gateway.servicesFile)
      expect(readFileSync(copy)).toEqual(readFileSync(gateway.servicesFile))
      replace(moved.text)
      await expect.poll(() => readFileSync(copy, 'utf8')).toBe(moved.text)
      expect(statSync(copy).mode & 0o777).toBe(0o600)
      replace(broken)
      await until(({ problems }) => problems.length > 0)
      expect(readFileSync(copy, 'utf8')).toBe(moved.text)
    } finally {
      await gateway.close()
    }
  })

  it.each<[string, (file: string) => void]>([
    ['broken', (file) => writeFileSync(file, broken)],
    ['gone', (file) => rmSync(file)],
  ])('carries a start while the file is %s, which is said, and ends with it', async (_, spoil) => {
    const prepare = (file: string): void => {
      writeFileSync(copyOf(file), moved.text)
      spoil(file)
    }
    gateway = await startTestGateway({ prepare })
    try {
      token = await gateway.token()
      await expectDecidedBy(moved)
      const { problems, ...rest } = await status()
      expect(rest).toMatchObject({ version: versionOf(moved), from: 'copy', services: 1 })
      expect(linesOf(gateway, 'started from the last good copy')).toEqual([
        expect.objectContaining({ problems, register: versionOf(moved), level: 50 }),
      ])
      expect(problems.length).toBeGreaterThan(0)
      writeFileSync(gateway.servicesFile, moved.text)
      await until(({ from }) => from === 'file')
      replace(ahead.text)
      await untilLive(ahead)
      await expectDecidedBy(ahead)
    } finally {
      await gateway.close()
    }
  })
})

describe('under load, with a change every 100 ms of which half are invalid', () => {
  const registers = [moved, ahead]
  const versions = new Map(registers.map((one) => [versionOf(one), one.servedBy]))

  beforeAll(async () => {
    gateway = await startTestGateway()
    token = await gateway.token()
    replace(ahead.text)
    await untilLive(ahead)
  })
  afterAll(() => gateway.close())

  async function changeFor(milliseconds: number): Promise<number> {
    const end = Date.now() + milliseconds
    let changes = 0
    for (; Date.now() < end; changes += 1) {
      const text = registers[(changes >> 1) % 2]?.text ?? ''
      const next = changes % 2 === 0 ? text : `${text}${broken}`
      if (changes % 3 === 0) writeFileSync(gateway.servicesFile, next)
      else replace(next)
      await pause(100)
    }
    return changes
  }

  it('fails no request, and each is answered by the one register that it names', async () => {
    let isOver = false
    const answers: HttpAnswer[] = []
    const callers = Array.from({ length: 4 }, async () => {
      while (!isOver) answers.push(await ask())
    })
    expect(await changeFor(3_000)).toBeGreaterThan(5)
    isOver = true
    await Promise.all(callers)
    const byRequest = new Map(linesOf(gateway, 'request').map((line) => [line.requestId, line]))
    const seen = answers.map(({ status: code, headers }) => {
      const { register, decision } = byRequest.get(headers['x-request-id'] as string) ?? {}
      const side = decision === 'translate' ? 'altinn3' : 'altinn2'
      const expected = versions.get(headers['x-register'] as string)
      return code === 200 && register === headers['x-register'] && side === expected
        ? [expected, headers['x-served-by']].join()
        : 'wrong'
    })
    expect(new Set(seen)).toEqual(new Set(['altinn3,altinn3', 'altinn2,altinn2']))
    expect(linesOf(gateway, 'services file loaded').length).toBeGreaterThan(2)
    expect(linesOf(gateway, 'services file refused').length).toBeGreaterThan(2)
  })
})
