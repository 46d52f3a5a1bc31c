import {
  deleteData,
  postData,
  putData,
  type ElementData,
  type ElementPlace,
} from '../../altinn3/app-data.ts'
import { effectOf, keptOf } from '../../altinn3/operation.ts'
import { getInstance, type DataElement, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'
import { elementsOf } from '../elements.ts'
import { hasNameAndSize } from './difference.ts'
import { refusalOf } from './late-refusal.ts'
import { lookAgain, unclear } from './look-again.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'

/** Milliseconds before a call that was never sent is made once more. */
const pauseBeforeRepeat = 1_000

/**
 * Adds a form or a file to an instance and gives its element. After a lost answer it looks for an
 * element that was not there before. Throws `STILL_UNDER_WAY` where none is seen, and a `LateRefusal`.
 *
 * @param before the instance as it was last seen
 */
export async function addPart(
  part: WantedForm | WantedFile,
  before: Instance,
  ports: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<DataElement> {
  const { id: instance, appId: app } = before
  ports.noteSubmission({ step: 'filling' })
  const sent = { app, instance, dataType: part.dataType, data: toData(part) }
  try {
    const added = await onceMore(ports, () => ports.ask(postData, sent))
    if (added === undefined) throw new GatewayError('NOT_FOUND')
    return added
  } catch (error) {
    if (effectOf(error) !== 'unknown') throw refusalOf(error, part, keptOf(postData, error))
    const found = await lookAgain(ports, () => findAdded(part, before, ports))
    if (found === undefined) throw unclear(error)
    return found
  }
}

/** Replaces what an element holds. Throws `NOT_FOUND` where it is gone, and a `LateRefusal`. */
export async function replacePart(
  element: string,
  part: WantedForm | WantedFile,
  { id: instance, appId: app }: Pick<Instance, 'id' | 'appId'>,
  ports: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<void> {
  const data = toData(part)
  // What the app fills in by itself is there already.
  if (!('fileName' in data) && data.xml === undefined) return
  ports.noteSubmission({ step: 'filling' })
  const replace = (): Promise<object | undefined> =>
    ports.ask(putData, { app, instance, element, data })
  try {
    const replaced = await onceMore(ports, replace)
    if (replaced === undefined) throw new GatewayError('NOT_FOUND')
  } catch (error) {
    if (effectOf(error) !== 'refused' && !isAbsent(error)) throw unclear(error)
    throw refusalOf(error, part, keptOf(putData, error))
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof GatewayError && error.code === 'NOT_FOUND'
}

/** Makes a call again where it was certainly never sent. */
export async function onceMore<Read>(
  { pause }: Pick<Ports, 'pause'>,
  call: () => Promise<Read>,
): Promise<Read> {
  try {
    return await call()
  } catch (error) {
    if (effectOf(error) !== 'notSent') throw error
    await pause(pauseBeforeRepeat)
    return call()
  }
}

async function findAdded(
  part: WantedForm | WantedFile,
  before: Instance,
  { ask }: Pick<Ports, 'ask'>,
): Promise<DataElement | undefined> {
  const after = await ask(getInstance, { instance: before.id })
  return after && findNew(part, after, before)
}

/** What has come to an instance since it was last seen, if it is the part. */
export function findNew(
  part: WantedForm | WantedFile,
  after: Instance,
  before: Instance,
): DataElement | undefined {
  const known = new Set((before.data ?? []).map(({ id }) => id))
  return elementsOf(after).find((element) => {
    const isNew = !known.has(element.id) && element.dataType === part.dataType
    return isNew && (!('fileName' in part) || hasNameAndSize(element, part))
  })
}

/** Deletes a form or a file; one that is gone already is deleted, too. */
export async function removePart(
  place: ElementPlace,
  ports: Pick<Ports, 'ask' | 'pause' | 'noteSubmission'>,
): Promise<void> {
  ports.noteSubmission({ step: 'filling' })
  try {
    await onceMore(ports, () => ports.ask(deleteData, place))
  } catch (error) {
    throw effectOf(error) === 'refused' ? error : unclear(error)
  }
}

function toData(part: WantedForm | WantedFile): ElementData {
  if ('fileName' in part) {
    const { fileName, contentType, bytes } = part
    return { fileName, contentType, bytes }
  }
  return part.xml === undefined ? {} : { xml: part.xml }
}
