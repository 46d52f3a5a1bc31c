import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mostLooks } from '../../../src/config/register/file-watch.ts'
import {
  createLiveRegister,
  lookEvery,
  type LiveRegister,
} from '../../../src/config/register/live-register.ts'
import { ConfigurationError } from '../../../src/config/file/problems.ts'
import { createLogger } from '../../../src/runtime/log.ts'
import { parseHere } from '../../support/parse-here.ts'
import { eventually, turn, virtualClock, type VirtualClock } from '../../support/virtual-clock.ts'

const good = 'services:\n  - service: 5997/1\n    moved: { to: broker, resource: a-broker }\n'
const other = good.replace('5997/1', '5996/1')
const broken = 'services:\n  - service: 5997/1\n    moved: { to: bro }\n'

let folder: string
let servicesFile: string
let servicesCopy: string
let clock: VirtualClock
let lines: { readonly msg: string; readonly reason?: string }[]
let stop: AbortController
let ended: Promise<void>

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'live-register-'))
  servicesFile = path.join(folder, 'services.yaml')
  servicesCopy = path.join(folder, 'copy.yaml')
  clock = virtualClock(Date.now())
  lines = []
  stop = new AbortController()
  ended = Promise.resolve()
})
afterEach(async () => {
  stop.abort()
  clock.advance(lookEvery)
  await ended
  rmSync(folder, { recursive: true })
})

async function start(copy: string | undefined = servicesCopy): Promise<LiveRegister> {
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line) as never) })
  const files = { servicesFile, servicesCopy: copy }
  const live = await createLiveRegister(files, { parse: parseHere([]), clock, log })
  ended = live.keepFresh(stop.signal)
  return live
}

/** So many looks, each with all that comes of it. */
async function look(times = 1): Promise<void> {
  for (let looked = 0; looked < times; looked += 1) {
    await turn()
    const { length } = clock.pauses
    clock.advance(lookEvery)
    await eventually(() => clock.pauses.length > length)
  }
}

function refusals(): number {
  return lines.filter(({ msg }) => msg === 'services file refused').length
}

function replace(text: string): void {
  writeFileSync(`${servicesFile}.next`, text)
  renameSync(`${servicesFile}.next`, servicesFile)
}

function knows(live: LiveRegister, code: string): boolean {
  return live.current().services.has(code)
}

describe('a start', () => {
  async function problems(copy?: string): Promise<readonly string[]> {
    const error: unknown = await start(copy).then(() => undefined, String)
    expect(error).toContain('ConfigurationError')
    return String(error).replace('ConfigurationError: ', '').split('\n')
  }

  it.each([
    ['is broken', () => writeFileSync(servicesFile, broken), /^service 5997\/1\.moved/],
    ['is missing', () => undefined, /services\.yaml cannot be read \(ENOENT\)$/],
  ])('is refused while the file %s and there is no copy', async (_, prepare, problem) => {
    prepare()
    expect(await problems('')).toEqual([
      expect.stringMatching(problem),
      expect.stringContaining('no last good copy to start with'),
    ])
  })

  it('is refused while the copy is as broken as the file', async () => {
    writeFileSync(servicesFile, broken)
    writeFileSync(servicesCopy, broken)
    expect(await problems()).toEqual([
      expect.stringMatching(/^service 5997/),
      expect.stringMatching(/no last good copy to start with: service 5997/),
    ])
  })

  it('is refused with the file alone to blame where no copies are kept', async () => {
    const parse = parseHere([])
    const log = createLogger('silent')
    const files = { servicesFile, servicesCopy: undefined }
    await expect(createLiveRegister(files, { parse, clock, log })).rejects.toEqual(
      new ConfigurationError([`${servicesFile} cannot be read (ENOENT)`]),
    )
  })
})

describe('looking at the file', () => {
  beforeEach(() => writeFileSync(servicesFile, good))

  it('takes a change at the second look, when its writer has come to rest', async () => {
    const live = await start()
    await look(3)
    replace(`${good}# and`)
    await look()
    replace(other)
    await look()
    expect(knows(live, '5997')).toBe(true)
    await look()
    expect(knows(live, '5996')).toBe(true)
    expect(lines.filter(({ msg }) => msg === 'services file loaded')).toHaveLength(1)
  })

  it('takes what never comes to rest as it is after half a second', async () => {
    const live = await start()
    await look(3)
    for (let round = 0; round < mostLooks; round += 1) {
      expect(knows(live, '5997')).toBe(true)
      replace(`${other}# ${round}`)
      await look()
    }
    expect(knows(live, '5996')).toBe(true)
  })

  it('minds a missing file only when it stays away', async () => {
    const live = await start()
    await look(3)
    rmSync(servicesFile)
    await look(mostLooks - 1)
    expect(live.status().problems).toEqual([])
    await look()
    expect(live.status().problems).toEqual([expect.stringContaining('ENOENT')])
    await look(20)
    expect(refusals()).toBe(1)
    expect(knows(live, '5997')).toBe(true)
  })

  it('says once of each content why it is refused, and since when', async () => {
    const live = await start()
    await look(3)
    const since = clock.now()
    replace(broken)
    await look(2)
    replace(broken)
    await look(2)
    expect(refusals()).toBe(1)
    replace(`${broken}# more`)
    await look(2)
    expect(refusals()).toBe(2)
    expect(live.status().refusedSince).toBe(new Date(since + 2 * lookEvery).toISOString())
  })

  it('forgets a refusal when the file is as it was', async () => {
    const live = await start()
    await look(3)
    const before = live.status()
    replace(broken)
    await look(2)
    expect(live.status().version).toBe(before.version)
    expect(live.status().problems).toHaveLength(1)
    replace(good)
    await look(2)
    expect(live.status()).toEqual(before)
    replace(broken)
    await look(2)
    expect(refusals()).toBe(2)
  })
})

it('goes on without a copy where none can be written, and says so once', async () => {
  writeFileSync(servicesFile, good)
  const live = await start(path.join(folder, 'nowhere', 'copy.yaml'))
  await look(3)
  replace(other)
  await look(2)
  expect(knows(live, '5996')).toBe(true)
  expect(lines.filter(({ msg }) => msg === 'no copy of the services file is kept')).toEqual([
    expect.objectContaining({ reason: 'ENOENT', level: 40 }),
  ])
})
