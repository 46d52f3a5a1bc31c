import { getInstance, type Instance } from '../altinn3/storage.ts'
import { GatewayError } from '../errors.ts'
import type { Ports } from '../translation.ts'
import { differenceOf } from './difference.ts'
import { infected, LateRefusal } from './late-refusal.ts'
import type { Wanted } from './wanted.ts'

/** Milliseconds before each look at a scan that is under way: half a minute together. */
const pauses = [500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000] as const

/**
 * The instance once all that is wanted is there and no file of it waits for its scan. Throws
 * a `LateRefusal` for a file that holds malware, and `STILL_UNDER_WAY` for a scan that takes long.
 */
export async function needScanned(
  instance: string,
  wanted: Wanted,
  { ask, pause }: Pick<Ports, 'ask' | 'pause'>,
): Promise<Instance> {
  for (const milliseconds of [...pauses, undefined]) {
    const seen = await ask(getInstance, { instance })
    if (seen !== undefined && isScanned(seen, wanted)) return seen
    if (milliseconds !== undefined) await pause(milliseconds)
  }
  throw new GatewayError('STILL_UNDER_WAY')
}

function isScanned(seen: Instance, wanted: Wanted): boolean {
  const { files, missingForms, missingFiles } = differenceOf(seen, wanted)
  for (const [{ fileScanResult }, { fileName }] of files) {
    if (isResult(fileScanResult, 'Infected')) {
      throw new LateRefusal({ fileName }, [infected])
    }
  }
  const isPending = files.some(([{ fileScanResult }]) => isResult(fileScanResult, 'Pending'))
  return !isPending && missingForms.length === 0 && missingFiles.length === 0
}

// Altinn/altinn-storage FileScanResult.cs, by name or by number.
const results = ['NotApplicable', 'Pending', 'Clean', 'Infected'] as const

function isResult(said: string | number | null | undefined, result: (typeof results)[number]) {
  return said === result || said === results.indexOf(result)
}
