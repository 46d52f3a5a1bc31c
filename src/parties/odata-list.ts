import { applyOptions, needListOptions, type ListOptions } from '../altinn2/odata/list-options.ts'
import type { ODataModel } from '../altinn2/odata/model.ts'
import { Work } from '../altinn2/odata/work.ts'
import type { Altinn2Response, Links, Resource } from '../altinn2/response.ts'
import { cut, partial, type Rows } from '../altinn2/list-rows.ts'
import type {
  Ports,
  PublicPorts,
  PublicTranslationRequest,
  TranslationRequest,
} from '../translation.ts'

/** One of Altinn 2's lists: what is on it, and how it is shown. */
export interface List<
  Request extends PublicTranslationRequest = TranslationRequest,
  Out extends PublicPorts = Ports,
> {
  /** What `$filter` and `$orderby` may name. */
  readonly model: ODataModel
  /** Of its members' model, and of the list in HAL. */
  readonly type: string
  readonly relation: string
  /** Throws what is wrong with the request, before anybody is asked. */
  readonly check?: (request: Request) => unknown
  readonly links: (request: Request) => Links
  /** Which row comes before all others, wherever its name would put it. */
  readonly leads?: (properties: Resource['properties'], request: Request) => boolean
  /** On a page whose size the caller does not say; 50 unless given. */
  readonly rowsPerPage?: number
  /** Everything on it, in a lasting order, before anything is filtered. */
  readonly rows: (request: Request, ports: Out) => Promise<Rows>
}

/** What Altinn 2 took for `$top`: the limit that its documented error names. */
const most = 10_000
// Altinn/docs content/api/rest/meldinger/hente.md
const usualPage = 50

/** Throws what `check` does, and `ODATA_REFUSED`, before anybody is asked. */
export function optionsOf<Request extends PublicTranslationRequest>(
  { check, model }: Pick<List<Request>, 'check' | 'model'>,
  request: Request,
): ListOptions {
  check?.(request)
  return needListOptions(request.query, model, most)
}

/** The page that was asked for. Throws `ODATA_REFUSED` for what costs too much. */
export async function toPage<Request extends PublicTranslationRequest>(
  list: Omit<List<Request>, 'rows'>,
  { rows, isCut, missing = [] }: Rows,
  options: ListOptions,
  request: Request,
  work: Work,
): Promise<Altinn2Response> {
  const { relation, type, links, rowsPerPage = usualPage } = list
  const led = ledBy(list, rows, request)
  const resources = await applyOptions(led, options, rowsPerPage, work)
  return {
    status: 200,
    ...(isCut || missing.length > 0
      ? { headers: { ...(isCut ? cut : {}), ...partial(missing) } }
      : {}),
    body: { kind: 'collection', relation, type, resources, links: links(request) },
  }
}

function ledBy<Request extends PublicTranslationRequest>(
  { leads }: Pick<List<Request>, 'leads'>,
  rows: readonly Resource[],
  request: Request,
): Rows['rows'] {
  if (leads === undefined) return rows
  const first = new Set(rows.filter(({ properties }) => leads(properties, request)))
  return [...first, ...rows.filter((row) => !first.has(row))]
}

export function listed<Request extends PublicTranslationRequest, Out extends PublicPorts>(
  list: List<Request, Out>,
): (request: Request, ports: Out) => Promise<Altinn2Response> {
  return async (request, ports) => {
    const options = optionsOf(list, request)
    return toPage(list, await list.rows(request, ports), options, request, new Work(ports))
  }
}
