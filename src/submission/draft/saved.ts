import { putDataValues, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { isOurs, isSaved, savedValues } from '../marker.ts'
import { unclear } from './look-again.ts'
import { onceMore } from './parts.ts'

/**
 * Notes on a draft that all that was sent is in it. From then on a retry changes nothing in it. Throws
 * `STILL_UNDER_WAY` where that is not known to be noted: the same sent again comes to the same end.
 */
export async function noteSaved(
  draft: Instance,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<void> {
  // A draft that people have made has no request that could be sent again.
  if (!isOurs(draft) || isSaved(draft)) return
  const call = { instance: draft.id, values: savedValues }
  try {
    const noted = await onceMore(ports, () => ports.ask(putDataValues, call))
    if (noted === undefined) throw new GatewayError('NOT_FOUND')
  } catch (error) {
    throw unclear(error)
  }
}
