import { createHash } from 'node:crypto'
import { getData, type DataElement, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { elementsOf } from '../elements.ts'
import type { WantedFile } from '../wanted.ts'
import { isOfRetry } from './attempt.ts'
import { hasNameAndSize } from './difference.ts'
import { needInstance } from './find-draft.ts'
import { unclear } from './look-again.ts'

/**
 * The file of an earlier attempt whose answer the caller has not had: the same bytes, a moment ago.
 * Throws `STILL_UNDER_WAY` where a file that may be the same cannot be read.
 */
export async function findSame(
  instance: Instance,
  file: WantedFile,
  retryWindow: number,
  { ask, now, stream }: Ports,
): Promise<DataElement | undefined> {
  const { id } = instance
  for (const element of elementsOf(instance)) {
    const isRecent = isOfRetry(element, retryWindow, now())
    const isAlike = element.dataType === file.dataType && hasNameAndSize(element, file)
    if (!isRecent || !isAlike) continue
    const bytes = await stream(getData, { instance: id, element: element.id })
    const found = bytes && (await sumUp(bytes.stream))
    if (found?.hash === file.bytes.hash) return element
    // Other bytes, all of them: another file. Anything else says nothing of one that is still there.
    if (found?.size === file.bytes.size || (await isGone(element, id, ask))) continue
    throw new GatewayError('STILL_UNDER_WAY')
  }
  return undefined
}

/** Another client may have deleted it since the draft was looked at. */
async function isGone({ id }: DataElement, instance: string, ask: Ports['ask']): Promise<boolean> {
  return !elementsOf(await needInstance({ id: instance }, ask)).some((one) => one.id === id)
}

/** Throws `STILL_UNDER_WAY` where the bytes break off. */
async function sumUp(
  bytes: AsyncIterable<Buffer>,
): Promise<{ readonly size: number; readonly hash: string }> {
  const hash = createHash('sha256')
  let size = 0
  try {
    for await (const piece of bytes) {
      size += piece.length
      hash.update(piece)
    }
  } catch (error) {
    throw unclear(error)
  }
  return { size, hash: hash.digest('hex') }
}
