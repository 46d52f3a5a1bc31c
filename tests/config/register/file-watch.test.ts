import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { createFileWatch } from '../../../src/config/register/file-watch.ts'
import { virtualClock } from '../../support/virtual-clock.ts'

it('says once more that a young file has changed when it has grown old', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'file-watch-'))
  try {
    const file = path.join(folder, 'file')
    writeFileSync(file, 'text')
    const clock = virtualClock(Date.now())
    const hasChanged = await createFileWatch(file, clock)
    const looks = async (): Promise<boolean[]> => [await hasChanged(), await hasChanged()]
    expect(await looks()).toEqual([false, false])
    clock.advance(2_000)
    expect(await looks()).toEqual([false, true])
    clock.advance(60_000)
    expect(await looks()).toEqual([false, false])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
