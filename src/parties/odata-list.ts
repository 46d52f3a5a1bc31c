import { applyOptions, needListOptions, type ListOptions } from '../altinn2/odata/list-options.ts'
import type { ODataModel } from '../altinn2/odata/model.ts'
import { Work } from '../altinn2/odata/work.ts'
import type { Altinn2Response, Links, Resource } from '../altinn2/response.ts'
import { cut, type Rows } from '../altinn2/list-rows.ts'
import type { Ports, TranslationRequest, Translation } from '../translation.ts'

/** One of Altinn 2's lists: what is on it, and how it is shown. */
export interface List {
  /** What `$filter` and `$orderby` may name. */
  readonly model: ODataModel
  /** Of its members' model, and of the list in HAL. */
  readonly type: string
  readonly relation: string
  /** Throws what is wrong with the request, before anybody is asked. */
  readonly check?: (request: TranslationRequest) => unknown
  readonly links: (request: TranslationRequest) => Links
  /** Which row comes before all others, wherever its name would put it. */
  readonly leads?: (properties: Resource['properties'], request: TranslationRequest) => boolean
  /** Everything on it, in a lasting order, before anything is filtered. */
  readonly rows: (request: TranslationRequest, ports: Ports) => Promise<Rows>
}

/** What Altinn 2 took for `$top`: the limit that its documented error names. */
const most = 10_000
// Altinn/docs content/api/rest/meldinger/hente.md
const rowsPerPage = 50

/** Throws what `check` does, and `ODATA_REFUSED`, before anybody is asked. */
export function optionsOf({ check, model }: List, request: TranslationRequest): ListOptions {
  check?.(request)
  return needListOptions(request.query, model, most)
}

/** The page that was asked for. Throws `ODATA_REFUSED` for what costs too much. */
export async function toPage(
  list: List,
  { rows, isCut }: Rows,
  options: ListOptions,
  request: TranslationRequest,
  work: Work,
): Promise<Altinn2Response> {
  const { relation, type, links } = list
  const led = ledBy(list, rows, request)
  const resources = await applyOptions(led, options, rowsPerPage, work)
  return {
    status: 200,
    ...(isCut ? { headers: cut } : {}),
    body: { kind: 'collection', relation, type, resources, links: links(request) },
  }
}

function ledBy(
  { leads }: List,
  rows: readonly Resource[],
  request: TranslationRequest,
): Rows['rows'] {
  if (leads === undefined) return rows
  const first = new Set(rows.filter(({ properties }) => leads(properties, request)))
  return [...first, ...rows.filter((row) => !first.has(row))]
}

export function listed(list: List): Translation {
  return async (request, ports) => {
    const options = optionsOf(list, request)
    return toPage(list, await list.rows(request, ports), options, request, new Work(ports))
  }
}
