import type { Asking } from '../altinn3/calling/ask.ts'
import { getResource, type RegisteredResource } from '../altinn3/resource-registry.ts'
import { GatewayError } from '../errors.ts'
import { createCache } from '../runtime/cache.ts'
import type { Clock } from '../runtime/clock.ts'

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
/** Milliseconds: what was last known serves on for so long. */
const keptFor = 24 * 60 * 60_000
/** Milliseconds in which a request begins calls; each of them ends 3 s later at the latest. */
const maxTime = 4_000
/** Milliseconds in which a registry that did not answer is not asked again. */
const pauseAfterFailure = 30_000
/** Calls that one request has under way. */
const concurrency = 8

/** Absent: the registry does not have it, or what it has cannot be read. */
interface Known {
  readonly resource?: RegisteredResource
}

export function createResourcesOf(clock: Clock): ResourcesOf {
  const size = { max: maxCharacters, of: charactersOf }
  const fresh = createCache<Known>(maxCount, clock, 'callers', size)
  const last = createCache<Known>(maxCount, clock, 'everybodys', size)
  let askedFrom = 0

  function load(id: string, ask: Asking['ask']): Promise<Known> {
    return fresh.get(id, async () => {
      const asked = clock.now()
      const found = await ask(getResource, { id }).catch(unlessUnreadable)
      const value = found === undefined ? {} : { resource: trimmed(found) }
      last.set(id, { value, until: asked + keptFor })
      return { value, until: asked + freshFor }
    })
  }

  function isDue(id: string): boolean {
    return fresh.peek(id) === undefined
  }

  /** Asks for one after another until time is up, or the registry does not answer. */
  async function refresh(due: readonly string[], ask: Asking['ask']): Promise<void> {
    const until = clock.now() + maxTime
    let isOver = false
    const left = due.values()
    const next = async (): Promise<void> => {
      for (const id of left) {
        if (isOver || clock.now() > until) return
        try {
          await load(id, ask)
        } catch (error) {
          isOver = true
          if (!(error instanceof GatewayError)) throw error
          if (isAway(error)) askedFrom = clock.now() + pauseAfterFailure
        }
      }
    }
    await Promise.all(Array.from({ length: concurrency }, next))
  }

  return (ask) => async (ids) => {
    if (clock.now() >= askedFrom) await refresh(ids.filter(isDue), ask)
    const known = new Map<string, RegisteredResource>()
    for (const id of ids) {
      const { resource } = fresh.peek(id) ?? last.peek(id) ?? {}
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

/** One that cannot be read says nothing of the registry. */
function unlessUnreadable(error: unknown): undefined {
  if (error instanceof GatewayError && error.code === 'ALTINN3_UNREADABLE') return undefined
  throw error
}

/** A caller that has left, and a place that could not be had, say nothing of the registry either. */
function isAway({ details: { upstream } }: GatewayError): boolean {
  return upstream !== undefined && upstream.cause !== 'BULKHEAD_FULL'
}
