import type { PolicyRule } from '../altinn3/resource-registry.ts'
import { errors, GatewayError } from '../errors.ts'
import { isIllness } from '../http/upstreams/failure-causes.ts'
import type { PublicPorts, TranslationSettings } from '../translation.ts'

/** What was made of the policies of several resources. */
export interface Policies<Made> {
  /** By the resource's id; without those that have no policy. */
  readonly made: ReadonlyMap<string, Made>
  /** At least one policy could not be read, so that the answer may lack rights. */
  readonly isPart: boolean
}

/** Names what a list lacks: the rights of policies that could not be read. */
export const policiesMissing = ['policies'] as const

/**
 * Reads each resource's policy and keeps only what `make` makes of it: together they may be large. One that
 * the registry cannot give counts as one that gives nothing. Throws where the registry answered about none
 * of them: an empty list would then pass for a whole one.
 */
export async function readPolicies<Made>(
  ids: readonly string[],
  make: (rules: readonly PolicyRule[]) => Made,
  settings: Pick<TranslationSettings, 'listPartial'>,
  { policyRules }: Pick<PublicPorts['look'], 'policyRules'>,
): Promise<Policies<Made>> {
  const read = async (id: string): Promise<Answered<Made>> => {
    try {
      const rules = await policyRules(id)
      return { id, made: rules && make(rules) }
    } catch (error) {
      if (isUnreadable(error) || mayLack(error, settings)) return { id, error }
      throw error
    }
  }
  const all = await Promise.all(ids.map(read))
  const failed = all.filter((one) => 'error' in one)
  const [first] = failed
  if (first !== undefined && failed.length === all.length) throw first.error
  const made = all.flatMap((one) =>
    'error' in one || one.made === undefined ? [] : [[one.id, one.made] as const],
  )
  return { made: new Map(made), isPart: failed.length > 0 }
}

type Answered<Made> =
  | { readonly id: string; readonly made: Made | undefined }
  | { readonly id: string; readonly error: GatewayError }

/**
 * The registry is there and has no usable answer about this one policy. It answers 500 for each policy of an
 * unusual shape, for ever (Altinn/altinn-resource-registry PolicyHelper.cs).
 */
function isUnreadable(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError) || error.code !== 'ALTINN3_UNREADABLE') return false
  const { upstream } = error.details
  return upstream === undefined || !isIllness(upstream)
}

/** The registry is ill, and the operator prefers what is known to an error. */
function mayLack(
  error: unknown,
  { listPartial }: Pick<TranslationSettings, 'listPartial'>,
): error is GatewayError {
  if (listPartial !== 'warn' || !(error instanceof GatewayError)) return false
  const { side, status } = errors[error.code]
  return side === 'altinn3' && status >= 500
}
