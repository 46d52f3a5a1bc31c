import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { HeldBytes } from '../../src/http/server/held-bytes.ts'
import { createSpool, tryFolder, type Spool } from '../../src/http/server/spool.ts'
import { Shares } from '../../src/runtime/shares.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'held-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [one, other] = [
  { owner: 'one', organization: '1' },
  { owner: 'other', organization: '2' },
]
const kibibyte = 1024
let memory: Shares
let writes: number[]
let spool: Spool
let files: Spool

beforeEach(() => limit(1024 * kibibyte, 1024 * kibibyte))

/** A spool that notes the length of each write. */
function limit(maxMemory: number, maxDisk: number): void {
  memory = new Shares(maxMemory)
  writes = []
  files = createSpool(maxDisk, folder)
  spool = {
    ...files,
    memory,
    open: async (share) => {
      const file = await files.open(share)
      return {
        read: () => file.read(),
        readAt: (place, maxLength) => file.readAt(place, maxLength),
        close: () => file.close(),
        write: (blocks) => {
          writes.push(blocks.reduce((sum, block) => sum + block.length, 0))
          return file.write(blocks)
        },
      }
    },
  }
}

async function read(held: HeldBytes): Promise<Buffer> {
  const pieces: Buffer[] = []
  for (;;) {
    const piece = await held.next()
    if (piece === undefined) return Buffer.concat(pieces)
    pieces.push(piece)
  }
}

async function addBytewise(held: HeldBytes, bytes: Buffer): Promise<void> {
  for (let at = 0; at < bytes.length; at += 1) await held.add(bytes.subarray(at, at + 1))
}

function bytesOf(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, place) => (place * 31) % 251))
}

describe('bytes that are held back', () => {
  it.each([0, 1, 16 * kibibyte, 64 * kibibyte, 64 * kibibyte + 1, 200 * kibibyte])(
    'come back as they were, and give back all that they took: %s of them',
    async (length) => {
      const bytes = bytesOf(length)
      const held = new HeldBytes(spool, one)
      await addBytewise(held, bytes)
      expect(memory.used).toBeLessThanOrEqual(64 * kibibyte)
      expect((await read(held)).equals(bytes)).toBe(true)
      expect([memory.used, files.used()]).toEqual([0, 0])
    },
  )

  it('take as much memory as a short body has', async () => {
    const held = new HeldBytes(spool, one, 300)
    await held.add(bytesOf(300))
    expect(memory.used).toBe(300)
    await held.close()
    expect(memory.used).toBe(0)
  })

  it('go to the disk 64 KiB at a time, whatever the pieces were', async () => {
    const held = new HeldBytes(spool, one)
    await addBytewise(held, bytesOf(300 * kibibyte))
    expect(writes).toEqual(Array.from({ length: 4 }, () => 64 * kibibyte))
    await held.close()
    expect([memory.used, files.used()]).toEqual([0, 0])
  })

  it('go to the disk at once when all memory is taken', async () => {
    limit(32 * kibibyte, 1024 * kibibyte)
    const bytes = bytesOf(100 * kibibyte)
    const [first, second] = [new HeldBytes(spool, one), new HeldBytes(spool, other)]
    await first.add(bytes)
    await second.add(bytes)
    expect(memory.used).toBeLessThanOrEqual(32 * kibibyte)
    expect((await read(first)).equals(bytes)).toBe(true)
    expect((await read(second)).equals(bytes)).toBe(true)
  })
})

describe('the folder of bodies that are held back', () => {
  it('is tried with a file that is gone afterwards', async () => {
    expect(await tryFolder(folder)).toBeUndefined()
    expect(readdirSync(folder)).toEqual([])
  })

  it('is of no use when it is not there or is no folder', async () => {
    expect(await tryFolder(path.join(folder, 'missing'))).toBe('ENOENT')
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    expect(await tryFolder(file)).toBe('ENOTDIR')
    rmSync(file)
  })
})

describe('an owner whose bodies fill the disk', () => {
  it('is refused at a quarter while half is taken, and others are served', async () => {
    const bytes = bytesOf(128 * kibibyte)
    const held: HeldBytes[] = []
    const refused = await (async () => {
      for (;;) {
        const next = new HeldBytes(spool, one)
        held.push(next)
        await next.add(bytes)
        if (files.used() > 900 * kibibyte) return undefined
      }
    })().catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'SPOOL_FULL' })
    expect(files.used()).toBeLessThanOrEqual(512 * kibibyte)
    const others = new HeldBytes(spool, other)
    await others.add(bytes)
    expect((await read(others)).equals(bytes)).toBe(true)
    for (const one of held) await one.close()
    expect([memory.used, files.used()]).toEqual([0, 0])
  })
})

describe('a spool', () => {
  it('opens no more than half of its files for one owner, and leaves room for others', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 600 }, () => files.open(one)))
    const opened = asked.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    expect(opened).toHaveLength(500)
    await expect(files.open(one)).rejects.toMatchObject({ code: 'SPOOL_FULL' })
    opened.push(await files.open(other))
    await Promise.all(opened.map((file) => file.close()))
    await (await files.open(one)).close()
  })
})
