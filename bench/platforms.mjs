// Stands where Altinn 2 and Altinn 3 stood, with files of any size: neither holds one, both know
// which bytes it must have. A file's reference says how many mebibytes there are of it.
import { createServer } from 'node:http'
import { pipeline } from 'node:stream'
import { check, write } from './pattern.mjs'

const { ORGANIZATION: organization, RESOURCE: resource } = process.env
const transfers = '/broker/api/v1/filetransfer'
const guid = String.raw`(?<named>[\d-]{36})`
const routes = Object.entries({
  'POST /api/my/brokerservice/outbox': (request, response) => receive('altinn2', request, response),
  [`GET /api/my/brokerservice/inbox/${guid}/download`]: (_request, response, reference) =>
    // Altinn 2 says of every reference of Altinn 3's that there is no such file.
    reference.startsWith('2') ? send(reference, response) : answer(response, 404),
  'GET /api/my/brokerservice/inbox': (_request, response) =>
    answer(response, 200, { _embedded: { brokerServiceAvailableFile: [] } }),
  [`GET ${transfers}`]: (_request, response) => answer(response, 200, []),
  'GET /authentication/api/v1/exchange/maskinporten': (_request, response) =>
    answer(response, 200, altinnToken()),
  [`POST ${transfers}`]: (request, response) => {
    request.resume()
    answer(response, 200, { fileTransferId: '30000000-0000-4000-8000-000000000000' })
  },
  [`POST ${transfers}/${guid}/upload`]: (request, response) =>
    receive('altinn3', request, response),
  [`GET ${transfers}/${guid}`]: (_request, response, reference) =>
    answer(response, 200, overview(reference)),
  [`GET ${transfers}/${guid}/download`]: (_request, response, reference) =>
    send(reference, response),
  'GET /received/(?<named>\\w+)': (_request, response, side) => {
    answer(response, 200, received.get(side))
    received.delete(side)
  },
  'POST /rest/(?<named>\\d+)': (_request, response, milliseconds) => {
    rest = Number(milliseconds)
    answer(response, 204)
  },
}).map(([name, act]) => [new RegExp(`^${name}$`, 'i'), act])

/** The last file that each of them took, until it is asked for. */
const received = new Map()
/** How long whoever takes a file stops on the way (milliseconds). */
let rest = 0

async function receive(side, request, response) {
  received.set(side, await check(request, rest))
  answer(response, 201, {})
}

function send(reference, response) {
  const length = lengthOf(reference)
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': length })
  pipeline(write(length), response, () => undefined)
}

function lengthOf(reference) {
  return Number(reference.slice(-12)) * 1024 * 1024
}

function overview(reference) {
  const moment = '2026-03-02T08:15:27.11Z'
  return {
    fileTransferId: reference,
    resourceId: resource,
    fileName: 'large.zip',
    sendersFileTransferReference: 'bench',
    fileTransferSize: lengthOf(reference),
    fileTransferStatus: 'Published',
    fileTransferStatusChanged: moment,
    created: moment,
    published: moment,
    sender: `0192:${organization}`,
    recipients: [
      {
        recipient: `0192:${organization}`,
        currentRecipientFileTransferStatusCode: 'Initialized',
        currentRecipientFileTransferStatusChanged: moment,
      },
    ],
  }
}

function altinnToken() {
  const parts = [{ alg: 'none' }, { exp: Math.floor(Date.now() / 1000) + 3_600 }]
  return [...parts.map((part) => btoa(JSON.stringify(part))), 'unsigned']
    .join('.')
    .replaceAll('=', '')
}

function answer(response, status, body = '') {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(typeof body === 'string' ? body : JSON.stringify(body))
}

// A large upload takes as long as it takes.
const server = createServer({ requestTimeout: 0 }, (request, response) => {
  const asked = `${request.method} ${request.url.split('?')[0]}`
  for (const [pattern, act] of routes) {
    const match = pattern.exec(asked)
    if (match !== null) return void act(request, response, match.groups?.named)
  }
  answer(response, 501)
})
server.listen(0, '127.0.0.1', () =>
  process.send({ url: `http://127.0.0.1:${server.address().port}` }),
)
