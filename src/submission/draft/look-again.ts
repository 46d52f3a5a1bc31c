import { GatewayError } from '../../errors.ts'
import type { Ports } from '../../translation.ts'

/** Milliseconds before each look for what a lost call may have done: ten seconds together. */
const pauses = [500, 1_000, 1_500, 2_000, 2_500, 2_500] as const

/**
 * Looks several times for what a call may have done whose answer was lost. Altinn 3 shows it late,
 * or the call is still under way there.
 */
export async function lookAgain<Found>(
  { pause }: Pick<Ports, 'pause'>,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  for (const milliseconds of pauses) {
    await pause(milliseconds)
    const found = await look().catch(nothingSeen)
    if (found !== undefined) return found
  }
  return undefined
}

/** A look that fails has seen nothing. */
export function nothingSeen(error: unknown): undefined {
  if (!(error instanceof GatewayError)) throw error
  return undefined
}

/** What is answered where it is not known whether a call has had its effect. */
export function unclear(error: unknown): GatewayError {
  const upstream = error instanceof GatewayError ? error.details.upstream : undefined
  return new GatewayError('STILL_UNDER_WAY', {
    cause: error,
    ...(upstream === undefined ? {} : { upstream }),
  })
}
