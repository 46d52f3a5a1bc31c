import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { ConfigurationError } from '../file/problems.ts'

/** Bytes; five thousand services take one million. */
const longestFile = 8 * 1024 * 1024

/** The text of a file that is no longer than it may be; throws a `ConfigurationError`. */
export async function readText(file: string): Promise<string> {
  // A named pipe would otherwise keep us waiting for somebody who writes to it.
  const handle = await openFile(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return await readHandle(file, handle)
  } finally {
    await handle.close()
  }
}

export async function openFile(file: string, flags: number): Promise<FileHandle> {
  try {
    return await open(file, flags)
  } catch (error) {
    throw unreadable(file, codeOf(error))
  }
}

export async function readHandle(file: string, handle: FileHandle): Promise<string> {
  const found = await handle.stat()
  const { size } = found
  if (!found.isFile()) throw unreadable(file, 'not a file')
  if (size > longestFile) throw unreadable(file, `more than ${longestFile} bytes`)
  // A file that grows meanwhile is read again.
  const buffer = Buffer.alloc(size)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return decode(file, buffer.subarray(0, length))
}

function decode(file: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw unreadable(file, 'not UTF-8')
  }
}

export function unreadable(file: string, reason: string): ConfigurationError {
  return new ConfigurationError([`${file} cannot be read (${reason})`])
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
}
