/** What every answer says about itself. */
export interface Tags {
  readonly requestId: string
  readonly servedBy: 'altinn2' | 'altinn3' | 'both' | 'gateway'
  /** The version of the register that decided. */
  readonly register: string
}

export function toHeaders({ requestId, servedBy, register }: Tags): Record<string, string> {
  return { 'X-Request-Id': requestId, 'X-Served-By': servedBy, 'X-Register': register }
}
