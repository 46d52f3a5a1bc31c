import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { Bulkhead } from '../src/http/upstreams/bulkhead.ts'
import { stringify } from 'yaml'
import { afterEach, describe, expect, it } from 'vitest'
import { endpoints } from '../routes/index.ts'
import { parseDateTime } from '../src/altinn2/date-time.ts'
import {
  parseOrganizationNumber,
  type OrganizationNumber,
} from '../src/altinn2/organization-number.ts'
import type { AuthorizedParty } from '../src/altinn3/access-management.ts'
import type { Asking } from '../src/altinn3/calling/ask.ts'
import {
  isSuccess,
  needAbsent,
  readAnswer,
  type Call,
  type Sending,
} from '../src/altinn3/operation.ts'
import { createPublicPort } from '../src/compose/public-port.ts'
import { createRoleDefinitions } from '../src/altinn2/role-definitions.ts'
import type { Principal } from '../src/authenticate/principal.ts'
import { readRegister } from '../src/config/register/services.ts'
import { createForward } from '../src/forward/forward.ts'
import { createLinkRewriter } from '../src/forward/links.ts'
import type { Clock } from '../src/runtime/clock.ts'
import { createLogger } from '../src/runtime/log.ts'
import { Shares } from '../src/runtime/shares.ts'
import { maxUnread } from '../src/respond/respond.ts'
import { createAltinn1FormsOf } from '../src/lookups/altinn1-forms.ts'
import { createAppMetadataOf } from '../src/lookups/app-metadata.ts'
import { createProcessTasksOf } from '../src/lookups/process-files.ts'
import { createFormRootsOf } from '../src/lookups/form-roots.ts'
import { createApplicationsOf } from '../src/lookups/applications.ts'
import { createCorrespondencesOf } from '../src/lookups/correspondences.ts'
import { createAltinn2Lists } from '../src/lookups/altinn2-lists.ts'
import { createPartiesOf, type PartiesOf } from '../src/lookups/parties.ts'
import { createHasXmlSchemaOf } from '../src/lookups/form-schemas.ts'
import { createPolicyRulesOf } from '../src/lookups/policy-rules.ts'
import { createResourcesOf } from '../src/lookups/resources.ts'
import { createRolesOf } from '../src/lookups/roles.ts'
import { createOpenSubmissions } from '../src/operate/open-submissions.ts'
import { createRefusedCallers } from '../src/operate/refused-callers.ts'
import { createInTurn } from '../src/replicas/in-turn.ts'
import { createOutcomesHere } from '../src/replicas/outcomes.ts'
import { createRenderBody } from '../src/render/render-body.ts'
import { render } from '../src/render/render-worker.ts'
import { createSpool } from '../src/http/server/spool.ts'
import {
  exchangeFiles,
  exchangeFolders,
  readExchange,
  type ExchangeFile,
  type Message,
} from './support/exchange-file.ts'
import { http, type HttpAnswer } from './support/network/http.ts'
import { answerBytes, scriptedServer } from './support/network/scripted-server.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const publicUrl = 'https://gateway.example'
const callersToken = 'the-callers-token'

describe.each(exchangeFolders())('%s', (id) => {
  it.each(exchangeFiles(id))('%s', async (name) => {
    const file = readExchange(id, name)
    const { answer, asked, forwarded } = await play(file, id)
    expect(asked).toEqual(file.altinn3.map(({ request }) => toAsked(request)))
    expect(forwarded.length).toBe(file.altinn2 === undefined ? 0 : 1)
    if (file.altinn2 !== undefined) expectRequest(forwarded[0] ?? '', file.altinn2.request)
    expectAnswer(answer, file.response, file.request.start.startsWith('HEAD '))
  })
})

/** The real app between a recorded Altinn 3 and, where the file has one, a scripted Altinn 2. */
async function play(
  file: ExchangeFile,
  id: string,
): Promise<{ answer: HttpAnswer; asked: CallMade[]; forwarded: string[] }> {
  const { given } = file
  const altinn2 = await scriptedServer((socket) => {
    const { start, headers, body } = file.altinn2?.response ?? { start: '', headers: {}, body: '' }
    socket.write(answerBytes(start, headers, body))
  })
  closers.push(altinn2.close)
  const bulkhead = new Bulkhead(
    'altinn2',
    { connectMs: 5_000, firstByteMs: 5_000, betweenBytesMs: 5_000, placeMs: 2_000 },
    256,
  )
  closers.push(() => bulkhead.close())
  const register = readRegister(stringify(given.register ?? { services: [] }), endpoints)
  const now = parseDateTime(given.now ?? '2026-11-22T12:00:00+01:00') ?? 0
  const clock = { now: () => now, pause: () => Promise.resolve() }
  const asked: CallMade[] = []
  const appLookups = {
    applicationsOf: createApplicationsOf(clock),
    appMetadataOf: createAppMetadataOf(clock),
    formRootsOf: createFormRootsOf(clock),
    processTasksOf: createProcessTasksOf(clock),
  }
  let ids = 0
  const app = createPublicPort({
    endpoints: rowsBeside(id),
    register: () => register,
    authenticate: () => Promise.resolve(toPrincipal(given.caller ?? {})),
    partiesOf: namesParty(id) ? listing(given, clock) : createPartiesOf(clock),
    decisionsOf: () => () => Promise.resolve('refused'),
    ownerCodeOf: () => 'ttd',
    checkApiKey: () => undefined,
    altinn2IsOpen: () => given.altinn2 !== 'closed',
    altinn2Dates: {},
    forward: createForward(
      {
        url: altinn2.url,
        links: createLinkRewriter(['https://www.altinn.no'], publicUrl),
        firstByte: 5_000,
        betweenBytes: 5_000,
        longestDecompressed: 1_000_000,
      },
      bulkhead,
    ),
    metrics: { noteRequest: () => undefined, noteShed: () => undefined },
    loadLimits: { rateLimit: undefined, maxLoopDelay: 0 },
    askFor: () => recorded(file, asked),
    altinn2ListsOf: createAltinn2Lists(clock),
    ...appLookups,
    publicLookups: appLookups,
    resourcesOf: createResourcesOf(clock),
    policyRulesOf: createPolicyRulesOf(clock),
    hasXmlSchemaOf: createHasXmlSchemaOf(clock),
    inTurn: createInTurn(),
    outcomes: createOutcomesHere(clock.now),
    correspondencesOf: createCorrespondencesOf(clock),
    altinn1FormsOf: createAltinn1FormsOf(clock),
    rolesOf: createRolesOf(clock),
    owners: {
      ownerName: (code) => (code === 'ttd' ? 'Testdepartementet' : undefined),
      ownerNumbered: (number) => (number === '314168267' ? 'Testdepartementet' : undefined),
      ownersNamed: (name) => (name === 'Testdepartementet' ? ['ttd'] : []),
    },
    // A body that is small to the gateway, and any other one, are rendered alike and in process.
    renderBodyFor: createRenderBody({
      clock,
      thread: { start: () => Promise.resolve(), render: (job) => Promise.resolve(render(job)) },
    }),
    createId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    translation: {
      confirmWithoutDownload: 'refuse',
      emptyReporteesAs: 'list',
      migratedCorrespondenceIds: 'own',
      refusedSubmissions: 'keep',
      deleteCorrespondences: 'bin',
      language: 1044,
      listPartial: 'error',
      submissionRetryWindow: 120_000,
      inboxUrl: 'https://af.altinn.no/inbox',
      appsUrl: 'https://{org}.apps.altinn.no',
      receiptUrl: 'https://platform.altinn.no/receipt',
      roleDefinitions: createRoleDefinitions('production'),
      ...given.settings,
    },
    publicUrl,
    betweenBytes: 5_000,
    unread: new Shares(maxUnread),
    spool: createSpool(1_000_000),
    corsOrigins: [],
    startShadowRequest: () => undefined,
    waitFor: () => undefined,
    openSubmissions: createOpenSubmissions({ now: () => 0 }),
    listScopes: 'all',
    refusedCallers: createRefusedCallers(),
    statusCompat: true,
    clock,
    log: createLogger('silent'),
  })
  closers.push(() => app.close())
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  const [method = '', path = ''] = file.request.start.split(' ')
  const answer = await http(url, path, {
    method,
    headers: { authorization: `Bearer ${callersToken}`, ...file.request.headers },
    body: file.request.body,
  })
  return { answer, asked, forwarded: altinn2.requests }
}

/** The rows of an operation's address: to make a route of every row for each story takes long. */
function rowsBeside(id: string): typeof endpoints {
  const path = endpoints.find((row) => row.id === id)?.path.toLowerCase()
  return endpoints.filter((row) => row.path.toLowerCase() === path)
}

/** Whom `{who}` may name is given, so that files tell of their own endpoint alone. */
function namesParty(id: string): boolean {
  return endpoints.some((row) => row.id === id && 'who' in row.params)
}

function listing({ clients = {} }: ExchangeFile['given'], clock: Clock): PartiesOf {
  const find = (who: string): OrganizationNumber => clients[who] as OrganizationNumber
  const parties = ['313876144', ...Object.values(clients)].map(toListed)
  const own = () => Promise.resolve({ parties, isCut: false, find })
  const partiesOf = createPartiesOf(clock)
  return (token, ask) => ({ ...partiesOf(token, ask), own, ofSubject: own })
}

/** A party whose uuid ends in its number. */
function toListed(organizationNumber: string): AuthorizedParty {
  const partyUuid = `0f1e2d3c-0000-4000-8000-000${organizationNumber}`
  const [name, type] = ['PRØVE AS', 'Organization']
  return { partyId: 50_100_001, partyUuid, name, type, organizationNumber, isDeleted: false }
}

function toPrincipal(caller: NonNullable<ExchangeFile['given']['caller']>): Principal {
  const organization = parseOrganizationNumber(caller.organization ?? '313876144')
  if (organization === undefined) throw new Error('not an organisation number')
  const scopes = caller.scopes ?? 'altinn:brokerservice.read altinn:broker.read'
  return {
    kind: caller.kind ?? 'organisation',
    organization,
    owner: organization,
    scopes: new Set(scopes.split(' ')),
    namesPerson: false,
    issuedBy: 'maskinporten',
    expires: Number.MAX_SAFE_INTEGER,
    token: callersToken,
  }
}

/** A call to Altinn 3: its start, the headers that are its own, and what went along. */
interface CallMade {
  readonly start: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

function toAsked({ start, headers, body }: Message): CallMade {
  return { start, headers, body: /^[[{]/.test(body) ? (JSON.parse(body) as unknown) : body }
}

/** Answers in the file's order; a call that the file does not expect fails. */
function recorded({ altinn3 }: ExchangeFile, asked: CallMade[]): Asking {
  async function next<Sent>(call: Call<Sent>, sent: Sent): Promise<Message & { status: number }> {
    // Files write no host: that it is the right one is seen here.
    const [, product] = /^\/([a-z]+)\/api\/v1\//.exec(call.target(sent)) ?? []
    const base = product === 'dialogporten' ? 'dialogporten' : 'platform'
    expect(call.base ?? 'platform').toBe(product === undefined ? 'apps' : base)
    const place = asked.length
    const sending = call.sends?.(sent)
    const start = `${call.method} ${call.target(sent)}`
    const made = { start, headers: call.headers?.(sent) ?? {}, body: '' as unknown }
    asked.push(made)
    if (sending !== undefined) Object.assign(made, await toSent(sending, made.headers))
    const response = altinn3[place]?.response
    if (response === undefined) throw new Error(`call ${place + 1} is not in the file`)
    return { ...response, status: Number(response.start.split(' ')[1]) }
  }
  return {
    ask: async (operation, sent) => {
      const { status, body } = await next(operation, sent)
      return readAnswer(operation, { status, body: parseBody(body) })
    },
    stream: async (operation, sent) => {
      const { status, body } = await next(operation, sent)
      if (!isSuccess({ status })) {
        needAbsent(operation, { status, body: parseBody(body) })
        return undefined
      }
      return {
        stream: Readable.from([body], { objectMode: false }),
        length: Buffer.byteLength(body),
      }
    },
  }
}

/** What goes along with a call, as a file writes it: parts of form data one after another. */
async function toSent(
  sending: Sending,
  headers: CallMade['headers'],
): Promise<Pick<CallMade, 'body'> & Partial<CallMade>> {
  if ('json' in sending) return { body: sending.json }
  if ('bytes' in sending) return { body: await text(sending.bytes.stream()) }
  if ('file' in sending) {
    const { file, type, disposition } = sending
    const described = { 'content-type': type, 'content-disposition': disposition }
    return {
      headers: {
        ...headers,
        ...(disposition === undefined ? { 'content-type': type } : described),
      },
      body: await text(file.stream()),
    } as Pick<CallMade, 'body' | 'headers'>
  }
  const parts = sending.formData.map(
    async ({ name, type, bytes }) => `--- ${name} (${type})\n${await text(bytes.stream())}`,
  )
  return { body: (await Promise.all(parts)).join('\n') }
}

/** As a call does it: what is not JSON reads as nothing. */
function parseBody(body: string): unknown {
  try {
    return JSON.parse(body || 'null') as unknown
  } catch {
    return undefined
  }
}

function expectRequest(actual: string, expected: Message): void {
  const [head = '', body] = actual.split('\r\n\r\n')
  const [start, ...lines] = head.split('\r\n')
  expect(body).toBe(expected.body)
  expect(start).toBe(`${expected.start} HTTP/1.1`)
  const headers = Object.fromEntries(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
    }),
  )
  expectHeaders(headers, expected)
}

function expectAnswer(actual: HttpAnswer, expected: Message, isHead: boolean): void {
  expect(`HTTP/1.1 ${actual.status} ${actual.reason}`).toBe(expected.start)
  expectHeaders(actual.headers, expected)
  // Altinn 2 had no body here; what this gateway refuses has one, which says what the phrase says.
  if (expected.body === '' && !isHead && isOfGateway(actual)) {
    expectSaid(actual)
    return
  }
  const isJson = /^[[{]/.test(expected.body)
  if (isJson) expect(JSON.parse(actual.body)).toEqual(JSON.parse(expected.body))
  else expect(actual.body).toBe(expected.body)
}

function isOfGateway({ status, headers }: HttpAnswer): boolean {
  const type = String(headers['content-type'])
  return status >= 400 && (type.startsWith('application/problem+json') || type === modelType)
}

const modelType = 'application/json; charset=utf-8'

function expectSaid({ status, reason, headers, body }: HttpAnswer): void {
  expect(headers['content-length']).toBe(String(Buffer.byteLength(body)))
  const said = JSON.parse(body) as Record<string, unknown>
  if ('ErrorCode' in said) {
    expect(said).toEqual({ ErrorCode: said.ErrorCode, ErrorMessage: reason })
  } else {
    // Only the phrase repeats an identity number to the caller who sent it.
    const title = reason.replace(/\d{11}/g, '***********')
    expect(said).toMatchObject({ title, status })
    expect([typeof said.code, typeof said.detail]).toEqual(['string', 'string'])
  }
}

function expectHeaders(actual: Readonly<Record<string, unknown>>, { headers }: Message): void {
  for (const [name, value] of Object.entries(headers)) {
    expect({ [name]: actual[name] }).toEqual({ [name]: value === '' ? undefined : value })
  }
}
