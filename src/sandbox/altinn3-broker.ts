import type { JWTPayload } from 'jose'
import { hasScope, organizationOf } from './bearer.ts'
import { onlyQuery, UnlikeTheRealOne, type Answered, type Asked } from './strict.ts'

export interface Transfer {
  readonly fileTransferId: string
  readonly resourceId: string
  readonly fileName: string
  readonly sendersFileTransferReference: string
  readonly fileTransferSize: number
  readonly fileTransferStatus: string
  readonly fileTransferStatusText: string
  readonly fileTransferStatusChanged: string
  readonly created: string
  readonly published: string | null
  readonly sender: string
  readonly recipients: readonly {
    readonly recipient: string
    readonly currentRecipientFileTransferStatusCode: string
    readonly currentRecipientFileTransferStatusText: string
    readonly currentRecipientFileTransferStatusChanged: string
  }[]
}

export interface BrokerState {
  readonly transfers: Transfer[]
  /** Which organisations the policy of a resource lets in. */
  readonly access: Readonly<Record<string, readonly string[]>>
}

const perPage = 100
const path = '/broker/api/v1/filetransfer'

/** Altinn 3's broker as Altinn/altinn-broker answers, its oddities included. */
export function answerBroker(asked: Asked, claims: JWTPayload, state: BrokerState): Answered {
  // AcceptHeaderValidationMiddleware.cs.
  if (!/^(?:application\/json|\*\/\*)$/.test(asked.headers.accept ?? '*/*')) return { status: 406 }
  if (!hasScope(claims, 'altinn:broker.read', 'altinn:broker.write')) return { status: 403 }
  const caller = organizationOf(claims) ?? ''
  const [, id] = new RegExp(`^${path}(?:/([0-9a-f-]{36}))?/?$`).exec(asked.path) ?? []
  if (asked.method !== 'GET' || !asked.path.startsWith(path)) throw new UnlikeTheRealOne(asked.path)
  return id === undefined ? list(asked, caller, state) : overview(id, caller, state)
}

function overview(id: string, caller: string, { transfers, access }: BrokerState): Answered {
  const found = transfers.find(({ fileTransferId }) => fileTransferId === id)
  if (found === undefined) return problem(1, 404, 'The requested file transfer was not found')
  const isParty =
    found.sender === `0192:${caller}` ||
    found.recipients.some(({ recipient }) => recipient === `0192:${caller}`)
  const mayRead = isParty && access[found.resourceId]?.includes(caller) === true
  return mayRead ? { status: 200, body: found } : problem(6, 401, 'No access')
}

function list(asked: Asked, caller: string, { transfers, access }: BrokerState): Answered {
  onlyQuery(
    asked,
    'resourceId',
    'status',
    'recipientStatus',
    'from',
    'to',
    'orderAscending',
    'role',
  )
  const { query } = asked
  const resource = query.get('resourceId')
  if (resource === null) return { status: 400, body: { code: 'STD-00000', status: 400 } }
  if (access[resource] === undefined) return problem(5, 403, 'Invalid resource definition')
  if (!access[resource].includes(caller)) return problem(6, 401, 'No access')
  const [status, recipientStatus] = [query.get('status'), query.get('recipientStatus')]
  const sortDate = (transfer: Transfer): string =>
    status === null ? transfer.created : transfer.fileTransferStatusChanged
  const found = transfers
    .filter(({ resourceId }) => resourceId === resource)
    .filter(({ fileTransferStatus }) => status === null || fileTransferStatus === status)
    .filter(({ recipients }) =>
      recipients.some(
        ({ recipient, currentRecipientFileTransferStatusCode: code }) =>
          recipient === `0192:${caller}` && (recipientStatus === null || code === recipientStatus),
      ),
    )
    .filter((transfer) => isWithin(sortDate(transfer), query.get('from'), query.get('to')))
    .sort((one, other) => Date.parse(sortDate(one)) - Date.parse(sortDate(other)))
  if (query.get('orderAscending') !== 'true') found.reverse()
  return {
    status: 200,
    body: found.slice(0, perPage).map(({ fileTransferId }) => fileTransferId),
  }
}

// FileTransferRepository.cs: one bound excludes its own moment, two bounds include theirs.
function isWithin(date: string, from: string | null, to: string | null): boolean {
  const [at, after, before] = [date, from, to].map((text) =>
    text === null ? NaN : Date.parse(text),
  ) as [number, number, number]
  if (from !== null && to !== null) return after <= at && at <= before
  if (from !== null) return at > after
  return to === null || at < before
}

function problem(number: number, status: number, detail: string): Answered {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json' },
    body: JSON.stringify({
      type: 'https://tools.ietf.org/html/rfc9110',
      code: `BRO-${String(number).padStart(5, '0')}`,
      status,
      detail,
    }),
  }
}
