import { GatewayError } from '../../errors.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'

/** A form or a file as a person knows it. */
export type NamedPart = Pick<WantedForm, 'dataType'> | Pick<WantedFile, 'fileName'>

/** The code of a file in which malware was found (Altinn/app-lib-dotnet ValidationIssueCodes.cs). */
export const infected = 'DataElementFileInfected'

/** Altinn 3's app does not take a part, for a reason that could not be seen before it was sent. */
export class LateRefusal extends Error {
  override readonly name = 'LateRefusal'
  readonly part: NamedPart
  /** The app's names for what is wrong. */
  readonly codes: readonly string[]
  /** Path, below the public address, of the draft that is there in spite of it. */
  readonly location: string | undefined

  constructor(part: NamedPart, codes: readonly string[], location?: string) {
    super('a part was refused')
    this.part = part
    this.codes = codes
    this.location = location
  }
}

/** What an error says of the part that was sent: any but the app's own refusal stays as it is. */
export function refusalOf(
  error: unknown,
  part: NamedPart,
  kept: { readonly codes: readonly string[] } | undefined,
): unknown {
  const isRefused = error instanceof GatewayError && error.code === 'PART_REFUSED'
  return isRefused ? new LateRefusal(part, kept?.codes ?? []) : error
}
