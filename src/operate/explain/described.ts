import { toNorwegianTime } from '../../altinn2/date-time.ts'
import { writeServiceKey } from '../../altinn2/service-key.ts'
import type { Principal } from '../../authenticate/principal.ts'
import { sidesOf, type Plan, type Side } from '../../decide/plan.ts'
import { bucketOf, isRolledOut, type GroupEntry, type ServiceEntry } from '../../decide/register.ts'
import type { Endpoint } from '../../endpoint.ts'
import { errors, type GatewayError } from '../../errors.ts'
import { reasonOf, statusOf, type ErrorSettings } from '../../respond/answer-error.ts'
import { missingScopes, takesAll } from '../../decide/scopes.ts'

export interface DescribedRefusal {
  readonly status: number
  readonly code: string
  /** The reason phrase. */
  readonly reason: string
  /** Who must act. */
  readonly side: string
  /** Any of these would help. */
  readonly scopes?: readonly string[] | undefined
  /** What replaces it, or else where to read on. */
  readonly pointer?: string | undefined
  /** What the operator would have to set. */
  readonly setting?: string | undefined
}

export function describeRefusal(
  error: GatewayError,
  settings: Pick<ErrorSettings, 'statusCompat'>,
): DescribedRefusal {
  const { code, details } = error
  return {
    status: statusOf(code, settings),
    code,
    reason: reasonOf(error),
    side: errors[code].side,
    scopes: details.scopes,
    pointer: details.pointer?.successor ?? details.pointer?.guide,
    setting: details.setting,
  }
}

export interface DescribedScopes {
  readonly anyOf?: readonly string[]
  readonly allOf?: readonly string[]
  /** Known when there is a token. */
  readonly granted?: boolean
  readonly missing?: readonly string[]
}

/** What each side that is asked holds a caller to. */
export function describeScopes(
  row: Endpoint,
  plan: Plan,
  principal: Principal | undefined,
): Readonly<Partial<Record<Side, DescribedScopes>>> {
  return Object.fromEntries<DescribedScopes>(
    sidesOf(plan).map((side) => {
      const named = { [takesAll(row.scopes, side) ? 'allOf' : 'anyOf']: row.scopes[side] }
      if (principal === undefined) return [side, named]
      const missing = missingScopes(row, side, principal.scopes)
      return [side, { ...named, granted: missing.length === 0, missing }]
    }),
  )
}

export interface DescribedEntry {
  readonly service: string
  readonly name?: string | undefined
  readonly owner?: string | undefined
  readonly moved: ServiceEntry['moved']
  readonly since?: string
  readonly sinceInNorway?: string
  readonly until?: string
  readonly untilInNorway?: string
  readonly rollout?: {
    readonly percent?: number | undefined
    /** How many are named. */
    readonly organisations?: number | undefined
    /** The organisation's own, from 0 to 99.99: in, when it is below the percentage. */
    readonly bucket?: number
    readonly isIn?: boolean
  }
  readonly shadow: boolean
  readonly fallback?: string | undefined
}

export function describeEntry(
  entry: ServiceEntry,
  organization: string | undefined,
): DescribedEntry {
  const { service, name, owner, moved, since, until, rollout, shadow = false, fallback } = entry
  const place =
    organization === undefined
      ? {}
      : { bucket: bucketOf(service, organization), isIn: isRolledOut(entry, organization) }
  const described = {
    percent: rollout?.percent,
    organisations: rollout?.organisations?.length,
    ...place,
  }
  return {
    service: writeServiceKey(service),
    name,
    owner,
    moved,
    ...describeDate('since', since),
    ...describeDate('until', until),
    ...(rollout === undefined ? {} : { rollout: described }),
    shadow,
    fallback,
  }
}

export interface DescribedGroup {
  readonly on: GroupEntry['on']
  readonly since?: string
  readonly sinceInNorway?: string
  readonly until?: string
  readonly untilInNorway?: string
}

export function describeGroup({ on, since, until }: GroupEntry): DescribedGroup {
  return { on, ...describeDate('since', since), ...describeDate('until', until) }
}

/** A moment under its name in UTC, and in Norwegian time beside it. */
export function describeDate<Name extends string>(
  name: Name,
  instant: number | undefined,
): Partial<Record<Name | `${Name}InNorway`, string>> {
  if (instant === undefined) return {}
  const written = {
    [name]: new Date(instant).toISOString(),
    [`${name}InNorway`]: toNorwegianTime(instant),
  }
  return written as Partial<Record<Name | `${Name}InNorway`, string>>
}
