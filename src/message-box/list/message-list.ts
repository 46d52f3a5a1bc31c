import { languageOf, type Language } from '../../altinn2/language.ts'
import { messageModel } from '../../altinn2/messages/message.ts'
import type { LocalBounds } from '../../altinn2/odata/bounds.ts'
import { matches, type Properties } from '../../altinn2/odata/evaluate.ts'
import type { Expression } from '../../altinn2/odata/expression.ts'
import {
  applyOptions,
  needListOptions,
  type ListOptions,
} from '../../altinn2/odata/list-options.ts'
import { keepInSlices, mapInSlices, Work } from '../../altinn2/odata/work.ts'
import type { Altinn2Response } from '../../altinn2/response.ts'
import { compareListed, type Listed, type Wanted } from './element-rows.ts'
import { isWithin, needDates } from './dates.ts'
import { narrowingOf } from './narrowing.ts'
import { GatewayError } from '../../errors.ts'
import { collectFromAltinn3, sources, type Collected } from './sources.ts'
import type { TranslationRequest, Translation } from '../../translation.ts'
import { cut } from '../../altinn2/list-rows.ts'

/** What is asked of the message box or its bin, with everything checked. */
export interface MessageListQuestion {
  readonly options: ListOptions
  readonly dates: LocalBounds
  readonly language: Language
  readonly isBin: boolean
}

/** Altinn/docs content/api/rest/meldinger/hente.md: whatever `$top` says. */
const rowsPerPage = 50
/** What `$top` may say: the limit that Altinn 2's error names. */
const mostTop = 10_000

/** Throws what is wrong with the request, before anybody is asked. */
export function needMessageListRequest(
  { query, settings, scopes }: TranslationRequest,
  isBin: boolean,
): MessageListQuestion {
  const options = needListOptions(query, messageModel, mostTop)
  if (settings.migratedCorrespondenceIds === 'genuine') needLooks(scopes)
  return {
    options: { ...options, top: Math.min(options.top ?? rowsPerPage, rowsPerPage) },
    dates: isBin ? {} : needDates(query),
    language: languageOf(query, settings.language),
    isBin,
  }
}

/** Altinn 2's own ids are known by a look at each message, which a sender must not take. */
function needLooks(scopes: TranslationRequest['scopes']): void {
  const isSender = [...scopes].some((scope) => scope.includes(sending))
  if (isSender) throw new GatewayError('SCOPE_REFUSED', { detail: sending })
  if (scopes.has(sources.messages.scope) && !scopes.has(looking)) {
    throw new GatewayError('SCOPE_MISSING', { scopes: [looking], detail: looking })
  }
}

const sending = 'altinn:correspondence.write'
const looking = 'altinn:correspondence.read'

/** How far the list must be read for its page: nowhere near the end in its own order. */
export function wantedFor({ options, dates }: MessageListQuestion, work: Work): Wanted {
  const { orderBy, skip, top = rowsPerPage } = options
  const { filter } = options
  const isOpen = filter === undefined && dates.from === undefined && dates.to === undefined
  const isKept = (element: Listed): boolean =>
    isMeant(propertiesOf(element, work), filter, dates, work)
  return {
    count: isLatestFirst(options) || orderBy.length === 0 ? skip + top : Infinity,
    keep: async (elements) => (isOpen ? elements : keepInSlices(elements, isKept, work)),
  }
}

/** Units of work that it takes to show one element. */
const unitsPerElement = 400

export function propertiesOf({ show }: Listed, work: Work): Properties {
  work.pass(unitsPerElement)
  return show().properties
}

function isLatestFirst({ orderBy }: ListOptions): boolean {
  const [first, second] = orderBy
  return first?.property.name === 'LastChangedDateTime' && first.descending && second === undefined
}

function isMeant(
  properties: Properties,
  filter: Expression | undefined,
  dates: LocalBounds,
  work: Work,
): boolean {
  if (!isWithin(properties.LastChangedDateTime, dates)) return false
  return filter === undefined || matches(filter, properties, work)
}

/** The page that was asked for, of elements that are all to be kept. */
export async function toMessagePage(
  { elements, isCut, missing }: Collected,
  { options, isBin }: MessageListQuestion,
  request: TranslationRequest,
  work: Work,
): Promise<Altinn2Response> {
  const latest = [...elements].sort(compareListed)
  const page = await pageOf(latest, options, work)
  const shown = page.map(async ({ show, showOnPage }) =>
    showOnPage === undefined ? show() : showOnPage(),
  )
  return {
    status: 200,
    headers: {
      ...(isCut ? cut : {}),
      ...(missing.length === 0 ? {} : { 'X-Warning-ListPartial': missing.join(' ') }),
    },
    body: {
      kind: 'collection',
      relation: 'messages',
      type: 'Message',
      resources: await Promise.all(shown),
      links: { form: 'object', to: isBin ? selfLink(request) : listLinks(request) },
    },
  }
}

async function pageOf(
  elements: readonly Listed[],
  options: ListOptions,
  work: Work,
): Promise<readonly Listed[]> {
  const { skip, top = rowsPerPage, orderBy } = options
  if (orderBy.length === 0 || isLatestFirst(options)) {
    return elements.slice(skip, skip + top)
  }
  const rows = await mapInSlices(
    elements,
    (element) => ({ element, properties: propertiesOf(element, work) }),
    work,
  )
  const page = await applyOptions(rows, { orderBy, skip, top }, rowsPerPage, work)
  return page.map(({ element }) => element)
}

function selfLink({ self }: TranslationRequest) {
  return { self: { to: self } } as const
}

function listLinks(request: TranslationRequest) {
  const { params, settings } = request
  return {
    find: { to: `/api/${params.who ?? 'my'}/messages/{messageId}`, isTemplated: true },
    portalview: { to: settings.inboxUrl },
    ...selfLink(request),
  } as const
}

/** The message box, or its bin, as Altinn 3 has it. */
export function messageList(isBin: boolean): Translation {
  return async (request, ports) => {
    const work = new Work(ports)
    const asked = needMessageListRequest(request, isBin)
    const narrowing = await narrowingOf(
      { ...asked, ...asked.options, ...request },
      ports.look,
      work,
    )
    const part = { ...asked, narrowing }
    const collected = await collectFromAltinn3(wantedFor(asked, work), part, request, ports)
    return toMessagePage(collected, asked, request, work)
  }
}
