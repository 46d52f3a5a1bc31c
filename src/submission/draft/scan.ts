import { effectOf } from '../../altinn3/operation.ts'
import { getInstance, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { elementsOf } from '../elements.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'
import { needInstance } from './find-draft.ts'
import { infected, LateRefusal } from './late-refusal.ts'
import { removePart } from './parts.ts'

/** Milliseconds before each look at a scan that is under way: half a minute together. */
const pauses = [500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000] as const

/** A part that Altinn 3 has taken, with the id of its element. */
export type SentPart = readonly [element: string, part: WantedForm | WantedFile]

/**
 * The instance once all that was sent is there and no file of it waits for its scan. Throws
 * a `LateRefusal` for a file that holds malware, and `STILL_UNDER_WAY` for a scan that takes long.
 */
export async function needScanned(
  instance: string,
  sent: readonly SentPart[],
  { ask, pause, noteSubmission }: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<Instance> {
  noteSubmission({ step: 'scanning' })
  for (const milliseconds of [...pauses, undefined]) {
    const seen = await ask(getInstance, { instance })
    if (seen !== undefined && isScanned(seen, sent)) return seen
    if (milliseconds !== undefined) await pause(milliseconds)
  }
  throw new GatewayError('STILL_UNDER_WAY')
}

function isScanned(seen: Instance, sent: readonly SentPart[]): boolean {
  const results = resultsIn(seen)
  const files = sent.flatMap(([id, part]) => ('fileName' in part ? [{ id, part }] : []))
  const withMalware = files.filter(({ id }) => isResult(results.get(id), 'Infected'))
  const [first] = withMalware
  if (first !== undefined) {
    const { fileName } = first.part
    const elements = withMalware.map(({ id }) => id)
    throw new LateRefusal({ fileName }, [infected], undefined, elements)
  }
  const isPending = files.some(({ id }) => isResult(results.get(id), 'Pending'))
  return !isPending && sent.every(([id]) => results.has(id))
}

/**
 * Takes the files from a draft for which a `LateRefusal` says that they hold malware, if they still do:
 * another request may have given them other content. Throws `STILL_UNDER_WAY` where it is not known
 * whether they are gone. What Altinn 3 does not let this caller delete stays.
 */
export async function removeInfected(
  error: unknown,
  { id: instance, appId: app }: Pick<Instance, 'id' | 'appId'>,
  ports: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<void> {
  if (!(error instanceof LateRefusal) || error.infectedElements.length === 0) return
  const results = resultsIn(await needInstance({ id: instance }, ports.ask))
  for (const element of error.infectedElements) {
    if (!isResult(results.get(element), 'Infected')) continue
    try {
      await removePart({ app, instance, element }, ports)
    } catch (failure) {
      if (effectOf(failure) !== 'refused') throw failure
    }
  }
}

type ScanResult = string | number | null | undefined

function resultsIn(seen: Instance): ReadonlyMap<string, ScanResult> {
  return new Map(elementsOf(seen).map(({ id, fileScanResult }) => [id, fileScanResult]))
}

// Altinn/altinn-storage FileScanResult.cs, by name or by number.
const results = ['NotApplicable', 'Pending', 'Clean', 'Infected'] as const

function isResult(said: ScanResult, result: (typeof results)[number]): boolean {
  return said === result || said === results.indexOf(result)
}
