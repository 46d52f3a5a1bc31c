import { createInstance, discardInstance } from '../altinn3/app-data.ts'
import type { AppLanguage } from '../altinn3/apps.ts'
import { effectOf, keptOf } from '../altinn3/operation.ts'
import { getInstance, type Instance } from '../altinn3/storage.ts'
import { GatewayError } from '../errors.ts'
import type { Ports } from '../translation.ts'
import { differenceOf, type Difference } from './difference.ts'
import { findDrafts } from './find-draft.ts'
import { LateRefusal, refusalOf } from './late-refusal.ts'
import { lookAgain, unclear } from './look-again.ts'
import { toDataValues } from './marker.ts'
import { addPart, onceMore, replacePart } from './parts.ts'
import { needScanned } from './scan.ts'
import type { Wanted } from './wanted.ts'

/** A draft that is to be made. */
export interface DraftTask {
  /** Owner and name. */
  readonly app: string
  /** The owner's organisation number. */
  readonly owner: string
  readonly language: AppLanguage
  readonly wanted: Wanted
  /** Tells this draft from others, so that a retry finds it. */
  readonly marker: string
  /** Milliseconds in which the same again is a retry, and not another draft. */
  readonly retryWindow: number
  /** Hears of the draft as soon as there is one, and of `undefined` when it is gone again. */
  readonly note: (instance: Instance | undefined) => void
}

/**
 * Makes a draft with all its parts, or goes on with the one that an earlier attempt has begun; gives
 * it as it then is. Where Altinn 3 refuses a part, a draft that was begun here is taken away again.
 * Throws `STILL_UNDER_WAY` where a retry has to look what became of it.
 */
export async function makeDraft(task: DraftTask, ports: Ports): Promise<Instance> {
  const earlier = await findEarlier(task, ports)
  const begun = earlier ?? (await begin(task, ports))
  task.note(begun)
  try {
    await fill(begun, task, earlier !== undefined, ports)
    if (earlier === undefined) await needOldest(begun, task, ports)
    return await needScanned(begun.id, task.wanted, ports)
  } catch (error) {
    if (!isRefusal(error)) throw unclear(error)
    if (earlier === undefined) await discard(begun, task, ports)
    throw error
  }
}

/**
 * What an earlier attempt has left: one that lacks parts, whenever it was begun; one that lacks none
 * as long as the same again is a retry. Of several the oldest.
 */
async function findEarlier(task: DraftTask, ports: Ports): Promise<Instance | undefined> {
  const { wanted, retryWindow } = task
  const found = await findDrafts(task, ports)
  const ageOf = ({ created }: Instance): number => ports.now() - Date.parse(created)
  const begun = found.filter((one) => one.process?.currentTask?.elementId)
  const earlier = begun.find(
    (one) => ageOf(one) < retryWindow || isLacking(differenceOf(one, wanted)),
  )
  if (earlier !== undefined) return earlier
  // One without a task is being made, or the app has given up on it.
  const halfMade = found.find((one) => !begun.includes(one) && ageOf(one) < longestCreation)
  if (halfMade !== undefined) throw new GatewayError('STILL_UNDER_WAY')
  return undefined
}

/** Milliseconds in which an app has made an instance, or never will. */
const longestCreation = 130_000

function isLacking({ missingForms, missingFiles }: Difference): boolean {
  return missingForms.length > 0 || missingFiles.length > 0
}

async function begin(task: DraftTask, ports: Ports): Promise<Instance> {
  const { app, owner, language, marker, wanted } = task
  const main = wanted.forms.find(({ isMain }) => isMain)
  const mainForm =
    main?.xml === undefined ? {} : { mainForm: { dataType: main.dataType, xml: main.xml } }
  const sent = { app, owner, language, dataValues: toDataValues(marker), ...mainForm }
  try {
    const created = await onceMore(ports, () => ports.ask(createInstance, sent))
    if (created === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
    return created
  } catch (error) {
    const kept = keptOf(createInstance, error)
    if (effectOf(error) !== 'unknown') throw main ? refusalOf(error, main, kept) : error
    const named = kept?.instance
    const found = await lookAgain(ports, async () => {
      if (named !== undefined) return ports.ask(getInstance, { instance: named })
      return findEarlier(task, ports)
    })
    if (found === undefined) throw unclear(error)
    return found
  }
}

/** Gives a draft what it lacks, one part after another, forms first. */
async function fill(
  begun: Instance,
  { wanted }: DraftTask,
  isResumed: boolean,
  ports: Ports,
): Promise<void> {
  const { forms, missingForms, missingFiles } = differenceOf(begun, wanted)
  for (const [element, form] of forms) {
    // The main form has come with the draft.
    if (form.isMain && !isResumed) continue
    await replacePart(element.id, form, begun, ports)
  }
  const data = [...(begun.data ?? [])]
  for (const part of [...missingForms, ...missingFiles]) {
    data.push(await addPart(part, { ...begun, data }, ports))
  }
}

/** An attempt whose answer was lost may have come to something late: then that one goes on. */
async function needOldest(begun: Instance, task: DraftTask, ports: Ports): Promise<void> {
  const { retryWindow } = task
  const found = await findDrafts(task, ports)
  const since = Date.parse(begun.created) - retryWindow
  const older = found.find(
    ({ id, created }) => created < begun.created && id !== begun.id && Date.parse(created) > since,
  )
  if (older === undefined) return
  await discard(begun, task, ports)
  throw new GatewayError('STILL_UNDER_WAY')
}

/** Nobody has seen it yet; where Altinn 3 does not let it go, it stays a draft that people see. */
async function discard(
  { id, appId: app }: Instance,
  { note }: DraftTask,
  { ask }: Pick<Ports, 'ask'>,
): Promise<void> {
  try {
    await ask(discardInstance, { app, instance: id })
    note(undefined)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
  }
}

/** Sending the same again would be refused again. */
function isRefusal(error: unknown): boolean {
  if (error instanceof LateRefusal) return true
  return error instanceof GatewayError && error.code === 'ALTINN3_ACCESS_REFUSED'
}
