import { effectOf } from '../../altinn3/operation.ts'
import { GatewayError } from '../../errors.ts'
import type { WantedFile, WantedForm } from '../wanted.ts'

/** A form or a file as a person knows it. */
export type NamedPart = Pick<WantedForm, 'dataType'> | Pick<WantedFile, 'fileName'>

/** The code of a file in which malware was found (Altinn/app-lib-dotnet ValidationIssueCodes.cs). */
export const infected = 'DataElementFileInfected'

/** Altinn 3's app does not take a part, for a reason that could not be seen before it was sent. */
export class LateRefusal extends GatewayError {
  readonly part: NamedPart
  /** The app's names for what is wrong. */
  readonly codes: readonly string[]
  /** Ids of the elements that hold malware. */
  readonly infectedElements: readonly string[]

  /** @param location path, below the public address, of the draft that is there in spite of it */
  constructor(
    part: NamedPart,
    codes: readonly string[],
    location?: string,
    infectedElements: readonly string[] = [],
  ) {
    super('PART_REFUSED', { effect: 'refused', ...(location === undefined ? {} : { location }) })
    this.part = part
    this.codes = codes
    this.infectedElements = infectedElements
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

/** The app answers 409: too many parts, another task, or an instance that is not filled in any more. */
export function isConflict(error: unknown): error is GatewayError {
  const isOfCode = error instanceof GatewayError && error.code === 'NOT_BEING_FILLED_IN'
  return isOfCode && effectOf(error) === 'refused'
}
