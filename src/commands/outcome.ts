/** What a command leaves behind. */
export interface Outcome {
  readonly exitCode: number
  readonly output?: string
  readonly complaint?: string
}
