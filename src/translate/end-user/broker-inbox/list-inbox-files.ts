import { brokerFileType } from '../../../altinn2/broker/broker-file.ts'
import { parseDateTime, toKnownDate } from '../../../altinn2/date-time.ts'
import type { Query } from '../../../altinn2/query.ts'
import {
  fileTransfersPerPage,
  getFileTransfer,
  listFileTransfers,
  type FileTransfer,
  type FileTransferSearch,
} from '../../../altinn3/broker.ts'
import { GatewayError } from '../../../errors.ts'
import type { Ports, Translation } from '../../../translation.ts'
import { checkIsOwn, resourcesOf, serviceOf } from '../../../broker/transfer.ts'
import { toInboxResource, toInboxStatus, toInboxFile } from './inbox-file.ts'

/** More files than this are not listed; the header says so, and narrower dates show the rest. */
const mostFiles = 2_000

/** The files sent to the party, oldest first. */
export const listInboxFiles: Translation = async (request, ports) => {
  checkIsOwn(request)
  const { query, params, party, targets } = request
  const status = needFileStatus(query)
  const between = needDates(query)
  const found = new Map<string, FileTransfer>()
  // .NET clients say "no bound" with the first moment of year 1, which Altinn 3 does not know.
  const from = (between.from ?? 0) > 0 ? { from: justBefore(between.from) } : {}
  const reached = await Promise.all(
    resourcesOf(targets).flatMap((resourceId) =>
      searches[status].map((search) => collect({ ...search, ...from, resourceId }, found, ports)),
    ),
  )
  // A caller who names no service is not to blame for the resources that are not theirs.
  if (query.has('serviceCode') && reached.length > 0 && !reached.includes(true)) {
    throw new GatewayError('ALTINN3_ACCESS_REFUSED')
  }
  const files = [...found.values()]
    .filter(({ created }) => isBetween(parseDateTime(created), between))
    .sort((one, other) => compare(one.created, other.created))
    .flatMap((transfer) => {
      const service = serviceOf(transfer, targets)
      return (service && toInboxFile({ transfer, service }, party)) ?? []
    })
    .filter(({ transfer, recipient }) => toInboxStatus(transfer, recipient) === status)
  return {
    status: 200,
    ...(found.size > mostFiles ? { headers: { 'X-Warning-LimitReached': 'true' } } : {}),
    body: {
      kind: 'list',
      type: brokerFileType,
      resources: files.slice(0, mostFiles).map((file) => toInboxResource(file, params.who ?? 'my')),
    },
  }
}

// A recipient never saw a file that was still being uploaded, though the parameter has the value.
const searches = {
  Initialized: [],
  Uploaded: [
    { status: 'Published', recipientStatus: 'Initialized' },
    { status: 'Published', recipientStatus: 'DownloadStarted' },
  ],
  // One who fetches a confirmed file again has merely started to, by Altinn 3's search.
  Downloaded: [{ recipientStatus: 'DownloadConfirmed' }, { recipientStatus: 'DownloadStarted' }],
} as const satisfies Record<string, readonly Omit<FileTransferSearch, 'resourceId'>[]>

/**
 * Altinn 3 gives 100 ids and no cursor, so the next page starts at the date of the last one. The
 * pages overlap by a millisecond lest files of the same moment fall between them. `false` when the
 * caller has no access to the resource.
 */
async function collect(
  search: FileTransferSearch,
  found: Map<string, FileTransfer>,
  { ask }: Ports,
): Promise<boolean> {
  let from = search.from
  while (found.size <= mostFiles) {
    const ids = await ask(listFileTransfers, from === undefined ? search : { ...search, from })
    if (ids === undefined) return false
    const unseen = ids.filter((id) => !found.has(id))
    const transfers = await Promise.all(unseen.map((id) => ask(getFileTransfer, { id })))
    unseen.forEach((id, index) => {
      const transfer = transfers[index]
      // It may be gone again between the list and the look.
      if (transfer !== undefined) found.set(id, transfer)
    })
    const last = ids.flatMap((id) => found.get(id) ?? []).at(-1)
    if (ids.length < fileTransfersPerPage || last === undefined) return true
    const next = justBefore(parseDateTime(sortDateOf(last, search)))
    if (next === from) return true
    from = next
  }
  return true
}

/** The date that Altinn 3 sorted and compared by. */
function sortDateOf(transfer: FileTransfer, { status }: FileTransferSearch): string {
  if (status === undefined) return transfer.created
  return transfer.fileTransferStatus === status
    ? transfer.fileTransferStatusChanged
    : (toKnownDate(transfer.published) ?? transfer.created)
}

function justBefore(instant: number | undefined): string {
  if (instant === undefined) throw new GatewayError('ALTINN3_UNREADABLE')
  return new Date(Math.max(instant - 1, 0)).toISOString()
}

interface Between {
  readonly from?: number
  readonly to?: number
}

function isBetween(
  instant: number | undefined,
  { from = -Infinity, to = Infinity }: Between,
): boolean {
  return instant !== undefined && from <= instant && instant <= to
}

function compare(one: string, other: string): number {
  return (parseDateTime(one) ?? 0) - (parseDateTime(other) ?? 0)
}

function needFileStatus(query: Query): keyof typeof searches {
  const given = query.one('fileStatus')?.toLowerCase() ?? 'uploaded'
  if (given === 'uploaded') return 'Uploaded'
  if (given === 'downloaded') return 'Downloaded'
  if (given === 'initialized') return 'Initialized'
  throw new GatewayError('PARAMETER_MALFORMED', { detail: 'fileStatus' })
}

function needDates(query: Query): Between {
  const [from, to] = [needDate(query, 'minSentDateTime'), needDate(query, 'maxSentDateTime')]
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
}

function needDate(query: Query, name: string): number | undefined {
  const text = query.one(name)
  if (text === undefined) return undefined
  const instant = parseDateTime(text)
  if (instant === undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: name })
  return instant
}
