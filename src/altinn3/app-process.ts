import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { ValidationIssue, type AppLanguage, type InstancePlace } from './apps.ts'
import { maybe, reader, type Download, type Operation, type Refusal } from './operation.ts'

// Altinn/app-lib-dotnet AppProcessState.cs, ProcessStateExtended.cs.
const ProcessState = Type.Object({
  ended: maybe(Type.String()),
  currentTask: maybe(
    Type.Object({
      elementId: maybe(Type.String()),
      altinnTaskType: maybe(Type.String()),
    }),
  ),
  /** All tasks of the app's process, in the order of its file. */
  processTasks: maybe(
    Type.Array(
      Type.Object({ elementId: maybe(Type.String()), altinnTaskType: maybe(Type.String()) }),
    ),
  ),
  /** Of an app of version 9: whether its engine is at work. */
  workflow: maybe(Type.Object({ status: maybe(Type.String()) })),
})

export type ProcessState = Static<typeof ProcessState>

/** Where an instance is in its app's process. */
export const getProcess: Operation<InstancePlace, ProcessState> = {
  name: 'apps/get-process',
  method: 'GET',
  base: 'apps',
  target: ({ app, instance }) => `/${app}/instances/${instance}/process`,
  read: reader(ProcessState),
  retry: 'again',
  outcomes: { 404: 'absent' },
}

export interface ProcessMove extends InstancePlace {
  /** Absent: what ends a task of its kind. */
  readonly action?: 'confirm' | 'sign'
  readonly language: AppLanguage
}

/** Milliseconds: an app of version 9 waits for its engine, 100 s at most. */
const deadline = 120_000

/**
 * Ends the task where an instance is, after the app has validated it; the app then runs the services'
 * tasks that follow. Not to be repeated blindly: it would end the next task, too (ProcessController.cs).
 */
export const moveProcess = {
  name: 'apps/move-process',
  method: 'PUT',
  base: 'apps',
  target: ({ app, instance, language }) =>
    `/${app}/instances/${instance}/process/next?language=${language}`,
  sends: ({ action }) => (action === undefined ? undefined : { json: { action } }),
  read: reader(ProcessState),
  keeps: ({ body }: Refusal) => ({ issues: issuesOf(body) }),
  retry: 'never',
  extendedDeadline: deadline,
  outcomes: { 404: 'absent', 409: 'STILL_UNDER_WAY' },
} satisfies Operation<ProcessMove, ProcessState>

const issueList = Compile(Type.Array(ValidationIssue))

/** What the app has found wrong, where that is why it refuses (ProblemDetails, ProcessController.cs). */
function issuesOf(body: unknown): readonly ValidationIssue[] {
  if (typeof body !== 'object' || body === null || !('validationIssues' in body)) return []
  const { validationIssues: issues } = body
  return issueList.Check(issues) ? issues : []
}

/** An app's process as it is drawn (BPMN), for everybody (ApplicationMetadataController.cs). */
export const getProcessFile: Download<{ readonly app: string }> = {
  name: 'apps/get-process-file',
  method: 'GET',
  base: 'apps',
  isPublic: true,
  target: ({ app }) => `/${app}/api/v1/meta/process`,
  type: /\bxml\b/i,
  retry: 'again',
  outcomes: { 401: 'absent', 403: 'absent', 404: 'absent', 409: 'absent' },
}
