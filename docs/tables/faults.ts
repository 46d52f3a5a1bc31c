import { code, table } from '../../src/commands/markdown.ts'

/** How a call is made, as far as a caller sees a difference when it fails. */
export type Way =
  /** Altinn 2's answer is handed through. */
  | 'forwarded'
  /** Altinn 2's list is joined with Altinn 3's. */
  | 'joined'
  /** Altinn 3's answer is read whole. */
  | 'document'
  /** A file of Altinn 3's is handed through. */
  | 'file'
  /** A decision of Altinn 3's, or the exchange of a token. */
  | 'permit'
  /** Keys and the list of service owners, which are kept. */
  | 'kept'

/** What a platform does wrong, and what comes of it. */
export interface FaultRow {
  readonly fault: string
  /** The log's `cause`; one of several where a comma separates them. */
  readonly cause: string
  /** The log's `upstreamStatus`, where the product has answered. */
  readonly upstreamStatus?: number
  /**
   * By way: status, the error's code unless the answer is the product's own, and after a comma
   * `Retry-After`. `cut`: the status was out already, and the connection breaks.
   */
  readonly seen: Readonly<Record<Way, string>>
}

const kept = '503, 5'
const away = {
  ...{ forwarded: '502 ALTINN2_UNREACHABLE', joined: '502 ALTINN2_UNREACHABLE' },
  ...{ document: '502 ALTINN3_UNREACHABLE', file: '502 ALTINN3_UNREACHABLE' },
  ...{ permit: '503, 5', kept },
}
const late = {
  ...{ forwarded: '504 ALTINN2_SILENT', joined: '504 ALTINN2_SILENT' },
  ...{ document: '504 ALTINN3_SILENT', file: '504 ALTINN3_SILENT' },
  ...{ permit: '503, 5', kept },
}

function answered(own: string, read: string, permit = '503, 5'): FaultRow['seen'] {
  return { forwarded: own, joined: own, document: read, file: read, permit, kept }
}

/** Each is made at each product by `tests/journeys/faults/each-fault.test.ts`. */
export const faultRows: readonly FaultRow[] = [
  { fault: 'refused', cause: 'ECONNREFUSED', seen: away },
  { fault: 'no such host', cause: 'ENOTFOUND', seen: away },
  { fault: 'no TLS', cause: 'ERR_SSL_…', seen: away },
  { fault: 'no connection in time', cause: 'UND_ERR_CONNECT_TIMEOUT', seen: away },
  { fault: 'reset before the head', cause: 'ECONNRESET, UND_ERR_SOCKET', seen: away },
  {
    fault: 'reset in the body',
    cause: 'ECONNRESET, UND_ERR_SOCKET',
    seen: { ...away, forwarded: 'cut', joined: '502 ALTINN2_UNREADABLE', file: 'cut' },
  },
  { fault: 'no head in time', cause: 'DEADLINE', seen: late },
  {
    fault: 'no end in time',
    cause: 'DEADLINE',
    seen: { ...late, forwarded: 'cut', file: 'cut' },
  },
  {
    ...{ fault: '429, Retry-After: 7', cause: 'STATUS', upstreamStatus: 429 },
    seen: answered('429, 7', '503 ALTINN3_BUSY, 7', '503, 7'),
  },
  {
    ...{ fault: '500', cause: 'STATUS', upstreamStatus: 500 },
    seen: answered('500', '502 ALTINN3_UNREADABLE'),
  },
  {
    ...{ fault: '502', cause: 'STATUS', upstreamStatus: 502 },
    seen: answered('502', '502 ALTINN3_UNREADABLE'),
  },
  {
    ...{ fault: '503', cause: 'STATUS', upstreamStatus: 503 },
    seen: answered('503', '503 ALTINN3_BUSY, 5'),
  },
  {
    ...{ fault: '503, Retry-After: 60', cause: 'STATUS', upstreamStatus: 503 },
    seen: answered('503, 60', '503 ALTINN3_BUSY, 60', '503, 60'),
  },
  {
    ...{ fault: '504', cause: 'STATUS', upstreamStatus: 504 },
    seen: answered('504', '504 ALTINN3_SILENT'),
  },
  { fault: 'not HTTP', cause: 'NOT_HTTP', seen: away },
  {
    ...{ fault: 'HTML with 200', cause: 'UNEXPECTED_BODY', upstreamStatus: 200 },
    seen: {
      ...{ forwarded: '200', joined: '502 ALTINN2_UNREADABLE' },
      ...{ document: '502 ALTINN3_UNREADABLE', file: '200', permit: '503, 5', kept },
    },
  },
  {
    ...{ fault: 'half a document', cause: 'UNEXPECTED_BODY', upstreamStatus: 200 },
    seen: {
      ...{ forwarded: '200', joined: '502 ALTINN2_UNREADABLE' },
      ...{ document: '502 ALTINN3_UNREADABLE', file: '200', permit: '503, 5', kept },
    },
  },
]

/** What comes of each fault, by the way the call is made. */
export function faultTable(): string {
  return table(
    [
      ...['the platform’s fault', '`cause`', 'Altinn 2, handed through', 'Altinn 2, joined'],
      ...['Altinn 3, document', 'Altinn 3, file', 'decision, exchange', 'keys, service owners'],
    ],
    faultRows.map(({ fault, cause, upstreamStatus, seen }) => [
      ...[fault, toCauses(cause, upstreamStatus)],
      ...[seen.forwarded, seen.joined, seen.document, seen.file, seen.permit, seen.kept],
    ]),
  )
}

function toCauses(cause: string, status: number | undefined): string {
  if (status !== undefined) return code(`${cause} ${status}`)
  return cause.split(', ').map(code).join(', ')
}
