import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { openFile, readHandle, unreadable } from './services-source.ts'

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK } = constants

/** Where the last good copy of a services file lies unless the operator says where. */
export function usualCopyOf(servicesFile: string): string {
  const hash = createHash('sha256')
    .update(`${process.getuid?.() ?? ''} ${servicesFile}`)
    .digest('hex')
  return path.join(tmpdir(), `altinn-gateway-services-${hash.slice(0, 16)}.yaml`)
}

/**
 * The text of the copy. The folder may be everybody's, so nothing counts but a file of our own: no
 * link, no pipe, nobody else's. Throws a `ConfigurationError`.
 */
export async function readCopy(file: string): Promise<string> {
  const handle = await openFile(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  try {
    const { uid } = await handle.stat()
    if (uid !== (process.getuid?.() ?? uid)) throw unreadable(file, 'not ours')
    return await readHandle(file, handle)
  } finally {
    await handle.close()
  }
}

/** Replaces the copy in one step; what lay there is neither followed nor written to. */
export async function writeCopy(file: string, text: string): Promise<void> {
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  try {
    await handle.writeFile(text)
    await handle.close()
    await rename(draft, file)
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(draft, { force: true })
    throw error
  }
}
