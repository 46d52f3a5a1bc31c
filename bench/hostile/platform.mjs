// Stands where Altinn 3 stood, and an Altinn 2 that takes messages. Its parent makes it hang, be
// slow, refuse or close connections: `{ set: … }` changes that, `{ ask: 'calls' }` is
// answered with the calls that each product has seen. `null` ends a fault.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import * as answers from './answers.mjs'

const faults = {
  /** The product that never answers. */
  hang: null,
  /** `{ owner, ms }`: every answer to this owner's calls waits. */
  slow: null,
  /** `{ product, status, headers }` */
  refuse: null,
  /** A connection is closed without an answer when it is used a second time. */
  closesKept: false,
  /** `{ owner, count }`: files in this owner's inbox. */
  files: null,
  /** `{ text, bytes }`: the body of the one message. */
  message: null,
  /** How many forms a message box has. */
  forms: 0,
}
let made = { message: undefined, forms: [] }
const calls = {}
const files = new Map()

process.on('message', ({ set, ask }) => {
  if (set !== undefined) {
    Object.assign(faults, set)
    if ('message' in set) made.message = correspondenceOf(set.message)
    if ('forms' in set) made.forms = answers.forms(set.forms)
  }
  if (ask === 'calls') process.send({ ...calls })
})

function correspondenceOf(message) {
  if (message === null) return undefined
  return answers.correspondence(message.text.repeat(message.bytes / message.text.length))
}

const guid = '(?<id>[\\da-f-]{36})'
const broker = '/broker/api/v1/filetransfer'
const dialogporten = '/dialogporten/api/v1/enduser'
const correspondence = '/correspondence/api/v1/correspondence'
const storage = '/storage/api/v1'
const routes = Object.entries({
  'GET /orgs': () => answers.owners,
  'GET /authentication/api/v1/exchange/maskinporten': ({ caller }) => answers.altinnToken(caller),
  [`GET ${broker}`]: listFiles,
  [`POST ${broker}`]: () => ({ fileTransferId: answers.referenceOf(1) }),
  [`GET ${broker}/${guid}`]: ({ id, caller }) => answers.fileTransfer(id, caller),
  [`POST ${broker}/${guid}/upload`]: () => ({}),
  [`GET ${broker}/${guid}/download`]: ({ id }) => fileOf(answers.bytesOf(id)),
  [`GET ${dialogporten}/dialogs`]: ({ caller }) =>
    answers.dialogs(caller, made.message !== undefined),
  [`GET ${dialogporten}/dialogs/${guid}`]: () => ({}),
  [`GET ${dialogporten}/dialoglookup`]: () => answers.identity,
  [`GET ${correspondence}/${guid}`]: () => made.message,
  [`POST ${correspondence}/${guid}/markasread`]: () => ({}),
  [`GET ${storage}/instances`]: listForms,
  [`GET ${storage}/applications/ttd/prove-skjema`]: () => answers.application,
  'POST /api/my/messages': () => ({}),
}).map(([name, answer]) => [new RegExp(`^${name}$`, 'i'), answer])

/** Made once for each length. */
function fileOf(bytes) {
  if (!files.has(bytes)) files.set(bytes, Buffer.alloc(bytes, 'x'))
  return files.get(bytes)
}

function listFiles({ caller, query }) {
  const { owner, count } = faults.files ?? {}
  if (owner !== caller.owner || query.get('recipientStatus') !== 'Initialized') return []
  return Array.from({ length: count }, (_, place) => answers.referenceOf(place + 1))
}

function listForms({ query }) {
  const size = Number(query.get('size') ?? 100)
  const next = size < made.forms.length ? '"https://platform.example/more"' : 'null'
  return Buffer.from(`{"instances":[${made.forms.slice(0, size).join(',')}],"next":${next}}`)
}

/**
 * A large file comes piece by piece: the system's buffers would take megabytes for a caller who reads
 * nothing, and the download would be over.
 */
const [pacedFrom, pieceBytes, pieceEvery] = [1024 * 1024, 64 * 1024, 1_000]

function sendPaced(response, file) {
  let sent = 0
  const timer = setInterval(sendPiece, pieceEvery)
  response.once('close', () => clearInterval(timer))
  sendPiece()

  function sendPiece() {
    response.write(file.subarray(sent, sent + pieceBytes))
    sent += pieceBytes
    if (sent >= file.length) response.end()
  }
}

function productOf(path) {
  return path.startsWith('/authentication/') ? 'exchange' : path.split('/')[1]
}

async function serve(request, response) {
  const { pathname: path, searchParams: query } = new URL(request.url, 'http://127.0.0.1')
  const product = productOf(path)
  calls[product] = (calls[product] ?? 0) + 1
  request.resume()
  if (faults.closesKept && isUsedAgain(request.socket)) {
    request.socket.destroy()
    return
  }
  if (faults.hang === product) return
  const caller = answers.callerOf(request.headers)
  if (faults.slow?.owner === caller.owner) await pause(faults.slow.ms)
  if (!request.complete) await new Promise((resolve) => request.once('close', resolve))
  if (faults.refuse?.product === product) {
    response.writeHead(faults.refuse.status, faults.refuse.headers).end()
    return
  }
  write(response, product, answerTo(`${request.method} ${path}`, { query, caller }))
}

function isUsedAgain(socket) {
  socket.served = (socket.served ?? 0) + 1
  return socket.served > 1
}

function answerTo(asked, given) {
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(asked)
    if (match !== null) return answer({ ...given, ...match.groups })
  }
  console.error(`the stand-in does not know ${asked}`)
  return undefined
}

function write(response, product, answer) {
  if (answer === undefined) {
    response.writeHead(501).end()
    return
  }
  const isReady = Buffer.isBuffer(answer) || typeof answer === 'string'
  const body = isReady ? answer : JSON.stringify(answer)
  const type = typeof answer === 'string' ? 'text/plain' : 'application/json'
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) })
  if (body.length < pacedFrom || product !== 'broker') response.end(body)
  else sendPaced(response, body)
}

const server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (...pair) => {
  serve(...pair).catch(() => pair[1].destroy())
})
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
