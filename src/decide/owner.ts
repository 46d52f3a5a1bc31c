import { parseApp } from '../altinn2/app.ts'
import type { Query } from '../altinn2/query.ts'
import { sidesOf, type Plan } from './plan.ts'
import type { ServiceEntry } from './register.ts'
import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'

/** What a request is about, and who will be asked. */
export interface About {
  readonly query: Query
  /** What the register says of the services that are named. */
  readonly entries: readonly Pick<ServiceEntry, 'owner' | 'moved'>[]
  readonly plan: Plan
}

/** Is the row for service owners alone? */
export function isForOwners({ group }: Endpoint): boolean {
  return group.startsWith('service-owner/')
}

/**
 * A service owner's rows are for the organisations on Altinn's list, and about their own services
 * and apps. Altinn 2 looked after that itself; Altinn 3 takes any resource from a service owner
 * (AuthorizedPartiesController.cs checks the scope alone), so that it is asked about no service or
 * app but what is known to be the caller's. Throws `NOT_AN_OWNER`, `SERVICE_REFUSED`, and
 * `NEEDS_CONFIGURATION` where the services file lacks the owner.
 */
export function checkOwner(
  row: Endpoint,
  codeOfCaller: (() => string | undefined) | undefined,
  about: About,
): void {
  if (!isForOwners(row) || codeOfCaller === undefined) return
  const code = codeOfCaller()
  if (code === undefined) throw new GatewayError('NOT_AN_OWNER')
  const mustBeKnown = sidesOf(about.plan).includes('altinn3')
  const owners = mustBeKnown ? ownersOf(about) : about.entries.flatMap(ownersOfService)
  if (owners.some((owner) => owner !== undefined && owner !== code)) {
    throw new GatewayError('SERVICE_REFUSED')
  }
  if (mustBeKnown && owners.includes(undefined)) {
    const detail = 'the services file does not name the owner of this service'
    const setting = 'owner of the service, in the services file'
    throw new GatewayError('NEEDS_CONFIGURATION', { detail, setting })
  }
}

/** The codes of whose they are; `undefined` for one of which nobody says. */
export function ownersOf({
  query,
  entries,
}: Pick<About, 'query' | 'entries'>): readonly (string | undefined)[] {
  const app = parseApp(query)
  return [...entries.flatMap(ownersOfService), ...(app === undefined ? [] : [ownerOfApp(app)])]
}

/** What the services file says, or else the owner's code in the names of its apps. */
function ownersOfService({
  owner,
  moved,
}: Pick<ServiceEntry, 'owner' | 'moved'>): readonly (string | undefined)[] {
  if (owner !== undefined) return [owner]
  const owners = moved.map((one) => ('app' in one ? ownerOfApp(one.app) : undefined))
  return [...new Set(owners)]
}

function ownerOfApp(app: string): string | undefined {
  return app.split('/')[0]
}
