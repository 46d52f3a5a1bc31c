import { toAppResourceId } from '../altinn3/resource-id.ts'
import type { Moved, Target } from '../decide/register.ts'
import { GatewayError } from '../errors.ts'

/**
 * The resources that stand for these places in Altinn 3's access management, each once. Throws when
 * there is none: asked for nothing, Altinn 3 would not narrow its answer.
 */
export function needResourceIds(targets: readonly Target[]): readonly string[] {
  const ids = [...new Set(targets.flatMap(({ moved }) => toResourceId(moved) ?? []))]
  if (ids.length === 0) throw new GatewayError('SERVICE_NOT_MOVED')
  return ids
}

/** The resource that stands for a place; `undefined` for one that is none. */
export function toResourceId(moved: Moved): string | undefined {
  switch (moved.to) {
    case 'app':
    case 'lookup':
      return toAppResourceId(moved.app)
    case 'broker':
    case 'correspondence':
    case 'consent':
    case 'resource':
      return moved.resource
    case 'nowhere':
      return undefined
    default:
      return moved satisfies never
  }
}
