import type { Socket } from 'node:net'
import { errors, GatewayError, type ErrorCode } from '../errors.ts'
import { stopParsing } from '../http/server/feed-parser.ts'
import { lingerAfterBytes } from '../http/server/lingering-close.ts'
import { parseTarget } from './target.ts'

/** A request that Node's parser has refused, as the log tells of it. */
export interface BrokenRequest {
  readonly status: number
  readonly error: ErrorCode
  /** Node's own code. */
  readonly cause: string
}

export interface BrokenSettings {
  /** The methods that are known at a path. */
  readonly methodsAt: (target: { readonly path: string }) => readonly string[]
  /** Writes the log line; gives the headers that every answer has. */
  readonly noteBroken: (broken: BrokenRequest) => Readonly<Record<string, string>>
  /** The whole answer, with these headers among its own. */
  readonly write: (refused: GatewayError, headers: Readonly<Record<string, string>>) => Buffer
}

interface ParserError {
  readonly code?: string
  /** What had arrived, and how far it was read. */
  readonly rawPacket?: unknown
  readonly bytesParsed?: unknown
}

/** What is said to the caller. */
interface Refusal {
  readonly code: ErrorCode
  readonly detail?: string
  readonly allow?: readonly string[]
}

/** Bytes that are not HTTP never become a request; they still get an answer, and a log line. */
export function createAnswerBroken({
  methodsAt,
  noteBroken,
  write,
}: BrokenSettings): (error: ParserError, socket: Socket) => void {
  return (error, socket) => {
    if (error.code === 'ECONNRESET') socket.destroy()
    else stopParsing(socket, () => refuse(error, socket))
  }

  function refuse(error: ParserError, socket: Socket): void {
    // Node keeps the answer under way here; bytes of ours in its middle would pass for its own.
    const { _httpMessage: underWay } = socket as { _httpMessage?: { headersSent?: boolean } }
    if (!socket.writable || underWay?.headersSent === true) {
      socket.destroy()
      return
    }
    const { code, allow, ...details } = refusalOf(error, methodsAt)
    const { status } = errors[code]
    const headers = noteBroken({ status, error: code, cause: error.code ?? 'unknown' })
    const allowed = allow === undefined ? {} : { Allow: allow.join(', ') }
    const answer = write(new GatewayError(code, details), { ...headers, ...allowed })
    const isHead = lineOf(error).startsWith('HEAD ')
    const headLength = answer.indexOf(emptyLine) + emptyLine.length
    lingerAfterBytes(socket, isHead ? answer.subarray(0, headLength) : answer)
  }
}

const emptyLine = '\r\n\r\n'

function refusalOf(error: ParserError, methodsAt: BrokenSettings['methodsAt']): Refusal {
  const code = error.code ?? ''
  if (code === 'HPE_HEADER_OVERFLOW') return { code: 'HEADERS_TOO_LARGE' }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { code: 'TIMED_OUT' }
  const line = lineOf(error)
  if (code === 'HPE_INVALID_URL') {
    return /[^\x21-\x7e]/.test(addressIn(line))
      ? { code: 'ADDRESS_NOT_ENCODED' }
      : { code: 'TARGET_MALFORMED' }
  }
  // A space in the address: what comes behind it is not the protocol.
  if (code === 'HPE_INVALID_CONSTANT' && /^[A-Z-]+ \S+ /.test(line)) {
    return { code: 'ADDRESS_NOT_ENCODED' }
  }
  if (code === 'HPE_INVALID_METHOD') return unknownMethod(line, methodsAt) ?? malformed(code, line)
  return malformed(code, line)
}

/** The line in which the parser stopped. */
function lineOf({ rawPacket, bytesParsed }: ParserError): string {
  const text = Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : ''
  const place = typeof bytesParsed === 'number' ? bytesParsed : 0
  const start = place === 0 ? 0 : text.lastIndexOf('\n', place - 1) + 1
  const end = text.indexOf('\n', place)
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '')
}

/** Between the method and the protocol, if that has arrived. */
function addressIn(line: string): string {
  return line.replace(/^[A-Z-]+ +/, '').replace(/ HTTP\/[0-9.]*$/, '')
}

/** A method that Node does not know gets 405, like any other that the address does not take. */
function unknownMethod(line: string, methodsAt: BrokenSettings['methodsAt']): Refusal | undefined {
  const [, address] = /^[!#$%&'*+.^_`|~\w-]+ (\S+) HTTP\/1\.[01]$/.exec(line) ?? []
  if (address === undefined) return undefined
  const target = parseTarget(address)
  if (target === undefined) return { code: 'TARGET_MALFORMED' }
  const allow = methodsAt(target)
  return allow.length === 0 ? { code: 'NOT_FOUND' } : { code: 'METHOD_NOT_ALLOWED', allow }
}

const details: Readonly<Record<string, string>> = {
  CONNECT: 'this is no proxy, so CONNECT is not answered',
  HPE_INVALID_HEADER_TOKEN: 'a header has a character that none may have',
  HPE_INVALID_CONTENT_LENGTH: 'Content-Length is no number',
  HPE_UNEXPECTED_CONTENT_LENGTH: 'Content-Length is said twice, or beside Transfer-Encoding',
  HPE_INVALID_TRANSFER_ENCODING: 'Transfer-Encoding cannot be read',
  HPE_INVALID_CHUNK_SIZE: 'the size of a chunk is no number',
  HPE_INVALID_VERSION: 'only HTTP/1.0 and HTTP/1.1 are spoken here',
  HPE_PAUSED_H2_UPGRADE: 'only HTTP/1.0 and HTTP/1.1 are spoken here',
}

function malformed(code: string, line: string): Refusal {
  const detail = line.startsWith('\x16\x03') ? 'TLS is not spoken on this port' : details[code]
  return { code: 'REQUEST_MALFORMED', ...(detail === undefined ? {} : { detail }) }
}
