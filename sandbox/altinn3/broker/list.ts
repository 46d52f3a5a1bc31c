import { mayAct, type Caller } from './access.ts'
import { invalid, problem, type Invalid } from './problem.ts'
import { currentEvent, type BrokerState, type Transfer } from './state.ts'
import { onlyQuery, type Answered, type Asked } from '../../strict.ts'

const perPage = 100
const transferStatuses = [
  'Initialized',
  'UploadStarted',
  'UploadProcessing',
  'Published',
  'Cancelled',
  'AllConfirmedDownloaded',
  'Purged',
  'Failed',
]
const isDate = (text: string): boolean => !Number.isNaN(Date.parse(text))
const oneOf =
  (...values: readonly string[]) =>
  (text: string): boolean =>
    values.includes(text)

const parameters: Readonly<Record<string, (text: string) => boolean>> = {
  resourceId: () => true,
  status: oneOf(...transferStatuses),
  recipientStatus: oneOf('Initialized', 'DownloadStarted', 'DownloadConfirmed'),
  from: isDate,
  to: isDate,
  orderAscending: oneOf('true', 'false'),
  role: oneOf('Sender', 'Recipient'),
}

/** GET /: ids of what the caller sent or received, at most a hundred (FileTransferRepository.cs). */
export function listTransfers(asked: Asked, caller: Caller, state: BrokerState): Answered {
  onlyQuery(asked, ...Object.keys(parameters))
  const { query } = asked
  const errors = errorsIn(query)
  if (Object.keys(errors).length > 0) return invalid(errors, state)
  const resource = query.get('resourceId') ?? ''
  if (!mayAct(state, resource, caller, caller.organization)) return problem(6)
  const status = query.get('status')
  const dated = state.transfers
    .filter(({ resourceId }) => resourceId === resource)
    .filter((transfer) => status === null || currentEvent(transfer).status === status)
    .filter((transfer) => concerns(transfer, `0192:${caller.organization}`, query))
    .map((transfer) => ({ id: transfer.fileTransferId, date: sortDate(transfer, status) }))
    .filter(({ date }) => isWithin(date, query.get('from'), query.get('to')))
    .sort((one, other) => one.date - other.date)
  if (query.get('orderAscending') !== 'true') dated.reverse()
  return { status: 200, body: dated.slice(0, perPage).map(({ id }) => id) }
}

function errorsIn(query: URLSearchParams): Invalid {
  const errors: Record<string, readonly string[]> = {}
  if (!query.get('resourceId')) errors.resourceId = ['The resourceId field is required.']
  for (const [name, isValid] of Object.entries(parameters)) {
    const text = query.get(name)
    if (text !== null && !isValid(text)) errors[name] = [`The value '${text}' is not valid.`]
  }
  return errors
}

/**
 * With a recipient status the role says nothing, and the latest event decides, so that a download
 * after the confirmation counts as started (`actor_file_transfer_latest_status`). The sender is
 * found in the `0192:` form only.
 */
function concerns(transfer: Transfer, actor: string, query: URLSearchParams): boolean {
  const latest = transfer.recipientHistory.findLast(({ recipient }) => recipient === actor)
  const recipientStatus = query.get('recipientStatus')
  if (recipientStatus !== null) return latest?.status === recipientStatus
  const role = query.get('role')
  return (
    (role !== 'Sender' && latest !== undefined) ||
    (role !== 'Recipient' && transfer.sender === actor)
  )
}

function sortDate(transfer: Transfer, status: string | null): number {
  return Date.parse(status === null ? transfer.created : currentEvent(transfer).at)
}

// One bound excludes its own moment, two bounds include theirs.
function isWithin(at: number, from: string | null, to: string | null): boolean {
  const [after, before] = [Date.parse(from ?? ''), Date.parse(to ?? '')]
  if (from !== null && to !== null) return after <= at && at <= before
  if (from !== null) return at > after
  return to === null || at < before
}
