import { createHash } from 'node:crypto'
import { getData, type DataElement, type Instance } from '../../altinn3/storage.ts'
import { GatewayError } from '../../errors.ts'
import { partsOf } from '../../message-box/forms/parts.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'
import { isOfRetry } from './attempt.ts'
import { hasNameAndSize } from './difference.ts'
import { needInstance } from './find-draft.ts'
import { infected, LateRefusal } from './late-refusal.ts'
import type { OpenDraft } from '../open-draft.ts'
import { addPart, replacePart } from './parts.ts'
import { removePart } from './rewrite.ts'
import { needScanned } from './scan.ts'
import { inSequence } from '../sequence.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'

/**
 * Adds a form to a draft and gives its id. An app writes a form in its own words, so that the same form
 * sent again is not known by what it holds: it is added twice. Throws a `LateRefusal`, and
 * `STILL_UNDER_WAY`.
 */
export async function addForm(
  { element }: OpenDraft,
  form: WantedForm,
  request: TranslationRequest,
  ports: Ports,
): Promise<number> {
  const { instance } = element
  try {
    return await inSequence(instance.id, request, ports, async (own, note) => {
      note(instance)
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
 * Adds a file to a draft and gives its id, once its scan is over. The same file sent again within the
 * time of a retry is not added twice. Throws a `LateRefusal`, and `STILL_UNDER_WAY`.
 */
export async function addFile(
  draft: OpenDraft,
  file: WantedFile,
  request: TranslationRequest,
  ports: Ports,
): Promise<number> {
  const retryWindow = request.settings.submissionRetryWindow
  const { id: key } = draft.element.instance
  return inSequence(key, request, ports, async (own, note) => {
    note(draft.element.instance)
    const instance = await lookIfOld(draft, own)
    const added =
      (await findSame(instance, file, retryWindow, own)) ?? (await addPart(file, instance, own))
    try {
      await needScanned(instance.id, { forms: [], files: [file] }, own)
    } catch (error) {
      const isInfected = error instanceof LateRefusal && error.codes.includes(infected)
      if (isInfected) await removePart(placeOf(instance, added.id), own)
      throw error
    }
    return needPartId(instance, added, own)
  })
}

/** Milliseconds in which nothing else has come to a draft, as an upload or another sequence may take longer. */
const maxAge = 100

/** The draft as it is now: the same file may have come while this one waited. */
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

/** Takes a form or a file from a draft. Throws `PART_KEPT`, and `STILL_UNDER_WAY`. */
export async function removeElement(
  { element: { instance } }: OpenDraft,
  element: string,
  request: TranslationRequest,
  ports: Ports,
): Promise<void> {
  await inSequence(instance.id, request, ports, (own, note) => {
    note(instance)
    return removePart(placeOf(instance, element), own)
  })
}

function placeOf({ appId, id }: Instance, element: string) {
  return { app: appId, instance: id, element }
}

/** The file of an attempt whose answer the caller has not had: the same bytes, a moment ago. */
async function findSame(
  { id, data }: Instance,
  file: WantedFile,
  retryWindow: number,
  { ask, now, stream }: Ports,
): Promise<DataElement | undefined> {
  for (const element of data ?? []) {
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
  const { data } = await needInstance({ id: instance }, ask)
  return !(data ?? []).some((one) => one.id === id)
}

async function sumUp(
  bytes: AsyncIterable<Buffer>,
): Promise<{ readonly size: number; readonly hash: string }> {
  const hash = createHash('sha256')
  let size = 0
  for await (const piece of bytes) {
    size += piece.length
    hash.update(piece)
  }
  return { size, hash: hash.digest('hex') }
}

/** Storage may not show yet what has just been added. */
async function needPartId(instance: Instance, added: DataElement, { look }: Ports) {
  const others = (instance.data ?? []).filter(({ id }) => id !== added.id)
  const application = await look.application(instance.appId)
  const { forms, attachments } = partsOf({ ...instance, data: [...others, added] }, application)
  const found = [...forms, ...attachments].find(([, { id }]) => id === added.id)
  if (found === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return found[0]
}
