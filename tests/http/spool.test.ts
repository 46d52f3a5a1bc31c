import { mkdtempSync, rmSync } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { createSpool, type SpoolFile } from '../../src/http/server/spool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'spool-'))
afterAll(() => rmSync(folder, { recursive: true }))

const block = Buffer.alloc(1_024)

/** What all open files share: their methods. */
async function methodsOfFiles(): Promise<FileHandle> {
  const file = await open(path.join(folder, 'one'), 'w')
  await file.close()
  return Object.getPrototypeOf(file) as FileHandle
}

/** A disk that is so slow that every write waits until it is let go on. */
async function slowDisk() {
  const waiting: (() => void)[] = []
  const counts = { underWay: 0, most: 0 }
  const methods = await methodsOfFiles()
  const spy = vi.spyOn(methods, 'writev').mockImplementation(async (blocks) => {
    counts.underWay += 1
    counts.most = Math.max(counts.most, counts.underWay)
    await new Promise<void>((resolve) => waiting.push(resolve))
    counts.underWay -= 1
    const bytesWritten = blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return { bytesWritten, buffers: [...blocks] }
  })
  return { waiting, counts, restore: () => spy.mockRestore() }
}

describe('the spool on a slow disk', () => {
  it('leaves threads to others, and lets no owner wait for all writes of another', async () => {
    const spool = createSpool(1024 * 1024, folder)
    const fileOf = (owner: string): Promise<SpoolFile> => spool.open({ owner, organization: '1' })
    const files = await Promise.all(Array.from({ length: 12 }, () => fileOf('one')))
    const other = await fileOf('other')
    const { waiting, counts, restore } = await slowDisk()
    try {
      const written: string[] = []
      const writes = files.map((file) => file.write([block]).then(() => written.push('one')))
      writes.push(other.write([block]).then(() => written.push('other')))
      while (written.length < writes.length) {
        waiting.shift()?.()
        await new Promise(setImmediate)
      }
      await Promise.all(writes)
      expect(counts.most).toBe(2)
      expect(written.slice(0, 2)).toContain('other')
    } finally {
      restore()
      await Promise.all([...files, other].map((file) => file.close()))
    }
    expect(spool.used()).toBe(0)
  })
})
