import { writeMessageId } from '../../altinn2/messages/message-id.ts'
import { toDeletedMessage, toListedMessage } from '../../altinn2/messages/message-resource.ts'
import { keepInSlices, mapInSlices, Work } from '../../altinn2/odata/work.ts'
import { listInstances, type InstanceListSearch } from '../../altinn3/storage-list.ts'
import type { Application, Instance } from '../../altinn3/storage.ts'
import { toFormElement, isShown, type FormElement } from './element.ts'
import { isAppOwned } from './parts.ts'
import { serviceOfApp, type FormService } from './service.ts'
import { toFormMessage } from './view.ts'
import {
  needMoment,
  readLatest,
  type Latest,
  type Listed,
  type ListedPart,
  type Listing,
  type Wanted,
} from '../list/element-rows.ts'
import { toIsoBounds } from '../list/dates.ts'
import { isAboutNothing } from '../list/narrowing.ts'
import type { Ports, TranslationRequest } from '../../translation.ts'

/** Apps that are asked about one by one; of more, everything is looked through instead. */
const mostApps = 6

/** The party's forms, as far as they are wanted. */
export async function findForms(
  wanted: Wanted,
  part: ListedPart,
  request: TranslationRequest,
  ports: Ports,
): Promise<Listing> {
  const listings = await Promise.all(
    searchesOf(part, request).map((search) =>
      readLatest(wanted, (size) => readForms({ ...search, size }, part, request, ports)),
    ),
  )
  return {
    elements: listings.flatMap(({ elements }) => elements),
    isCut: listings.some(({ isCut }) => isCut),
  }
}

type Search = Omit<InstanceListSearch, 'size'>

function searchesOf(
  { narrowing, isBin }: ListedPart,
  { party }: TranslationRequest,
): readonly Search[] {
  const { formStatuses, apps, owners, changed, created } = narrowing
  if (isAboutNothing(narrowing) || (!isBin && formStatuses.length === 0)) return []
  const [owner, ...otherOwners] = owners ?? []
  const search: Search = {
    owner: party,
    isSoftDeleted: isBin,
    // What is beyond its last task counts as submitted before it is archived.
    ...(isBin || formStatuses.includes('submitted') ? {} : { isArchived: false }),
    ...(owner === undefined || otherOwners.length > 0 ? {} : { org: owner }),
    lastChanged: toIsoBounds(changed),
    created: toIsoBounds(created),
  }
  if (apps === undefined || apps.length > mostApps) return [search]
  return apps.map((appId) => ({ ...search, appId }))
}

async function readForms(
  search: InstanceListSearch,
  part: ListedPart,
  request: TranslationRequest,
  ports: Ports,
): Promise<Latest> {
  const { instances, hasMore } = (await ports.ask(listInstances, search)) ?? noInstances
  const work = new Work(ports)
  const known = await keepInSlices(
    instances,
    (instance) => {
      work.pass(unitsPerInstance)
      return isListed(instance, part, request, ports)
    },
    work,
  )
  const describe = await describer(known, request, ports)
  const elements = await mapInSlices(
    known.filter((instance) => !isHidden(instance, describe(instance.appId).application)),
    (instance) => {
      work.pass(unitsPerInstance)
      return toListed(instance, describe, part, request, ports)
    },
    work,
  )
  const last = instances.at(-1)
  if (!hasMore) return { elements }
  return { elements, until: last === undefined ? Infinity : needMoment(last.lastChanged) }
}

/** Units of work that a look at one takes. */
const unitsPerInstance = 100
const noInstances = { instances: [], hasMore: false }

function isListed(
  instance: Instance,
  { isBin }: ListedPart,
  { party }: TranslationRequest,
  { now }: Ports,
): boolean {
  return isShown(instance, party, now()) && (isBin ?? isBinned(instance)) === isBinned(instance)
}

function isBinned({ status }: Instance): boolean {
  return status?.isSoftDeleted === true
}

/** What an app keeps out of message boxes; whoever has its id finds it. */
function isHidden({ process }: Instance, { messageBoxConfig }: Application): boolean {
  const { hideAlways, hideOnTask } = messageBoxConfig?.hideSettings ?? {}
  const task = process?.currentTask?.elementId
  return hideAlways === true || (typeof task === 'string' && hideOnTask?.includes(task) === true)
}

type Describe = (app: string) => {
  readonly application: Application
  readonly service: FormService
}

/** Apps are looked up once each, however many forms there are of them. */
async function describer(
  instances: readonly Instance[],
  { targets }: TranslationRequest,
  { look }: Ports,
): Promise<Describe> {
  const apps = [...new Set(instances.map(({ appId }) => appId))]
  const described = await Promise.all(
    apps.map(async (app) => {
      const application = await look.application(app)
      return [app, { application, service: serviceOfApp(app, targets) }] as const
    }),
  )
  const byApp = new Map(described)
  return (app) => byApp.get(app) ?? { application: {}, service: {} }
}

function toListed(
  instance: Instance,
  describe: Describe,
  { language }: ListedPart,
  request: TranslationRequest,
  { look }: Ports,
): Listed {
  const element = toFormElement(instance)
  return {
    id: writeMessageId(element.id, element.isArchived),
    changed: needMoment(instance.lastChanged),
    isBinned: isBinned(instance),
    show: () => {
      const { application, service } = describe(instance.appId)
      const given = { application, service, language, hasPrint: isPrinted(element, application) }
      const message = toFormMessage(element, given, request, look)
      return isBinned(instance)
        ? toDeletedMessage(message, language)
        : toListedMessage(message, request.params.who ?? 'my', language)
    },
  }
}

/** What was submitted has been printed, unless the app says that it never is. */
function isPrinted({ isArchived }: FormElement, { dataTypes }: Application): boolean {
  const forms = (dataTypes ?? []).filter(
    (type) => Boolean(type.appLogic?.classRef) && !isAppOwned(type),
  )
  const isNever =
    forms.length > 0 && forms.every(({ enablePdfCreation }) => enablePdfCreation === false)
  return isArchived && !isNever
}
