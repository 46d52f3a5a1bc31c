import { parseMicroseconds } from '../altinn2/date-time.ts'
import type { Language } from '../altinn2/language.ts'
import { Query } from '../altinn2/query.ts'
import type { Json, Resource } from '../altinn2/response.ts'
import { GatewayError } from '../errors.ts'
import { mostElements, type Listed, type Listing } from '../message-box/list/element-rows.ts'
import type { MergePorts } from '../translation.ts'
import { isObject, toLinks, type JsonObject } from './altinn2-links.ts'

/** A row of Altinn 2's own list. */
export interface Altinn2Row extends Listed {
  readonly properties: Resource['properties']
}

export interface Altinn2Wanted {
  readonly query: Query
  readonly language: Language
  /** How many that `shown` leaves, of those that were changed after a moment (microseconds). */
  readonly countAfter: (until: number) => Promise<number>
  readonly shown: (rows: readonly Altinn2Row[]) => Promise<readonly Altinn2Row[]>
}

/** What it gives at once, whatever it is asked for. */
const rowsPerPage = 50
const mostCalls = mostElements / rowsPerPage

/**
 * Altinn 2's latest, page by page, only as far as they are wanted. Its pages are counted from the
 * top, so that what arrives, changes or goes meanwhile moves the rest: each page begins with the
 * last row of the one before, and in the end the top is looked at again.
 */
export async function readAltinn2Messages(
  wanted: Altinn2Wanted,
  { askAltinn2 }: Pick<MergePorts, 'askAltinn2'>,
): Promise<Listing> {
  const askAt = async (skip: number): Promise<Page> => {
    const part = await askAltinn2(pageQuery(wanted, skip), 'hal+json')
    return { rows: needRows(part.json), isCut: part.isCut }
  }
  const read = await readDown(wanted, askAt)
  if (read.calls > 1) await readTopAgain(read, askAt)
  const { known, isCut } = read
  return { elements: await wanted.shown(inOrder(known)), isCut }
}

interface Page {
  readonly rows: readonly Altinn2Row[]
  readonly isCut: boolean
}

interface Read {
  readonly known: Map<string, Altinn2Row>
  readonly isCut: boolean
  readonly calls: number
}

type AskAt = (skip: number) => Promise<Page>

async function readDown({ countAfter, shown }: Altinn2Wanted, askAt: AskAt): Promise<Read> {
  const known = new Map<string, Altinn2Row>()
  let isCut = false
  for (let calls = 1, skip = 0; calls <= mostCalls; calls += 1) {
    const { rows, isCut: isPageCut } = await askAt(skip)
    isCut ||= isPageCut
    // Something above has gone, and others have moved up to where nobody looks any more.
    if (skip > 0 && !rows.some(({ id }) => known.has(id))) {
      skip = Math.max(0, skip - rowsPerPage + 1)
      continue
    }
    for (const row of rows) known.set(row.id, row)
    if (rows.length < rowsPerPage) return { known, isCut, calls }
    const until = rows.at(-1)?.changed ?? Infinity
    // Of those that changed at the last moment that was read, some may be on the next page.
    const settled = inOrder(known).filter(({ changed }) => changed > until)
    const count = await countAfter(until)
    if (settled.length >= count && (await shown(settled)).length >= count) {
      return { known, isCut, calls }
    }
    skip += rows.length - 1
  }
  return { known, isCut: true, calls: mostCalls }
}

/** What has come to the top since, down to what is there as it was. */
async function readTopAgain({ known, calls }: Read, askAt: AskAt): Promise<void> {
  for (let skip = 0; skip < (mostCalls - calls) * rowsPerPage; skip += rowsPerPage) {
    const { rows } = await askAt(skip)
    const isAsItWas = rows.some(({ id, changed }) => known.get(id)?.changed === changed)
    for (const row of rows) known.set(row.id, row)
    if (isAsItWas || rows.length < rowsPerPage) return
  }
}

/** What was archived while it was read has a new id, and is no longer what it was. */
function inOrder(known: ReadonlyMap<string, Altinn2Row>): readonly Altinn2Row[] {
  const rows = [...known.values()]
  const former = new Set(rows.map(({ properties: { OriginalId: id } }) => id))
  return rows.filter(({ id }) => !former.has(id)).sort((one, other) => other.changed - one.changed)
}

/** The page and its order are ours, and no other option of the library's may change what comes. */
function isPassedOn(name: string): boolean {
  return name.toLowerCase() === '$filter' || !/^(?:\$|language$)/i.test(name)
}

function pageQuery({ query, language }: Altinn2Wanted, skip: number): Query {
  return new Query([
    ...query.pairs.filter(([name]) => isPassedOn(name)),
    // The words of both sides must be the same.
    ['language', String(language)],
    ['$orderby', 'LastChangedDateTime desc,MessageId desc'],
    ['$top', String(rowsPerPage)],
    ...(skip === 0 ? [] : [['$skip', String(skip)] as const]),
  ])
}

function needRows(list: Json): readonly Altinn2Row[] {
  const embedded = isObject(list) ? (list._embedded ?? {}) : undefined
  // An empty list may come without one.
  const rows = isObject(embedded) ? (embedded.messages ?? []) : undefined
  if (!Array.isArray(rows)) throw new GatewayError('ALTINN2_UNREADABLE')
  return rows.map((row: Json) => {
    if (!isObject(row)) throw new GatewayError('ALTINN2_UNREADABLE')
    return toRow(row)
  })
}

function toRow({ _links: links, ...rest }: JsonObject): Altinn2Row {
  const properties = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))
  const { MessageId: id, LastChangedDateTime: text } = properties
  const changed = typeof text === 'string' ? parseMicroseconds(text) : undefined
  if (typeof id !== 'string' || changed === undefined) throw new GatewayError('ALTINN2_UNREADABLE')
  const resource: Resource = {
    type: 'Message',
    properties,
    links: toLinks(links),
    ...(isObject(links) && links.self !== undefined ? { plainSelf: 'MessageLink' } : {}),
  }
  return { id, changed, properties, show: () => resource }
}
