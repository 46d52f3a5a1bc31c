import type { Instance } from '../../altinn3/storage.ts'
import type { Ports } from '../../translation.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'
import { needInstance } from './find-draft.ts'
import { isConflict, LateRefusal } from './late-refusal.ts'
import { unclear } from './look-again.ts'
import { findNew } from './parts.ts'

/**
 * Performs one write of a draft that is being made, and says what an app's conflict means there. Throws
 * `NOT_BEING_FILLED_IN` where a person has sent or deleted the draft meanwhile, `STILL_UNDER_WAY` where
 * the part has come by itself, and else a `LateRefusal`: the same again would be refused again.
 *
 * @param before the instance as it was last seen
 */
export async function explainingConflict<Result>(
  part: WantedForm | WantedFile,
  before: Instance,
  { ask }: Pick<Ports, 'ask'>,
  write: () => Promise<Result>,
): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    if (!isConflict(error)) throw error
    const seen = await needInstance(before, ask)
    if (hasGoneOn(seen, before)) throw error
    // The call of an earlier attempt, whose answer was lost.
    if (findNew(part, seen, before) !== undefined) throw unclear(error)
    throw new LateRefusal(part, ['409'])
  }
}

function hasGoneOn({ process, status }: Instance, before: Instance): boolean {
  const [task, taskBefore] = [process?.currentTask, before.process?.currentTask]
  const isElsewhere =
    taskBefore?.elementId !== undefined && task?.elementId !== taskBefore.elementId
  const isDeleted = status?.isSoftDeleted === true || status?.isHardDeleted === true
  return isElsewhere || isDeleted || status?.isArchived === true || Boolean(process?.ended)
}
