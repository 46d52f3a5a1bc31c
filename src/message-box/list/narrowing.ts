import type { Language } from '../../altinn2/language.ts'
import { ownerNamesIn, servicesIn } from '../../altinn2/messages/message-filter.ts'
import {
  writeStatus,
  type CorrespondenceStatus,
  type FormStatus,
  type MessageStatus,
} from '../../altinn2/messages/message-status.ts'
import { boundsOn, type LocalBounds } from '../../altinn2/odata/bounds.ts'
import type { Expression } from '../../altinn2/odata/expression.ts'
import { mayMatch } from '../../altinn2/odata/may-match.ts'
import type { Work } from '../../altinn2/odata/work.ts'
import { writeServiceKey, type ServiceKey } from '../../altinn2/service-key.ts'
import { toMigratedApp, toMigratedResource } from '../../altinn3/migrated.ts'
import type { Moved, Target } from '../../decide/register.ts'
import { isCrossed, narrower } from './dates.ts'
import type { Look } from '../../translation.ts'

/**
 * What of a question Altinn 3 can be told. It never leaves out what the question is about, and it
 * lets through more: everything is looked at again.
 */
export interface Narrowing {
  readonly changed: LocalBounds
  readonly created: LocalBounds
  /** `undefined` where every form is in question, and so on. */
  readonly apps?: readonly string[]
  readonly resources?: readonly string[]
  /** Codes of service owners. */
  readonly owners?: readonly string[]
  /** None where it is not about forms, or about correspondences, at all. */
  readonly formStatuses: readonly FormStatus[]
  readonly correspondenceStatuses: readonly CorrespondenceStatus[]
}

export interface Narrowed {
  readonly filter?: Expression | undefined
  /** What `dateFrom` and `dateTo` say. */
  readonly dates: LocalBounds
  readonly language: Language
  readonly targets: readonly Target[]
}

/** Throws `ODATA_REFUSED` for what costs too much. */
export async function narrowingOf(
  { filter, dates, language, targets }: Narrowed,
  look: Pick<Look, 'ownerName' | 'ownersNamed'>,
  work: Work,
): Promise<Narrowing> {
  const places = placesOf(await servicesIn(filter, work), targets)
  const owners = ownersIn(filter, language, look)
  return {
    changed: narrower(dates, boundsOn('LastChangedDateTime', filter)),
    created: boundsOn('CreatedDate', filter),
    ...places,
    ...(owners === undefined ? {} : { owners }),
    formStatuses: possible(formStatuses, 'FormTask', filter, language, work),
    correspondenceStatuses: possible(
      correspondenceStatuses,
      'Correspondence',
      filter,
      language,
      work,
    ),
  }
}

const formStatuses = ['beingFilledIn', 'toBeSigned', 'submitted'] as const
const correspondenceStatuses = ['unread', 'read', 'archived'] as const

function possible<Status extends MessageStatus>(
  statuses: readonly Status[],
  type: string,
  filter: Expression | undefined,
  language: Language,
  work: Work,
): readonly Status[] {
  return statuses.filter((status) =>
    mayMatch(filter, { Type: type, Status: writeStatus(status, language) }, work),
  )
}

/** Of a list that is read whole but for services that are not meant. */
export async function byServiceOnly(
  filter: Expression | undefined,
  targets: readonly Target[],
  work: Work,
): Promise<Narrowing> {
  return {
    changed: {},
    created: {},
    ...placesOf(await servicesIn(filter, work), targets),
    formStatuses,
    correspondenceStatuses,
  }
}

/** Only services whose every place is known narrow anything. */
function placesOf(
  services: readonly ServiceKey[] | undefined,
  targets: readonly Target[],
): Pick<Narrowing, 'apps' | 'resources'> {
  if (services === undefined) return {}
  const known = new Map<string, Target[]>()
  for (const target of targets) {
    const key = writeServiceKey(target.service)
    const others = known.get(key)
    if (others === undefined) known.set(key, [target])
    else others.push(target)
  }
  const found = services.map((service) => known.get(writeServiceKey(service)) ?? [])
  if (found.some((ofOne) => ofOne.length === 0)) return {}
  const all = found.flat()
  return {
    apps: [...new Set(all.flatMap(appsOf))],
    resources: [...new Set(all.flatMap(resourcesOf))],
  }
}

function appsOf({ service: { code, edition }, moved }: Target): readonly string[] {
  const owner = ownerOf(moved)
  if (owner === undefined) return []
  const migrated = toMigratedApp(owner, code, edition)
  if (moved.to !== 'app') return [migrated]
  return [moved.app, ...(moved.archive === undefined ? [] : [moved.archive]), migrated]
}

function resourcesOf({ service: { code, edition }, moved }: Target): readonly string[] {
  const owner = ownerOf(moved)
  if (owner === undefined) return []
  const migrated = toMigratedResource(owner, code, edition)
  return moved.to === 'correspondence' ? [moved.resource, migrated] : [migrated]
}

/** The code that the names of an owner's apps and resources begin with. */
function ownerOf(moved: Moved): string | undefined {
  if (moved.to === 'app') return moved.app.split('/')[0]
  return moved.to === 'correspondence' ? moved.resource.split('-')[0] : undefined
}

function ownersIn(
  filter: Expression | undefined,
  language: Language,
  { ownerName, ownersNamed }: Pick<Look, 'ownerName' | 'ownersNamed'>,
): readonly string[] | undefined {
  // One that is on no list is shown by its code, in capitals.
  const unlisted = (name: string): readonly string[] => {
    const code = name.toLowerCase()
    return name === name.toUpperCase() && ownerName(code, language) === undefined ? [code] : []
  }
  return ownerNamesIn(filter)?.flatMap((name) => [
    ...ownersNamed(name, language),
    ...unlisted(name),
  ])
}

/** Is there nothing that it could be about, which Altinn 3 would not be asked in such a way? */
export function isAboutNothing({ changed, created, owners }: Narrowing): boolean {
  return isCrossed(changed) || isCrossed(created) || owners?.length === 0
}
