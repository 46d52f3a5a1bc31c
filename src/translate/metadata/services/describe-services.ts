import { toAltinn2DateTime } from '../../../altinn2/date-time.ts'
import { languageOf, languageTags, type Language } from '../../../altinn2/language.ts'
import { mapInSlices, Work } from '../../../altinn2/odata/work.ts'
import { writeServiceKey } from '../../../altinn2/service-key.ts'
import type { ServiceDescription, ServiceType } from '../../../altinn2/service-metadata.ts'
import type { RegisteredResource } from '../../../altinn3/resource-registry.ts'
import { isOver, type Moved, type ServiceEntry, type Target } from '../../../decide/register.ts'
import { toResourceId } from '../../../parties/resource-ids.ts'
import type { PublicPorts, PublicTranslationRequest } from '../../../translation.ts'

/** A service that has moved, and the place that answers for it. */
export interface MovedService {
  readonly entry: ServiceEntry
  readonly moved: Place
}

export type Place = Exclude<Moved, { to: 'nowhere' }>

/** Each service once: of several places the default one, else the first. */
export function movedServices(targets: readonly Target[], now: number): readonly MovedService[] {
  const byKey = new Map<string, MovedService>()
  for (const { moved, entry } of targets) {
    if (entry === undefined || moved.to === 'nowhere' || !holds(entry, now)) continue
    const key = writeServiceKey(entry.service).toLowerCase()
    const isWanted = !byKey.has(key) || moved.default === true
    if (isWanted) byKey.set(key, { entry, moved })
  }
  return [...byKey.values()]
}

function holds({ since = -Infinity, until }: ServiceEntry, now: number): boolean {
  return since <= now && !isOver(until, now)
}

/** With what the resource registry says now, or said last; else as the services file has it. */
export async function describeServices(
  services: readonly MovedService[],
  { query, settings }: PublicTranslationRequest,
  { look, yieldToOthers }: PublicPorts,
): Promise<readonly Described[]> {
  const language = languageOf(query, settings.language)
  const known = await look.resources(services.flatMap(({ moved }) => toResourceId(moved) ?? []))
  const work = new Work({ yieldToOthers })
  return mapInSlices(
    services,
    (service) => {
      work.pass(unitsPerService)
      const resource = known.get(toResourceId(service.moved) ?? '') ?? {}
      return { service, resource, description: describe(service, resource, language, look) }
    },
    work,
  )
}

/** Units of work that it takes to describe one. */
const unitsPerService = 100

export interface Described {
  readonly service: MovedService
  readonly resource: RegisteredResource
  readonly description: ServiceDescription
}

function describe(
  { entry, moved }: MovedService,
  { title, hasCompetentAuthority, resourceType }: RegisteredResource,
  language: Language,
  { ownerName }: Pick<PublicPorts['look'], 'ownerName'>,
): ServiceDescription {
  const org = 'app' in moved ? moved.app.split('/')[0] : undefined
  const ownerCode = hasCompetentAuthority?.orgcode ?? entry.owner ?? org
  return {
    key: entry.service,
    type: typeOf(entry, moved, resourceType),
    name: textIn(language, title) ?? entry.name ?? writeServiceKey(entry.service),
    ownerCode: ownerCode?.toUpperCase(),
    ownerName:
      textIn(language, hasCompetentAuthority?.name) ??
      (ownerCode === undefined ? undefined : ownerName(ownerCode.toLowerCase(), language)),
    validFrom: written(entry.since),
    validTo: written(entry.until),
  }
}

/** Altinn 2's kinds; what it listed of delegation schemes had codes of their own (`AppId:8`). */
function typeOf(
  { service }: ServiceEntry,
  { to }: Place,
  resourceType: string | null | undefined,
): ServiceType {
  if (service.code.includes(':') || resourceType === 'MaskinportenSchema') return 'DelegationScheme'
  return types[to]
}

const types = {
  app: 'FormTask',
  correspondence: 'Correspondence',
  broker: 'Broker',
  lookup: 'Lookup',
  resource: 'Link',
  // Altinn 2 had consent in link services.
  consent: 'Link',
} as const satisfies Record<Place['to'], ServiceType>

type Texts = Readonly<Record<string, string | null>>

/** In the language, or in bokmål. */
export function textIn(language: Language, texts: Texts | null | undefined): string | undefined {
  return [texts?.[languageTags[language]], texts?.nb].find(isText)
}

function isText(text: string | null | undefined): text is string {
  return text !== undefined && text !== null && text !== ''
}

function written(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : toAltinn2DateTime(new Date(instant).toISOString())
}
