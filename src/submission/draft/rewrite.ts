import { deleteData } from '../../altinn3/app-data.ts'
import type { Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { partsOf } from '../../message-box/forms/parts.ts'
import type { Ports } from '../../translation.ts'
import { differenceOf, hasName } from './difference.ts'
import { needInstance } from './find-draft.ts'
import { unclear } from './look-again.ts'
import { addPart, onceMore, replacePart } from './parts.ts'
import { needScanned } from './scan.ts'
import type { Wanted } from '../wanted.ts'

/**
 * Gives a draft other content: what is there already is replaced, what is missing added, and what is
 * wanted no more deleted last, so that a failure on the way loses nothing. The same again goes on
 * where a failed attempt has stopped, and is answered with `STILL_UNDER_WAY` until then. The app's own
 * elements are left alone.
 */
export async function rewriteDraft(
  { id, appId }: Instance,
  wanted: Wanted,
  ports: Ports,
): Promise<Instance> {
  const before = await needInstance({ id }, ports.ask)
  const named = differenceOf(before, wanted, hasName)
  const { forms, missingForms } = named
  // A file of another name takes the place of one that is wanted no more: a type has few places.
  const left = { ...before, data: [...named.others] }
  const unnamed = differenceOf(left, { forms: [], files: named.missingFiles }, () => true)
  const { missingFiles, others } = unnamed
  for (const [element, part] of [...forms, ...named.files, ...unnamed.files]) {
    await replacePart(element.id, part, before, ports)
  }
  const data = [...(before.data ?? [])]
  for (const part of [...missingForms, ...missingFiles]) {
    data.push(await addPart(part, { ...before, data }, ports))
  }
  const after = await needScanned(id, wanted, ports)
  // As it was when the work began: another client's update may have come before.
  const { forms: own, attachments } = partsOf(before, await ports.look.application(appId))
  const ofCaller = new Set([...own.values(), ...attachments.values()].map((one) => one.id))
  for (const { id: element } of others.filter((one) => ofCaller.has(one.id))) {
    await removePart({ app: appId, instance: id, element }, ports)
  }
  return after
}

interface ElementPlace {
  readonly app: string
  readonly instance: string
  readonly element: string
}

/** Deletes a form or a file; one that is gone already is deleted, too. */
export async function removePart(
  place: ElementPlace,
  ports: Pick<Ports, 'ask' | 'pause'>,
): Promise<void> {
  try {
    await onceMore(ports, () => ports.ask(deleteData, place))
  } catch (error) {
    if (error instanceof GatewayError && error.details.effect === 'refused') throw error
    throw unclear(error)
  }
}
