import type { Asking } from '../altinn3/calling/ask.ts'
import { getResource, type RegisteredResource } from '../altinn3/resource-registry.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'
import { isOfUpstream } from './upstream-failures.ts'

export interface ResourcesLookUp {
  /**
   * What the resource registry publishes of these resources, by id: as it is now, else as it was when it
   * could last be read. What cannot be had in time is missing; it never throws what the registry does.
   */
  readonly resources: (ids: readonly string[]) => Promise<ReadonlyMap<string, RegisteredResource>>
}

export type ResourcesOf = (ask: Asking['ask']) => ResourcesLookUp['resources']

const maxCount = 5_000
/** Characters of all that is kept; a resource has about 300. */
const maxCharacters = 8_000_000
/** Milliseconds: names change seldom. */
const freshFor = 60 * 60_000
/** Milliseconds: what is not there now may be published soon. */
const absentFor = 5 * 60_000
/** Milliseconds: what was last known serves on for so long. */
const keptFor = 24 * 60 * 60_000
/** Milliseconds in which a request begins calls; each of them ends 3 s later at the latest. */
const maxTime = 4_000
/** Milliseconds in which a resource that could not be read, or the registry, is not asked for again. */
const pauseAfterFailure = 30_000
/** Failures without a success between them after which the registry itself is taken to fail. */
const maxFailures = 3
/** Calls that one request has under way. */
const concurrency = 8

interface Known {
  /** Absent: the registry does not have it. */
  readonly resource?: RegisteredResource
  /** It could not be read: what was last known serves on. */
  readonly hasFailed?: true
}

export function createResourcesOf(clock: Clock): ResourcesOf {
  const size = { max: maxCharacters, of: charactersOf }
  const fresh = createCache<Known>(maxCount, clock, 'callers', size)
  const last = createCache<Known>(maxCount, clock, 'everybodys', size)
  let askedFrom = 0

  function load(id: string, ask: Asking['ask']): Promise<Known> {
    return fresh.get(id, async () => {
      const asked = clock.now()
      try {
        const found = await ask(getResource, { id })
        const value = found === undefined ? {} : { resource: trimmed(found) }
        if (found !== undefined) last.set(id, { value, until: asked + keptFor })
        return { value, until: asked + (found === undefined ? absentFor : freshFor) }
      } catch (error) {
        if (!(error instanceof GatewayError && isOfUpstream(error))) throw error
        return { value: { hasFailed: true }, until: clock.now() + pauseAfterFailure }
      }
    })
  }

  function isDue(id: string): boolean {
    return fresh.peek(id) === undefined
  }

  /** Asks for one after another until time is up, or the registry fails. */
  async function refresh(due: readonly string[], ask: Asking['ask']): Promise<void> {
    const until = clock.now() + maxTime
    let isOver = false
    let failures = 0
    const left = due.values()
    const next = async (): Promise<void> => {
      for (const id of left) {
        if (isOver || clock.now() > until) return
        try {
          failures = (await load(id, ask)).hasFailed === true ? failures + 1 : 0
        } catch (error) {
          isOver = true
          if (!(error instanceof GatewayError)) throw error
        }
        if (failures < maxFailures) continue
        isOver = true
        askedFrom = clock.now() + pauseAfterFailure
      }
    }
    await Promise.all(Array.from({ length: concurrency }, next))
  }

  return (ask) => async (ids) => {
    if (clock.now() >= askedFrom) await refresh(ids.filter(isDue), ask)
    const known = new Map<string, RegisteredResource>()
    for (const id of ids) {
      const now = fresh.peek(id)
      const isKnown = now !== undefined && now.hasFailed !== true
      const { resource } = (isKnown ? now : last.peek(id)) ?? {}
      if (resource !== undefined) known.set(id, resource)
    }
    return known
  }
}

/** What is used, and nothing else of what came. */
function trimmed({
  title,
  hasCompetentAuthority: authority,
  enterpriseUserEnabled,
  resourceType,
  delegable,
}: RegisteredResource): RegisteredResource {
  return {
    ...(title ? { title } : {}),
    ...(authority ? { hasCompetentAuthority: ownerOf(authority) } : {}),
    ...(enterpriseUserEnabled ? { enterpriseUserEnabled } : {}),
    ...(resourceType ? { resourceType } : {}),
    ...(typeof delegable === 'boolean' ? { delegable } : {}),
  }
}

type Owner = NonNullable<RegisteredResource['hasCompetentAuthority']>

function ownerOf({ orgcode, name }: Owner): Owner {
  return { ...(orgcode ? { orgcode } : {}), ...(name ? { name } : {}) }
}

function charactersOf({ resource }: Known): number {
  return resource === undefined ? 1 : JSON.stringify(resource).length
}
