import { mayMatch } from '../../../altinn2/odata/may-match.ts'
import type { Expression } from '../../../altinn2/odata/expression.ts'
import { keepInSlices, type Work } from '../../../altinn2/odata/work.ts'
import type { RightSource } from '../../../altinn2/rights.ts'
import type { ServiceKey } from '../../../altinn2/service-key.ts'
import { hasMovedFor } from '../../../decide/decide.ts'
import { isOver, type ServiceEntry, type Target } from '../../../decide/register.ts'
import { toResourceId } from '../../../parties/resource-ids.ts'

/** A service to which there may be rights, and the resource whose rights they are. */
export interface Candidate {
  readonly service: ServiceKey
  readonly resource: string
  readonly source: RightSource
  /** The service owner's code. */
  readonly owner?: string
}

/** What the caller holds, as far as it narrows the question. */
export interface Held {
  readonly resources: ReadonlySet<string>
  /** Does it hold a role or an access package, so that any resource may be part of it? */
  readonly hasMore: boolean
}

/** For whom, and when. */
export interface AskedFor {
  /** The organisation that the rollout of a service is about. */
  readonly party: string
  /** Milliseconds since 1970. */
  readonly now: number
}

/**
 * Services that are on Altinn 3 for the party and that the filter may want, in the order of the services
 * file. What the filter rules out is not asked about.
 */
export async function candidatesOf(
  targets: readonly Target[],
  { resources, hasMore }: Held,
  filter: Expression | undefined,
  asked: AskedFor,
  work: Work,
): Promise<readonly Candidate[]> {
  const all = targets.flatMap(({ service, moved, entry }): readonly Candidate[] => {
    const resource = toResourceId(moved)
    if (resource === undefined || !isOnAltinn3(entry, asked)) return []
    const { owner } = entry ?? {}
    const one = { service, resource, ...(owner === undefined ? {} : { owner }) }
    return [
      ...(resources.has(resource) ? [{ ...one, source: 'DirectlyDelegatedRights' } as const] : []),
      ...(hasMore ? [{ ...one, source: 'RoleTypeRights' } as const] : []),
    ]
  })
  return keepInSlices(all, (one) => mayMatch(filter, known(one), work), work)
}

/** As `decide` judges a call about the service. */
function isOnAltinn3(entry: ServiceEntry | undefined, { party, now }: AskedFor): boolean {
  return entry === undefined || (hasMovedFor(party, entry, now) && !isOver(entry.until, now))
}

function known({ service, source }: Candidate): Record<string, string | number> {
  return {
    RightType: 'Service',
    ServiceCode: service.code,
    ServiceEditionCode: service.edition,
    RightSourceType: source,
  }
}
