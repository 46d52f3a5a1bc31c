import type { Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchKeySet } from '../../../src/authenticate/key-set.ts'
import { createAgent } from '../../../src/http/upstreams/agent.ts'
import { loadConfig } from '../../../src/config/file/load.ts'
import { readOwners } from '../../../src/lookups/service-owners.ts'
import { organizations } from '../../../sandbox/organizations.ts'
import { clock, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http, type HttpAnswer, type Sent } from '../../support/network/http.ts'
import { keyPair } from '../../support/network/key-issuer.ts'
import {
  misbehaviours,
  type Good,
  type Misbehaviour,
  type Outcome,
  type Upstream,
} from '../../support/network/misbehaviour.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../../support/network/scripted-server.ts'

const id = '0198c1de-7a3b-7c44-8d5e-1f2a3b4c5d6e'
const json = { 'Content-Type': 'application/json' }
const ok = 'HTTP/1.1 200 OK'
const link = 'https://tt02.altinn.no/api/my/messages/b1'
const ours = 'https://gateway.example/api/my/messages/b1'
const moment = '2026-07-01T07:15:00Z'
const transfer = {
  fileTransferId: id,
  resourceId: 'acn-broker-02',
  fileName: 'pakke.zip',
  fileTransferSize: 10,
  fileTransferStatus: 'Published',
  fileTransferStatusChanged: moment,
  created: moment,
  published: moment,
  sender: '0192:310385980',
  recipients: [
    {
      recipient: `0192:${organizations.customer.number}`,
      currentRecipientFileTransferStatusCode: 'DownloadStarted',
      currentRecipientFileTransferStatusChanged: moment,
    },
  ],
}
const listed = { FileReference: '35abb71c-7243-46aa-9e6b-f1c986b9efaa', FileName: 'a.zip' }

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const altinnToken = [
  part({ alg: 'RS256' }),
  part({ exp: Math.floor(Date.now() / 1_000) + 1_800 }),
  'c2ln',
].join('.')

/** What each upstream says when it behaves. */
const good: Readonly<Record<Upstream, Good>> = {
  forward: { start: ok, headers: json, body: JSON.stringify({ self: link }) },
  write: {
    start: 'HTTP/1.1 201 Created',
    headers: { ...json, Location: link },
    body: JSON.stringify({ self: link }),
  },
  document: { start: ok, headers: { 'Content-Type': 'application/pdf' }, body: '%PDF-1.7 bytes' },
  merge: { start: ok, headers: json, body: JSON.stringify([listed]) },
  read: { start: ok, headers: json, body: JSON.stringify(transfer) },
  download: { start: ok, headers: { 'Content-Type': 'application/zip' }, body: 'PK and more' },
  exchange: { start: ok, headers: { 'Content-Type': 'text/plain' }, body: altinnToken },
  keys: { start: ok, headers: json, body: JSON.stringify({ keys: [keyPair('one').jwk] }) },
  owners: { start: ok, headers: json, body: '{"orgs":{"ttd":{"orgnr":"405003309"}}}' },
}

const places: readonly (readonly [RegExp, Upstream])[] = [
  [/^GET \/authentication\//, 'exchange'],
  [/^GET \/broker\/\S+\/download /, 'download'],
  [/^GET \/broker\/\S+\/[\da-f-]{36} /, 'read'],
  [/^GET \/api\/my\/messages\/\S+\/print /, 'document'],
  [/^GET \/api\/my\/messages /, 'forward'],
  [/^POST \/api\/my\/messages /, 'write'],
  [/^GET \/api\/my\/brokerservice\/inbox /, 'merge'],
  [/^GET \/keys /, 'keys'],
  [/^GET \/owners /, 'owners'],
]

let misbehaving: { readonly on: Upstream; readonly as: Misbehaviour } | undefined
let upstream: ScriptedServer
let gateway: TestGateway
let enduser: string
/** What came of each misbehaviour, upstream by upstream. */
const outcomes = new Map<string, string[]>()
const agent = createAgent(loadConfig({ CONFIG: 'config/sandbox.yaml' }).file.limits, 4)

beforeAll(async () => {
  upstream = await scriptedServer(answer)
  gateway = await startTestGateway({
    altinn2Url: upstream.url,
    altinn3Url: upstream.url,
    // What is repeated is repeated at once.
    clock: { ...clock, pause: (ms) => clock.pause(ms < 1_000 ? 0 : ms) },
    register: {
      services: [{ service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } }],
      groups: { 'end-user/broker-inbox': { on: 'both' } },
    },
  })
  enduser = await gateway.systemUserToken()
})
afterAll(async () => {
  await gateway.close()
  await agent.destroy()
  await upstream.close()
  const rows = [...outcomes].map(([name, found]) => [name.padEnd(44), ...found].join(' '))
  const count = [...outcomes.values()].flat().length
  const head = ['upstream misbehaviour:'.padEnd(44), ...Object.keys(good)].join(' ')
  process.stdout.write([head, ...rows, `${count} combinations`, ''].join('\n'))
})

function answer(socket: Socket, request: string): void {
  const place = places.find(([target]) => target.test(request))?.[1]
  if (place === undefined) {
    const isList = request.startsWith('GET /broker/')
    socket.write(isList ? answerBytes(ok, json, '[]') : answerBytes('HTTP/1.1 404 Not Found', {}))
    return
  }
  const as = misbehaving?.on === place ? misbehaving.as : undefined
  const { start, headers, body } = good[place]
  if (as === undefined) socket.write(answerBytes(start, headers, body))
  else writePieces(socket, as.pieces(good[place]), as.closes === true)
}

function writePieces(socket: Socket, [piece, ...rest]: readonly Buffer[], closes: boolean): void {
  if (piece === undefined) {
    if (closes) socket.end()
    return
  }
  socket.setNoDelay(true)
  socket.write(piece, () => setImmediate(() => writePieces(socket, rest, closes)))
}

const file = `/api/my/brokerservice/inbox/${id}`

/** How a caller comes to each upstream; what is fetched beside the requests is fetched here. */
const askFor: Readonly<Record<Upstream, () => Promise<HttpAnswer | 'read'>>> = {
  forward: () => call('/api/my/messages', enduser),
  write: () => call('/api/my/messages', enduser, { method: 'POST', headers: json, body: '{}' }),
  document: () => call('/api/my/messages/a1/print', enduser),
  merge: async () => call('/api/my/brokerservice/inbox', await gateway.token()),
  read: async () => call(file, await gateway.token()),
  download: async () => call(`${file}/download`, await gateway.token()),
  exchange: async () => call(file, await gateway.token()),
  keys: async () => {
    await fetchKeySet(`${upstream.url}/keys`, { clock, dispatcher: agent })
    return 'read'
  },
  owners: async () => {
    await readOwners(`${upstream.url}/owners`, agent)
    return 'read'
  },
}

function call(path: string, token: string, sent: Sent = {}): Promise<HttpAnswer> {
  const headers = { ...sent.headers, authorization: `Bearer ${token}`, apikey: 'k' }
  return http(gateway.url, path, { ...sent, headers })
}

/** What the caller is given of a good answer. */
const shown: Readonly<Record<Upstream, RegExp>> = {
  forward: new RegExp(`^\uFEFF?\\{"self":"${ours}"\\}$`),
  write: new RegExp(`^\uFEFF?\\{"self":"${ours}"\\}$`),
  document: /^\uFEFF?%PDF-1\.7 bytes$/,
  merge: /35abb71c/,
  read: /pakke\.zip/,
  download: /^\uFEFF?PK and more$/,
  exchange: /pakke\.zip/,
  keys: /./,
  owners: /./,
}

async function outcomeOn(upstreamName: Upstream): Promise<Outcome | HttpAnswer> {
  const { [upstreamName]: ask } = askFor
  const direct = upstreamName === 'keys' || upstreamName === 'owners'
  const answered = await ask().catch(() => (direct ? 'refused' : 'cut'))
  if (typeof answered === 'string') return answered === 'read' ? 'well' : answered
  const { status, headers, body } = answered
  if (status >= 500) return isLogged(answered) ? 'refused' : answered
  if (status === 204) return headers['content-length'] === undefined ? 'empty' : answered
  if (headers['content-encoding'] !== undefined) return 'coded'
  if (body === '') return 'empty'
  const isLocationRight = status !== 201 || headers.location === ours
  return shown[upstreamName].test(body) && isLocationRight ? 'well' : answered
}

/** The gateway asks for the list of owners now and then; that is not counted. */
function submissions(): number {
  return upstream.requests.filter((request) => request.startsWith('POST ')).length
}

function isLogged({ status, headers }: HttpAnswer): boolean {
  const lines = gateway.log().split('\n')
  const line = lines.findLast((one) => one.includes(String(headers['x-request-id'])))
  return line?.includes(`"status":${status}`) === true && line.includes('"error":"')
}

describe.each(Object.keys(good) as Upstream[])('an upstream that misbehaves: %s', (on) => {
  it.each(misbehaviours)('$name', async (as) => {
    outcomes.set(as.name, [...(outcomes.get(as.name) ?? []), as.outcome(on).padEnd(on.length)])
    misbehaving = { on, as }
    const before = submissions()
    try {
      expect(await outcomeOn(on)).toBe(as.outcome(on))
    } finally {
      misbehaving = undefined
    }
    // A submission is sent once, whatever is answered.
    if (on === 'write') expect(submissions()).toBe(before + 1)
  })
})
