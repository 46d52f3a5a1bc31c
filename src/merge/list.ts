import { compareSortKeys, toSortKey, type SortKey } from '../altinn2/odata/collation.ts'
import { sortInSlices } from '../altinn2/odata/sort-in-slices.ts'
import { mapInSlices, Work } from '../altinn2/odata/work.ts'
import { Query } from '../altinn2/query.ts'
import type { Altinn2Response, Json, Links, Resource } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { optionsOf, toPage, type List } from '../parties/odata-list.ts'
import type {
  Altinn2Ports,
  PublicPorts,
  PublicTranslationRequest,
  TranslationRequest,
} from '../translation.ts'
import { isObject, toLinks, type JsonObject } from './altinn2-links.ts'
import { Altinn2Refused } from './merge.ts'
import type { Rows } from '../altinn2/list-rows.ts'

type Properties = Resource['properties']

/** How a list of both sides is made one. */
export interface Joining<Request = TranslationRequest> {
  /** A row of Altinn 2's own, with links to here: `links` are its own, where the list keeps them. */
  readonly toResource: (properties: Properties, request: Request, links?: Links) => Resource
  /** A row of Altinn 2's is left out where a row of Altinn 3's has its key; one without a key stays. */
  readonly keyOf: (properties: Properties) => string | undefined
  /** Altinn 2 has one row per key, so that a second row with a key is a repetition and is left out. */
  readonly hasUniqueKeys?: boolean
  /** Rows keep the links that Altinn 2 wrote. It is asked in HAL, since no source shows them in plain JSON. */
  readonly keepsLinks?: boolean
  /** Does Altinn 2 mean that it knows nobody to list for? Then the list is Altinn 3's, if it has one. */
  readonly isNobody?: (refused: Altinn2Refused) => boolean
  /** What of the question tells one of Altinn 2's lists from another; all but the options unless given. */
  readonly asks?: (request: Request) => Query
}

/** What clients of the list asked Altinn 2 for at once. */
const rowsPerCall = 500
/** Altinn 2's own page, where it takes no larger ones. */
const smallestPage = 50
const mostCalls = 40

/**
 * Both sides' whole lists as one, from which the page is taken; what both have is shown once, as
 * Altinn 3 has it.
 */
export function mergedList<Request extends PublicTranslationRequest, Out extends PublicPorts>(
  list: List<Request, Out>,
  joining: Joining<Request>,
): (request: Request, ports: Out & Altinn2Ports) => Promise<Altinn2Response> {
  return async (request, ports) => {
    const options = optionsOf(list, request)
    const [theirs, ours] = await Promise.all([
      allOfAltinn2(joining.asks?.(request) ?? request.query, ports, readerOf(list, joining)).catch(
        nobodyOr(joining),
      ),
      list.rows(request, ports),
    ])
    const work = new Work(ports)
    if (!(theirs instanceof Altinn2Refused)) {
      const both = await join(theirs, ours, joining, request, work)
      return toPage(list, both, options, request, work)
    }
    if (ours.rows.length === 0) throw theirs
    return toPage(list, ours, options, request, work)
  }
}

function nobodyOr({ isNobody }: Pick<Joining, 'isNobody'>): (error: unknown) => Altinn2Refused {
  return (error) => {
    if (error instanceof Altinn2Refused && error.isFirst && isNobody?.(error)) return error
    throw error
  }
}

async function join<Request>(
  theirs: Rows,
  ours: Rows,
  { toResource, keyOf, hasUniqueKeys = false }: Joining<Request>,
  request: Request,
  work: Work,
): Promise<Rows> {
  const { hidden = [], missing = [] } = ours
  const known = new Set([...ours.rows, ...hidden].map(({ properties }) => keyOf(properties)))
  const added = theirs.rows.filter(({ properties }) => {
    const key = keyOf(properties)
    if (key === undefined) return true
    if (known.has(key)) return false
    if (hasUniqueKeys) known.add(key)
    return true
  })
  const rows = await mapInSlices(
    added,
    ({ properties, links }) => {
      work.pass(unitsPerRow)
      return toResource(properties, request, links)
    },
    work,
  )
  const isCut = ours.isCut || theirs.isCut
  return { rows: await sortByName([...ours.rows, ...rows], work), isCut, missing }
}

/** Units of work that it takes to write one row. */
const unitsPerRow = 100

async function sortByName(rows: readonly Resource[], work: Work): Promise<readonly Resource[]> {
  const pass = (units: number): void => work.pass(units)
  const toNamed = (row: Resource): Named => ({ row, name: toSortKey(nameOf(row), pass) })
  const byName = (one: Named, other: Named): number => compareSortKeys(one.name, other.name, pass)
  const sorted = await sortInSlices(await mapInSlices(rows, toNamed, work), byName, work)
  return sorted.map(({ row }) => row)
}

interface Named {
  readonly row: Resource
  readonly name: SortKey
}

function nameOf({ properties: { Name: name } }: Resource): string {
  return typeof name === 'string' ? name : ''
}

/**
 * In pages, since nobody knows how large a page it gives: a page that is short of both ends it. What
 * the caller wants of the list stays here, so that one reading serves every page and filter.
 */
async function allOfAltinn2(
  query: Query,
  { askAltinn2, remember }: Altinn2Ports,
  { dialect, readPage }: Reader,
): Promise<Rows> {
  const whole = new Query(query.pairs.filter(([name]) => !options.has(name.toLowerCase())))
  return remember(JSON.stringify(whole.pairs), async () => {
    const rows: Resource[] = []
    let isCut = false
    for (let call = 0; call < mostCalls; call += 1) {
      const part = await askAltinn2(pageOf(whole, rows.length), dialect).catch(noting(rows))
      const page = readPage(part.json)
      rows.push(...page)
      isCut ||= part.isCut
      if (page.length < smallestPage) return { rows, isCut }
    }
    return { rows, isCut: true }
  })
}

/** What has been read in part is no list of nobody, whatever is said of the rest. */
function noting({ length }: readonly Resource[]): (error: unknown) => never {
  return (error) => {
    if (error instanceof Altinn2Refused) error.isFirst = length === 0
    throw error
  }
}

const options: ReadonlySet<string> = new Set(['$filter', '$orderby', '$top', '$skip'])

function pageOf({ pairs }: Query, skip: number): Query {
  return new Query([...pairs, ['$top', String(rowsPerCall)], ['$skip', String(skip)]])
}

/** How Altinn 2 is asked for a list, and how its pages are read. */
interface Reader {
  readonly dialect: 'json' | 'hal+json'
  readonly readPage: (page: Json) => readonly Resource[]
}

function readerOf(
  { relation }: { readonly relation: string },
  { keepsLinks = false }: { readonly keepsLinks?: boolean },
): Reader {
  if (!keepsLinks) return { dialect: 'json', readPage: (page) => needRows(page).map(toRow) }
  return {
    dialect: 'hal+json',
    readPage: (page) =>
      needRows(embeddedIn(page, relation)).map((row) => ({
        ...toRow(row),
        links: toLinks(row._links),
      })),
  }
}

/** An empty list may come without what it embeds. */
function embeddedIn(page: Json, relation: string): Json {
  if (!isObject(page)) throw new GatewayError('ALTINN2_UNREADABLE')
  const { _embedded: embedded = {} } = page
  if (!isObject(embedded)) throw new GatewayError('ALTINN2_UNREADABLE')
  return embedded[relation] ?? []
}

function needRows(rows: Json): readonly JsonObject[] {
  if (!Array.isArray(rows) || !rows.every(isObject)) throw new GatewayError('ALTINN2_UNREADABLE')
  return rows
}

/** Without links; what it has no value for, it may write as null. */
function toRow(row: JsonObject): Resource {
  const known = Object.entries(row).filter(([name, value]) => name !== '_links' && value !== null)
  return { type: '', properties: Object.fromEntries(known) }
}
