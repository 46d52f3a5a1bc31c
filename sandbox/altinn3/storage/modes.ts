import { createProcessModes, type ProcessModes } from './flow.ts'
import type { Lateness } from './reading/lateness.ts'

export interface Prefill {
  /** By the field's name in the class of the form. */
  readonly values: Readonly<Record<string, string | number | boolean>>
  /** Prefill of an app writes over what was sent only where the app says so (PrefillSI.cs). */
  readonly allowOverwrite?: boolean
}

/** What an app whose engine is asynchronous may say of a new instance (app-lib 9). */
export type WorkflowFault = 'notAccepted' | 'acceptanceUnknown' | 'failed'

/** How Storage and the apps behave, where the originals may behave in several ways. */
export interface StorageModes {
  /** What they tell the time by. */
  now: () => number
  /**
   * New instances that are not seen at first: an app of version 8 goes on creating after its caller
   * has gone (InstancesController.Post passes CancellationToken.None).
   */
  lateInstances: Lateness | undefined
  lateElements: Lateness | undefined
  /** How often the result of a file scan is looked at before there is one. */
  scanLooks: number
  /** File names that are infected, as any file with the EICAR test text is. */
  infectedNames: RegExp | undefined
  /**
   * What is stored of a form: read into the class and written again, as every app does it; also with
   * a field that the app calculates; or the bytes that came, which keeps large tests cheap.
   */
  forms: 'rewritten' | 'calculated' | 'as sent'
  /** By `org/app dataType`. */
  readonly prefill: Map<string, Prefill>
  /** An app heeds `disallowUserInstantiation` in production alone (InstancesController.cs). */
  isProduction: boolean
  /** By `org/app`: those with the setting `EnforceDataTypeTaskId`. */
  readonly enforcesTaskId: Set<string>
  /** The refusal of an app's own `IInstantiationValidator`, which otherwise refuses no instance. */
  instantiationRefused: { readonly message: string } | undefined
  /** An app's own analysis of files refuses these names. */
  refusedNames: RegExp | undefined
  /** An app cannot delete the instance whose parts it could not store: it stays. */
  cleanUpFails: boolean
  workflow: WorkflowFault | undefined
  /** Guids of instances whose lock is held: moving the process is a conflict (ProcessEngine.cs). */
  readonly locked: Set<string>
  readonly process: ProcessModes
  /** What an app answers of its schemas, by `org/app dataType`; an XSD unless it is said. */
  readonly schemas: Map<string, 'xsd' | 'json' | 'neither'>
}

export function createModes(): StorageModes {
  return {
    now: Date.now,
    ...{ lateInstances: undefined, lateElements: undefined },
    ...{ scanLooks: 1, infectedNames: undefined },
    forms: 'rewritten',
    ...{ prefill: new Map(), enforcesTaskId: new Set(), locked: new Set(), schemas: new Map() },
    ...{ isProduction: true, instantiationRefused: undefined, refusedNames: undefined },
    ...{ cleanUpFails: false, workflow: undefined, process: createProcessModes() },
  }
}
