import type { AppAsked } from '../data.ts'
import type { Row } from '../../storage/state.ts'

/**
 * AppProcessWorkflowStatus.cs of version 9. An ended process has no current task, and so its workflow
 * is always idle, even where a step after the end has failed (ResolveWorkflowTaskStatus).
 */
export function statusOfWorkflow({ instance }: Row, { state }: AppAsked): object {
  const workflow = state.workflows.get(instance.id)
  if (workflow === undefined || instance.process?.currentTask === undefined) {
    return { status: 'idle' }
  }
  const { status, id, targetTask, since, waitingReason } = workflow
  const target = targetTask === undefined ? {} : { targetTask }
  if (status === 'failed') {
    const failure = { kind: 'stepFailed', workflowId: id, occurredAt: since }
    return { status, ...target, failure }
  }
  const reason = waitingReason === undefined ? {} : { waitingReason }
  return { status, ...target, ...reason, progress: { completed: 1, total: 4 }, startedAt: since }
}
