import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { LoopQueue, noteConnection } from '../../runtime/yield-to-others.ts'
import { piecesTaken } from './gathered-request.ts'
import { endWith, isLastRequest } from './last-request.ts'
import { TurnBudget } from './turn-budget.ts'

/** Requests of one connection. Answers go out in order, so that more of them would only wait. */
const maxUnderWay = 8
/** Bytes of the line and the headers of a request, as they come: IIS had the same bound. */
export const maxHeadBytes = 16 * 1024
/** Heads that are parsed in one turn of the event loop, on all connections. */
const heads = new LoopQueue(8, { isForHeads: true })
/** Bytes of a chunked body that are parsed in one go: 170 chunks of one byte. */
const minSlice = 1024
/** Bytes that are parsed in one go while they bring few pieces: no more than 6,000 chunks. */
const maxSlice = 32 * 1024
/** Pieces in such bytes: some, and one for each so many bytes. */
const fewPieces = 4
const usualPiece = 1024
/** Bytes of the smallest chunk: `1`, a line end, its byte, a line end. */
const minChunk = 6
/** Ends a head, and a chunked body. Node's parser takes no other line ends. */
const emptyLine = '\r\n\r\n'

const feeds = new WeakMap<Socket, ParserFeed>()

/**
 * Bounds what the requests of a server cost to parse. Node parses all bytes that one read brings,
 * which may be 600 requests or 11,000 pieces of a body, and nothing stops it in between. So the
 * parser gets slices: one head each, or a part of a body; what must wait stays in the socket.
 * A head that is too long is a `clientError`, as Node tells of it.
 */
export function boundParsing(server: Server): void {
  const budget = new TurnBudget()
  // Node would leave out headers beyond a number without a word, the length of a body among them.
  server.maxHeadersCount = 0
  server.on('connection', (socket: Socket) => {
    noteConnection()
    const refuse = (code: string): void => {
      server.emit('clientError', Object.assign(new Error('Parse Error'), { code }), socket)
    }
    feeds.set(socket, new ParserFeed(socket, budget, refuse))
  })
  // First of all: an answer may be out before others hear of its request.
  server.prependListener('request', (request, response) => {
    feeds.get(request.socket)?.begin(request, response)
  })
}

/** Whether a connection has brought a part of a request that has not begun. */
export function hasBegunHead(socket: Socket): boolean {
  return feeds.get(socket)?.hasBegunHead() === true
}

/** Says whose request a connection has brought; the next one may wait behind others of this owner. */
export function noteOwner(socket: Socket, owner: string): void {
  feeds.get(socket)?.noteOwner(owner)
}

/**
 * Parses nothing more of a connection, since Node has refused what came. Calls back when the requests
 * before that are answered. A request whose body it was, and that is answered already, gets no more.
 */
export function stopParsing(socket: Socket, onAnswered: () => void): void {
  const feed = feeds.get(socket)
  if (feed === undefined) onAnswered()
  else feed.stop(onAnswered)
}

/** Gives the bytes of one connection to its parser. */
class ParserFeed {
  readonly #socket: Socket
  readonly #parse: (chunk: Buffer) => void
  readonly #budget: TurnBudget
  readonly #refuse: (code: string) => void
  /** Of the last request: its next head waits in the line of its owner. */
  #owner = ''
  /** The head that comes next has waited for its turn. */
  #hasTurn = false
  #underWay = 0
  #isStopped = false
  #onAnswered: (() => void) | undefined
  /** Requests under way that the refusal answers: one whose body is broken, or none. */
  #refused = 0
  /** The next request waits for the end of another. */
  #isFull = false
  /** The request whose body comes, or came last. */
  #current: IncomingMessage | undefined
  /** Bytes of its body that are still to come, where it has a length. */
  #bodyLeft = 0
  /** Bytes of a body without a length that are parsed in one go. */
  #slice = minSlice
  /** The last bytes of a head or of chunks that have not ended: their empty line may be cut anywhere. */
  #tail = ''
  /** Of the head that comes, so far. */
  #headBytes = 0
  /** Nothing is parsed behind the current request. */
  #isLast = false
  /** The next bytes are in the socket for the second time. */
  #hasRest = false
  /** These bytes come behind others, or have waited. */
  #isLater = false

  constructor(socket: Socket, budget: TurnBudget, refuse: (code: string) => void) {
    this.#socket = socket
    this.#budget = budget
    this.#refuse = refuse
    const [parse] = socket.listeners('data') as ((chunk: Buffer) => void)[]
    if (parse === undefined) throw new Error('Node has no parser on this connection')
    this.#parse = parse
    socket.off('data', parse)
    socket.on('data', (chunk: Buffer) => this.#feed(chunk))
  }

  begin(request: IncomingMessage, response: ServerResponse): void {
    this.#current = request
    this.#headBytes = 0
    this.#bodyLeft = lengthOf(request)
    this.#isLast = isLastRequest(request)
    if (this.#isLast) endWith(request, response)
    this.#underWay += 1
    response.once('close', () => this.#end())
  }

  hasBegunHead(): boolean {
    return this.#headBytes > 0 || this.#hasRest
  }

  noteOwner(owner: string): void {
    this.#owner = owner
  }

  stop(onAnswered: () => void): void {
    this.#isStopped = true
    // A request whose body is broken gets the refusal as its answer.
    this.#refused = this.#current?.complete === false ? 1 : 0
    if (this.#underWay < this.#refused) this.#socket.destroy()
    else if (this.#underWay === this.#refused) onAnswered()
    else this.#onAnswered = onAnswered
  }

  /** Parses what has waited for its turn. */
  goOn(): void {
    this.#socket.resume()
    this.#socket.read()
  }

  #end(): void {
    this.#underWay -= 1
    if (this.#underWay === this.#refused) this.#onAnswered?.()
    if (!this.#isFull) return
    this.#isFull = false
    this.#socket.resume()
  }

  #feed(chunk: Buffer): void {
    const socket = this.#socket
    const isRest = this.#hasRest
    this.#hasRest = false
    this.#isFull = false
    this.#budget.leave(this)
    for (let from = 0; from < chunk.length;) {
      // After the last answer nothing more is read.
      this.#isLater = isRest || from > 0
      if (socket.destroyed || (this.#isLater && !socket.writable)) return
      if (this.#isOver()) {
        // What comes now is read when the connection ends, if at all.
        socket.pause()
        return
      }
      // Node pauses a socket whose answers or bodies are not read, and resumes it by itself.
      const isPaused = from > 0 && socket.isPaused()
      if (isPaused || this.#mustWait()) {
        this.#putBack(chunk.subarray(from))
        return
      }
      const end = this.#endOfSlice(chunk, from)
      this.#parseSlice(chunk, from, end)
      from = end
    }
  }

  #isOver(): boolean {
    return this.#isStopped || (this.#isLast && this.#current?.complete === true)
  }

  #mustWait(): boolean {
    // Node's own mark: its parser is paused until answers have gone out.
    if ((this.#socket as { _paused?: boolean })._paused === true) return true
    const isBody = this.#current?.complete === false
    this.#isFull = !isBody && this.#underWay >= maxUnderWay
    if (this.#isFull) return true
    if (!isBody) return this.#mustHeadWait()
    // What a body with a length brings is little.
    if (this.#bodyLeft > 0 || !this.#budget.isSpent) return false
    this.#budget.wait(this)
    return true
  }

  #mustHeadWait(): boolean {
    if (this.#hasTurn) {
      this.#hasTurn = false
      return false
    }
    const turn = heads.pass(this.#owner)
    void turn?.then(() => {
      this.#hasTurn = true
      this.goOn()
    })
    return turn !== undefined
  }

  #putBack(rest: Buffer): void {
    this.#hasRest = true
    this.#socket.pause()
    // There `end` waits for it, too.
    this.#socket.unshift(rest)
  }

  #endOfSlice(chunk: Buffer, from: number): number {
    if (this.#bodyLeft > 0) {
      const length = Math.min(this.#bodyLeft, chunk.length - from)
      this.#bodyLeft -= length
      return from + length
    }
    const isBody = this.#current?.complete === false
    const most = isBody ? Math.min(chunk.length, from + this.#slice) : chunk.length
    const begun = this.#endOfBegunLine(chunk, from)
    if (begun >= 0) return begun
    const end = chunk.subarray(from, most).indexOf(emptyLine)
    return end < 0 ? most : from + end + emptyLine.length
  }

  /** Where an empty line ends that the bytes before these have begun; -1: there is none. */
  #endOfBegunLine(chunk: Buffer, from: number): number {
    const before = this.#tail
    if (before === '') return -1
    const around = before + chunk.toString('latin1', from, from + emptyLine.length - 1)
    const start = around.indexOf(emptyLine)
    return start < 0 ? -1 : from + start + emptyLine.length - before.length
  }

  /** Keeps what may be the beginning of the empty line. */
  #noteTail(chunk: Buffer, from: number, end: number): void {
    const most = emptyLine.length - 1
    const last = chunk.toString('latin1', Math.max(from, end - most), end)
    this.#tail = (this.#tail + last).slice(-most)
  }

  #parseSlice(chunk: Buffer, from: number, end: number): void {
    const current = this.#current
    const isBody = current?.complete === false
    if (!isBody && this.#isHeadTooLong(end - from)) return
    const before = piecesTaken()
    this.#parse(from === 0 && end === chunk.length ? chunk : chunk.subarray(from, end))
    const hasEnded = this.#current !== current || (isBody && current.complete)
    if (hasEnded) this.#tail = ''
    else this.#noteTail(chunk, from, end)
    const taken = piecesTaken() - before
    // Of a body that was answered already, Node tells of no piece.
    const pieces = isBody && taken === 0 ? (end - from) / minChunk : taken
    if (pieces > 0) this.#budget.spend(pieces)
    if (!isBody) return
    const areFew = pieces <= fewPieces + (end - from) / usualPiece
    this.#slice = areFew ? Math.min(2 * this.#slice, maxSlice) : minSlice
  }

  #isHeadTooLong(more: number): boolean {
    this.#headBytes += more
    const isTooLong = this.#headBytes > maxHeadBytes
    if (isTooLong) this.#refuse('HPE_HEADER_OVERFLOW')
    return isTooLong
  }
}

function lengthOf({ headers }: IncomingMessage): number {
  if (headers['transfer-encoding'] !== undefined) return 0
  return Number(headers['content-length'] ?? 0)
}
