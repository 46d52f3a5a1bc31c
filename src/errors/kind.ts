/** Who must act for the error to go away. */
export type Side = 'caller' | 'gateway' | 'altinn2' | 'altinn3'

/** What an error code stands for. */
export interface ErrorKind {
  readonly status: number
  readonly side: Side
  /** The reason phrase: ASCII, and Altinn 2's own words where it had the case. */
  readonly reason: string
  /** `ErrorCode` in the error model of the newer groups. */
  readonly number: number
}
