import type { AppDataType } from '../../altinn3/app-metadata.ts'
import type { DataElement, Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { differenceOf, hasName } from './difference.ts'
import { needInstance } from './find-draft.ts'
import { addPart, removePart, replacePart } from './parts.ts'
import { needScanned, removeInfected, type SentPart } from './scan.ts'
import type { FormPlace, Wanted } from '../wanted.ts'

/**
 * Gives a draft other content: what is there already is replaced, what is missing added, and what is
 * wanted no more deleted last, so that a failure on the way loses nothing. The same again goes on
 * where a failed attempt has stopped, and is answered with `STILL_UNDER_WAY` until then. Elements whose
 * data type the services file does not name are left alone: they are the app's own. Throws a
 * `LateRefusal`, and `PART_KEPT` before any write.
 */
export async function rewriteDraft(
  { id }: Pick<Instance, 'id'>,
  wanted: Wanted,
  place: FormPlace,
  ports: Ports,
): Promise<Instance> {
  const before = await needInstance({ id }, ports.ask)
  const named = differenceOf(before, wanted, hasName)
  // A file of another name takes the place of one that is wanted no more: a type has few places.
  const left = { ...before, data: [...named.others] }
  const unnamed = differenceOf(left, { forms: [], files: named.missingFiles }, () => true)
  const superfluous = superfluousIn(unnamed.others, place)
  const replaced = [...named.forms, ...named.files, ...unnamed.files]
  const sent: SentPart[] = replaced.map(([element, part]) => [element.id, part])
  for (const [element, part] of sent) await replacePart(element, part, before, ports)
  const data = [...(before.data ?? [])]
  for (const part of [...named.missingForms, ...unnamed.missingFiles]) {
    const added = await addPart(part, { ...before, data }, ports)
    data.push(added)
    sent.push([added.id, part])
  }
  const after = await needClean(before, sent, ports)
  for (const { id: element } of superfluous) {
    await removePart({ app: before.appId, instance: id, element }, ports)
  }
  return after
}

/**
 * Of what is left over, what is the caller's to delete: of the data types that the services file names.
 * Throws `PART_KEPT` where the app lets no user delete one of them.
 */
function superfluousIn(
  others: readonly DataElement[],
  { place: { forms, attachments }, metadata }: FormPlace,
): readonly DataElement[] {
  const types = new Set([...Object.values(forms ?? {}), ...Object.values(attachments ?? {})])
  const superfluous = others.filter(({ dataType }) => types.has(dataType))
  const kept = new Set((metadata.dataTypes ?? []).filter(isKept).map((type) => type.id))
  const keptOne = superfluous.find(({ dataType }) => kept.has(dataType))
  if (keptOne !== undefined) throw new GatewayError('PART_KEPT', { detail: keptOne.dataType })
  return superfluous
}

// Altinn/app-lib-dotnet DataElementAccessChecker.cs, GetDeleteProblem.
function isKept({ appLogic, minCount, maxCount }: AppDataType): boolean {
  const isOnlyForm = Boolean(appLogic?.classRef) && minCount === 1 && maxCount === 1
  return isOnlyForm || appLogic?.disallowUserDelete === true
}

async function needClean(
  instance: Instance,
  sent: readonly SentPart[],
  ports: Ports,
): Promise<Instance> {
  try {
    return await needScanned(instance.id, sent, ports)
  } catch (error) {
    await removeInfected(error, instance, ports)
    throw error
  }
}
