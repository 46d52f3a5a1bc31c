import { errors, GatewayError } from '../../errors.ts'
import { findCorrespondences } from '../correspondences/list.ts'
import { findForms } from '../forms/list.ts'
import type { ListedPart, Listing, Wanted } from './element-rows.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** Where elements come from, by the scope that each takes. */
export const sources = {
  forms: { list: findForms, scope: 'altinn:instances.read' },
  messages: { list: findCorrespondences, scope: 'digdir:dialogporten' },
} as const

export type SourceName = keyof typeof sources | 'altinn2' | 'altinn3'

export interface Collected extends Listing {
  /** Those that failed, where the rest is shown all the same. */
  readonly missing: readonly SourceName[]
}

/** What Altinn 3 has, each source as far as it is wanted: both at once, where the token may see both. */
export async function collectFromAltinn3(
  wanted: Wanted,
  part: ListedPart,
  request: TranslationRequest,
  ports: Ports,
): Promise<Collected> {
  const names = (['forms', 'messages'] as const).filter((name) =>
    request.scopes.has(sources[name].scope),
  )
  const listings = names.map(
    (name) => [name, sources[name].list(wanted, part, request, ports)] as const,
  )
  return together(await settle(listings, request))
}

type Settled = readonly [SourceName, Listing | Collected | Error]

/**
 * Half a list must not pass for a whole one: the first failure is the answer, unless the operator
 * prefers the rest. When there is no rest, it always is.
 *
 * @param isForgivable what a platform did wrong; what the caller did wrong, or we, is nothing to warn of
 */
export async function settle(
  asked: readonly (readonly [SourceName, Promise<Listing | Collected>])[],
  { settings }: Pick<TranslationRequest, 'settings'>,
  isForgivable: (error: unknown) => error is Error = isPlatformsFailure,
): Promise<readonly Settled[]> {
  const forgiven = (error: unknown): Error => {
    if (settings.listPartial === 'warn' && isForgivable(error)) return error
    throw error
  }
  const settled = await Promise.all(
    asked.map(async ([name, listing]): Promise<Settled> => [name, await listing.catch(forgiven)]),
  )
  const failures = settled.flatMap(([, one]) => (one instanceof Error ? [one] : []))
  const [first] = failures
  if (first !== undefined && failures.length === settled.length) throw first
  return settled
}

export function isPlatformsFailure(error: unknown): error is GatewayError {
  if (!(error instanceof GatewayError)) return false
  const { side, status } = errors[error.code]
  return (side === 'altinn3' || side === 'altinn2') && status >= 500
}

export function together(settled: readonly Settled[]): Collected {
  const listings = settled.flatMap(([, one]) => (one instanceof Error ? [] : [one]))
  return {
    elements: listings.flatMap(({ elements }) => elements),
    isCut: listings.some(({ isCut }) => isCut),
    missing: [...new Set(settled.flatMap(([name, one]) => missingOf(name, one)))],
  }
}

function missingOf(name: SourceName, one: Settled[1]): readonly SourceName[] {
  if (one instanceof Error) return [name]
  return 'missing' in one ? one.missing : []
}
