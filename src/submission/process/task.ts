import type { ProcessState } from '../../altinn3/app-process.ts'
import type { Instance } from '../../altinn3/storage.ts'

/** How far a caller wants its message to go. */
export interface Goal {
  /** Also past the tasks in which a person confirms or signs. */
  readonly sign: boolean
  /** The task with forms that may be ended; later ones are for people. */
  readonly from: string
  /** Of the services file: the tasks that are confirmed or signed here; absent: all of them. */
  readonly steps?: Readonly<Record<string, 'confirm' | 'sign'>>
}

/** Where a message is on its way, as its caller sees it. */
export type Position =
  /** The caller's own task is next. */
  | { readonly kind: 'task'; readonly task: string; readonly action?: 'confirm' | 'sign' }
  /** The app's engine is at work. */
  | { readonly kind: 'atWork' }
  /** The app's engine has failed: its owner has to act. */
  | { readonly kind: 'failed' }
  /** A person has to pay in the app. */
  | { readonly kind: 'payment' }
  /** It has come to its end. */
  | { readonly kind: 'ended' }
  /** What is left is for others, or was not asked for. */
  | { readonly kind: 'left' }

/** By the app's own answer. */
export function positionOf(process: ProcessState, goal: Goal): Position {
  const position = positionIn(process, goal)
  if (position.kind !== 'task') return position
  // Altinn/app-lib-dotnet, version 9, AppProcessWorkflowStatus.cs: an engine with nothing to do is idle.
  const status = process.workflow?.status?.toLowerCase() ?? 'idle'
  if (status !== 'idle') return { kind: status === 'failed' ? 'failed' : 'atWork' }
  return position.action === 'sign' && hasSeveralSignings(process) ? { kind: 'left' } : position
}

/** Then several persons sign, and not one system for all of them. */
function hasSeveralSignings({ processTasks }: ProcessState): boolean {
  const types = (processTasks ?? []).map(({ altinnTaskType }) => altinnTaskType?.toLowerCase())
  return types.filter((type) => type === 'signing').length > 1
}

/** By what Storage keeps of the process. */
function positionIn(
  { ended, currentTask }: Pick<ProcessState, 'ended' | 'currentTask'>,
  goal: Goal,
): Position {
  if (ended) return { kind: 'ended' }
  const { elementId: task, altinnTaskType: type } = currentTask ?? {}
  // The app has made the instance and has not begun its process yet.
  if (!task) return { kind: 'atWork' }
  switch (type?.toLowerCase() ?? '') {
    case 'data':
      return task === goal.from ? { kind: 'task', task } : { kind: 'left' }
    case 'confirmation':
      return mayAct(goal, task, 'confirm')
        ? { kind: 'task', task, action: 'confirm' }
        : { kind: 'left' }
    case 'signing':
      return mayAct(goal, task, 'sign') ? { kind: 'task', task, action: 'sign' } : { kind: 'left' }
    case 'payment':
      return { kind: 'payment' }
    default:
      // `feedback`, `pdf`, `eFormidling` and an app's own: services act there.
      return { kind: 'left' }
  }
}

function mayAct({ sign, steps }: Goal, task: string, action: 'confirm' | 'sign'): boolean {
  return sign && (steps === undefined || steps[task] === action)
}

/** Whether nothing is left for the caller of a message that was found again. */
export function isOver({ process, status }: Instance, goal: Goal): boolean {
  if (status?.isArchived === true) return true
  const { kind } = positionIn(process ?? {}, goal)
  return kind === 'ended' || kind === 'left'
}
