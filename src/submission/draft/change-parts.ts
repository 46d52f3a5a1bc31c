import type { Altinn2Response } from '../../altinn2/response.ts'
import type { DataElement, Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { partsOf } from '../../message-box/forms/parts.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { needInstance } from './find-draft.ts'
import { findSame } from './find-same.ts'
import { LateRefusal } from './late-refusal.ts'
import type { OpenDraft } from '../open-draft.ts'
import { addPart, removePart, replacePart } from './parts.ts'
import { needScanned, removeInfected } from './scan.ts'
import { elementsOf } from '../elements.ts'
import { inSequence, outlivingCaller } from '../sequence.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'

/**
 * Adds a form to a draft and gives its id. An app writes a form in its own words, so that the same form
 * sent again is not known by what it holds: it is added twice. Throws a `LateRefusal`, and
 * `STILL_UNDER_WAY`.
 */
export async function addForm(
  draft: OpenDraft,
  form: WantedForm,
  request: TranslationRequest,
  ports: Ports,
): Promise<number> {
  const { instance: seen } = draft.element
  try {
    return await inSequence(seen.id, request, ports, async (own, note) => {
      note(seen)
      const instance = await lookIfOld(draft, own)
      const added = await addPart(form, instance, own)
      return needPartId(instance, added, own)
    })
  } catch (error) {
    const isUnclear = error instanceof GatewayError && error.code === 'STILL_UNDER_WAY'
    throw isUnclear ? new GatewayError(error.code, { ...error.details, advice: lookFirst }) : error
  }
}

const lookFirst =
  'First read the forms of this message: a form that is there already would be added twice'

/**
 * Adds a file to a draft and gives its id, once its scan is over. Other requests may change the draft
 * during the scan. The same file sent again within the time of a retry is not added twice. Throws
 * a `LateRefusal`, and `STILL_UNDER_WAY`.
 */
export async function addFile(
  draft: OpenDraft,
  file: WantedFile,
  request: TranslationRequest,
  ports: Ports,
): Promise<number> {
  const retryWindow = request.settings.submissionRetryWindow
  const { instance: seen } = draft.element
  return outlivingCaller(request, ports, async (own, note) => {
    note(seen)
    const { instance, added } = await own.oneAtATime(seen.id, async () => {
      const before = await lookIfOld(draft, own)
      const same = await findSame(before, file, retryWindow, own)
      return { instance: before, added: same ?? (await addPart(file, before, own)) }
    })
    await needClean(instance, added.id, file, own)
    return needPartId(instance, added, own)
  })
}

/** Waits for the scan of a file, and removes the file if malware was found in it. */
async function needClean(instance: Instance, element: string, file: WantedFile, ports: Ports) {
  try {
    await needScanned(instance.id, [[element, file]], ports)
  } catch (error) {
    if (error instanceof LateRefusal) {
      await ports.oneAtATime(instance.id, () => removeInfected(error, instance, ports))
    }
    throw error
  }
}

/** Milliseconds. Another sequence of writes, or an upload, takes longer. */
const maxAge = 100

/** The draft as it is now: other parts may have come while this one was uploaded or waited. */
async function lookIfOld(
  { element: { instance }, seenAt }: OpenDraft,
  { ask, now }: Ports,
): Promise<Instance> {
  return now() - seenAt <= maxAge ? instance : needInstance(instance, ask)
}

/** Gives a form of a draft other content. Throws a `LateRefusal`, and `STILL_UNDER_WAY`. */
export async function replaceForm(
  { element: { instance } }: OpenDraft,
  element: string,
  form: WantedForm,
  request: TranslationRequest,
  ports: Ports,
): Promise<void> {
  await inSequence(instance.id, request, ports, (own, note) => {
    note(instance)
    return replacePart(element, form, instance, own)
  })
}

/**
 * Takes a form or a file from a draft. Throws `NOT_FOUND`, `PART_KEPT`, and `STILL_UNDER_WAY`.
 *
 * @param part `undefined` where the draft has no such part
 */
export async function removeElement(
  { element: { instance } }: OpenDraft,
  part: Pick<DataElement, 'id'> | undefined,
  request: TranslationRequest,
  ports: Ports,
): Promise<Altinn2Response> {
  if (part === undefined) throw new GatewayError('NOT_FOUND')
  await inSequence(instance.id, request, ports, (own, note) => {
    note(instance)
    return removePart({ app: instance.appId, instance: instance.id, element: part.id }, own)
  })
  return { status: 204 }
}

/** Storage may not show yet what has just been added. */
async function needPartId(instance: Instance, added: DataElement, { look }: Ports) {
  const others = elementsOf(instance).filter(({ id }) => id !== added.id)
  const application = await look.application(instance.appId)
  const { forms, attachments } = partsOf({ ...instance, data: [...others, added] }, application)
  const found = [...forms, ...attachments].find(([, { id }]) => id === added.id)
  if (found === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return found[0]
}
