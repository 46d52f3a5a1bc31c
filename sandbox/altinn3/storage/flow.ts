import type { Hidden, Lateness } from './reading/lateness.ts'

/** A task of an app's process, in the order in which the process reaches it. */
export interface FlowTask {
  readonly elementId: string
  readonly name: string
  readonly altinnTaskType: string
  /** The actions that the process file lists beyond reading and writing. */
  readonly actions?: readonly string[]
  /** The app does the work itself, and goes on to the next task within the same call. */
  readonly isServiceTask?: true
  /** The policy lets only the service owner act in this task. */
  readonly isOwnersAlone?: true
  readonly signature?: {
    readonly dataTypesToSign: readonly string[]
    readonly signatureDataType: string
    /** Validation counts the signatures (SigningTaskValidator.cs). */
    readonly runDefaultValidator?: true
  }
  /** An exclusive gateway follows: `reject` leads back to this task, all else to the next. */
  readonly onReject?: string
}

/** Where an app dies while it moves a process. Its lock stays until it runs out. */
export type Death = 'before move' | 'in service task' | 'after move'

/** What the engine of an app of version 9 makes of a move (WorkflowEngineService.cs). */
export type NextWorkflow =
  | 'parked'
  | 'timedOut'
  | 'timedOutChanged'
  | 'failed'
  | 'failedChanged'
  | 'notSubmitted'
  | 'submissionUnknown'

/** How apps move a process, where they may do so in several ways. */
export interface ProcessModes {
  /** By `org/app`: tasks instead of those that the app is seeded with. */
  readonly flows: Map<string, readonly FlowTask[]>
  /** By `org/app`: what the address of the process file answers instead of the file. */
  readonly files: Map<string, 'missing' | 'error' | 'garbage'>
  /** How many runs of service tasks fail yet; a run that fails counts as a write, too. */
  serviceTaskFails: number
  /** How many times yet the app cannot make a PDF: the task does not end then. */
  pdfFails: number
  /** The next move that gets that far, and only that one. */
  dies: Death | undefined
  /** A move that is accepted gives no answer, and has its effect later (CancellationToken.None). */
  lateMoves: Lateness | undefined
  /** Guids of instances whose payment is completed. */
  readonly paid: Set<string>
  /** What befalls the next moves of apps of version 9; without `times`, all of them. */
  workflow: { readonly kind: NextWorkflow; times?: number } | undefined
  /** When the engine of version 9 is done with what it has not finished within the call. */
  workflowLateness: Lateness
}

export function createProcessModes(): ProcessModes {
  return {
    ...{ flows: new Map(), files: new Map(), paid: new Set() },
    ...{ serviceTaskFails: 0, pdfFails: 0, dies: undefined, lateMoves: undefined },
    ...{ workflow: undefined, workflowLateness: { looks: 2 } },
  }
}

/** A move that has been accepted and is not done yet. */
export interface PendingMove extends Hidden {
  readonly run: () => void
}

/** What the engine of version 9 knows of the current task, while there is something to know. */
export interface Workflow {
  readonly status: 'processing' | 'failed'
  readonly id: string
  readonly targetTask?: string
  readonly since: string
  readonly waitingReason?: string
  /** What is left to do once the workflow is resumed. */
  readonly rest: () => void
}
