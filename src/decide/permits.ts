import type { Plan } from './plan.ts'
import type { Moved, Target } from './register.ts'

/** What a right in Altinn 3 is about, as its decision point takes it: an app, or another resource. */
export type Place = { readonly resource: string } | { readonly org: string; readonly app: string }

/** One request asks the decision point so many questions at most, one after another. */
export const mostQuestions = 20

/**
 * The places that Altinn 3 must permit before a caller may act for an organisation that it only
 * claims: every place that the plan asks. `undefined` where the claim cannot be proved: no other
 * plan asks Altinn 3 alone, and not every place can be asked about.
 */
export function placesToPermit(plan: Plan): readonly Place[] | undefined {
  const places = plan.do === 'translate' ? placesOf(plan.targets) : []
  return places.length === 0 || places.length > mostQuestions ? undefined : places
}

/** Each place once; none at all when there is one that cannot be asked about. */
export function placesOf(targets: readonly Target[]): readonly Place[] {
  const places = new Map<string, Place>()
  for (const { moved } of targets) {
    const place = placeOf(moved)
    if (place === undefined) return []
    places.set(JSON.stringify(place), place)
  }
  return [...places.values()]
}

function placeOf(moved: Moved): Place | undefined {
  switch (moved.to) {
    case 'app':
    case 'lookup': {
      const [org = '', app = ''] = moved.app.split('/')
      return { org, app }
    }
    case 'broker':
    case 'correspondence':
    case 'consent':
    case 'resource':
      return { resource: moved.resource }
    case 'nowhere':
      return undefined
    default:
      return moved satisfies never
  }
}
