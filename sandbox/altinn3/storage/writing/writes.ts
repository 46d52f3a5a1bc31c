/** A call that changed something. */
export interface Write {
  readonly kind: WriteKind
  readonly app: string
  /** Its guid. */
  readonly instance: string
  readonly element?: string
  readonly dataType?: string
  /** Where a process was moved to, or the service task that ran. */
  readonly task?: string
}

export type WriteKind =
  | 'instance created'
  | 'instance deleted'
  | 'element created'
  | 'element replaced'
  | 'element deleted'
  | 'process moved'
  | 'service task run'
  | 'instance archived'
  | 'data values changed'
