import { spawnSync } from 'node:child_process'
import {
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readCopy, usualCopyOf, writeCopy } from '../../../src/config/register/services-copy.ts'

let folder: string
let copy: string
let precious: string

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'services-copy-'))
  copy = path.join(folder, 'copy.yaml')
  precious = path.join(folder, 'precious')
  writeFileSync(precious, 'precious')
})
afterEach(() => rmSync(folder, { recursive: true }))

it('gives back what was written, in a file for its owner alone', async () => {
  await writeCopy(copy, 'æøå')
  await writeCopy(copy, 'services: []')
  expect(await readCopy(copy)).toBe('services: []')
  expect(lstatSync(copy).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).sort()).toEqual(['copy.yaml', 'precious'])
})

it.each<[string, () => void]>([
  ['a link', () => symlinkSync(precious, copy)],
  ['a second name', () => linkSync(precious, copy)],
  ['a file that everybody may read', () => writeFileSync(copy, '', { mode: 0o666 })],
])('is not led elsewhere by %s that waits in its place', async (_, plant) => {
  plant()
  await writeCopy(copy, 'services: []')
  expect(readFileSync(precious, 'utf8')).toBe('precious')
  expect(lstatSync(copy).isFile()).toBe(true)
  expect(lstatSync(copy).mode & 0o777).toBe(0o600)
})

it.each<[string, () => void, RegExp]>([
  ['a link', () => symlinkSync(precious, copy), /\(ELOOP\)$/],
  ['a folder', () => mkdirSync(copy), /\(not a file\)$/],
  ['a named pipe', () => spawnSync('mkfifo', [copy]), /\(not a file\)$/],
  ['missing', () => undefined, /\(ENOENT\)$/],
])('is not read when it is %s', async (_, plant, problem) => {
  plant()
  await expect(readCopy(copy)).rejects.toThrow(problem)
})

it.runIf(process.getuid?.() === 0)("is not read when it is somebody else's", async () => {
  writeFileSync(copy, 'services: []')
  chownSync(copy, 12_345, 12_345)
  await expect(readCopy(copy)).rejects.toThrow(/\(not ours\)$/)
})

it('leaves no draft behind when it cannot be put in place', async () => {
  mkdirSync(path.join(copy, 'full'), { recursive: true })
  await expect(writeCopy(copy, 'services: []')).rejects.toThrow()
  expect(readdirSync(folder).sort()).toEqual(['copy.yaml', 'precious'])
})

it('lies in the temporary folder, one for each services file', () => {
  const [one, other] = [usualCopyOf('/etc/services.yaml'), usualCopyOf('/srv/services.yaml')]
  expect(path.dirname(one)).toBe(tmpdir())
  expect(usualCopyOf('/etc/services.yaml')).toBe(one)
  expect(other).not.toBe(one)
})
