import type { Writable } from 'node:stream'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { createRoleDefinitions } from '../../src/altinn2/role-definitions.ts'
import { Query } from '../../src/altinn2/query.ts'
import type { Altinn2Response, Json } from '../../src/altinn2/response.ts'
import { act } from '../../src/answer/act.ts'
import type { Backends } from '../../src/answer/backends.ts'
import { noShare, Shares } from '../../src/runtime/shares.ts'
import type { RequestContext } from '../../src/answer/request-context.ts'
import { createStartShadowRequest } from '../../src/answer/shadow.ts'
import type { Plan } from '../../src/decide/plan.ts'
import type { ShadowAndFallback } from '../../src/decide/shadow-and-fallback.ts'
import { merged } from '../../src/endpoint.ts'
import { GatewayError, type ErrorCode } from '../../src/errors.ts'
import type { AnswerHead } from '../../src/forward/answer-head.ts'
import { joined } from '../../src/merge/merge.ts'
import { createOpenSubmissions } from '../../src/operate/open-submissions.ts'
import { createLogger } from '../../src/runtime/log.ts'
import type { Route, Translation } from '../../src/translation.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { endpoints } from '../../routes/index.ts'

const party = organizations.customer.number
const targets = [
  { service: { code: '4947', edition: 1 }, moved: { to: 'broker', resource: 'prove' } },
] as const
const translated: Plan = { do: 'translate', targets }

/** A platform's answer: a status with a body, or how it fails. */
type Outcome = { readonly status: number; readonly body: Json } | ErrorCode

/** What the caller got: from which side, with which status and body. */
interface Seen {
  servedBy: string | undefined
  status: number | undefined
  body: unknown
}

interface Scene {
  readonly altinn2?: Outcome
  readonly altinn3?: Outcome
  readonly extras?: ShadowAndFallback
  readonly method?: string
}

/** A request on which either platform answers as it is given, and what came of it. */
function scene({ altinn2, altinn3, extras, method = 'GET' }: Scene) {
  const seen: Seen = { servedBy: undefined, status: undefined, body: undefined }
  const asked: string[] = []
  const translation: Translation = () => {
    asked.push('altinn3')
    if (altinn3 === undefined) throw new Error('Altinn 3 was not to be asked')
    if (typeof altinn3 === 'string') return Promise.reject(new GatewayError(altinn3))
    const { status, body } = altinn3
    const answer: Altinn2Response = {
      status,
      body: { kind: 'value', value: JSON.stringify(body) },
    }
    return Promise.resolve(answer)
  }
  const join = joined(translation, (one, { status }) => ({
    status,
    body: { kind: 'value', value: `${JSON.stringify(one)} and Altinn 3's` },
  }))
  const template = endpoints.find(({ callers }) => callers !== 'public')
  if (template === undefined) throw new Error('no endpoints')
  const row: Route = {
    ...template,
    id: 'end-user/example/example',
    path: '/api/{who}/example',
    callers: ['organisation'],
    whenMoved: merged('broker', translation, join, { advice: 'Use another' }),
  }
  let finish: Promise<void> = Promise.resolve()
  const begin = ({ status }: AnswerHead): Writable => {
    const sink = new PassThrough()
    seen.status = status
    finish = text(sink).then((body) => void (seen.body = JSON.parse(body)))
    return sink
  }
  const appLookups = {
    applicationsOf: () => notAsked,
    appMetadataOf: () => notAsked,
    formRootsOf: () => notAsked,
    processTasksOf: () => notAsked,
  }
  const backends = {
    forward: (_request, receiver) => {
      asked.push('altinn2')
      if (altinn2 === undefined) throw new Error('Altinn 2 was not to be asked')
      if (typeof altinn2 === 'string') return Promise.reject(new GatewayError(altinn2))
      if (!receiver.accepts(altinn2.status)) return Promise.resolve(false)
      const head = { status: altinn2.status, reason: '', headers: [], rewritesLinks: false }
      receiver.start(head).end(JSON.stringify(altinn2.body))
      return Promise.resolve(true)
    },
    askFor: () => ({ ask: notAsked, stream: notAsked }),
    clock: { now: () => 0, pause: () => Promise.resolve() },
    partiesOf: () => ({ own: notAsked, ofSubject: notAsked, access: notAsked }),
    altinn2ListsOf: () => (_about, load) => load(),
    ...appLookups,
    publicLookups: appLookups,
    resourcesOf: () => notAsked,
    policyRulesOf: () => notAsked,
    hasXmlSchemaOf: () => notAsked,
    inTurn: (_key, work) => work({ isHeld: () => true, isShared: false }),
    outcomes: { get: notAsked, set: notAsked },
    waitFor: () => undefined,
    openSubmissions: createOpenSubmissions({ now: () => 0 }),
    log: createLogger('silent'),
    correspondencesOf: () => ({}) as ReturnType<Backends['correspondencesOf']>,
    altinn1FormsOf: () => ({}) as ReturnType<Backends['altinn1FormsOf']>,
    rolesOf: () => ({ roles: notAsked }),
    owners: { ownerName: notAsked, ownerNumbered: notAsked, ownersNamed: notAsked },
    renderBodyFor: () => (text) => Promise.resolve(text),
    createId: () => 'id',
    translation: { ...settings },
    publicUrl: 'https://gateway.example',
    betweenBytes: 1_000,
    unread: new Shares(1_000_000),
  } satisfies Backends
  const context: RequestContext = {
    row,
    params: { who: party },
    query: new Query([]),
    party,
    principal: {
      kind: 'organisation',
      organization: party,
      owner: party,
      scopes: new Set(),
      namesPerson: false,
      issuedBy: 'maskinporten',
      expires: 0,
      token: 'token',
    },
    body: undefined,
    extras: extras ?? { fallsBack: false, shadow: undefined },
    datesOf: () => ({}),
    calls: {
      share: noShare,
      answerBy: performance.now() + 60_000,
      traceHeaders: {},
      noteFailure: () => undefined,
    },
    caller: {
      method,
      headers: { accept: 'application/json' },
      rawHeaders: ['Accept', 'application/json'],
      connection: {
        hasGone: () => false,
        signal: () => new AbortController().signal,
        onEnd: () => undefined,
      },
    },
    reply: {
      setHeaders: (headers) => void (seen.servedBy = headers['X-Served-By'] ?? seen.servedBy),
      send: ({ status, body }) => {
        seen.status = status
        seen.body = body?.kind === 'value' ? body.value : undefined
        return Promise.resolve()
      },
      begin,
    },
    entry: { requestId: 'request', register: 'version' },
  }
  return { context, backends, seen, asked, finished: () => finish }
}

const settings = {
  confirmWithoutDownload: 'refuse',
  language: 1044,
  emptyReporteesAs: 'list',
  migratedCorrespondenceIds: 'own',
  refusedSubmissions: 'keep',
  deleteCorrespondences: 'bin',
  listPartial: 'error',
  submissionRetryWindow: 120_000,
  inboxUrl: 'https://af.altinn.no/inbox',
  appsUrl: 'https://{org}.apps.altinn.no',
  receiptUrl: 'https://platform.altinn.no/receipt',
  roleDefinitions: createRoleDefinitions('production'),
} as const

function notAsked(): never {
  throw new Error('not asked')
}

async function playAll(plan: Plan, given: Scene) {
  const { context, backends, seen, asked, finished } = scene(given)
  const code = await act(plan, context, backends).then(
    () => undefined,
    (error: unknown) => (error instanceof GatewayError ? error.code : String(error)),
  )
  await finished()
  return { ...seen, asked, code, fellBack: context.entry.fellBack }
}

const found = (body: Json) => ({ status: 200, body })
const missing = { status: 404, body: null }

describe('acting on a plan', () => {
  it('streams Altinn 2’s answer, whatever its status', async () => {
    expect(await playAll({ do: 'forward' }, { altinn2: missing })).toMatchObject({
      servedBy: 'altinn2',
      status: 404,
      asked: ['altinn2'],
    })
  })

  it('sends what a translation made of Altinn 3', async () => {
    expect(await playAll(translated, { altinn3: found('three') })).toMatchObject({
      servedBy: 'altinn3',
      body: '"three"',
      asked: ['altinn3'],
    })
  })

  it.each<[string, Scene, object]>([
    ['Altinn 2 has it', { altinn2: found('two') }, { servedBy: 'altinn2', asked: ['altinn2'] }],
    [
      'Altinn 3 alone has it',
      { altinn2: missing, altinn3: found('three') },
      { servedBy: 'altinn3', asked: ['altinn2', 'altinn3'] },
    ],
    [
      'neither has it',
      { altinn2: missing, altinn3: 'NOT_FOUND' },
      { code: 'NOT_FOUND', asked: ['altinn2', 'altinn3'] },
    ],
    [
      'Altinn 2 fails',
      { altinn2: 'ALTINN2_SILENT' },
      { code: 'ALTINN2_SILENT', asked: ['altinn2'] },
    ],
  ])('looks in Altinn 2 first: %s', async (_, given, expected) => {
    const plan: Plan = { do: 'firstHit', order: ['altinn2', 'altinn3'], targets }
    expect(await playAll(plan, given)).toMatchObject(expected)
  })

  it.each<[string, Scene, object]>([
    ['Altinn 3 has it', { altinn3: found('three') }, { servedBy: 'altinn3', asked: ['altinn3'] }],
    [
      'Altinn 2 alone has it',
      { altinn3: 'NOT_FOUND', altinn2: found('two') },
      { servedBy: 'altinn2', asked: ['altinn3', 'altinn2'] },
    ],
    [
      'Altinn 3 fails',
      { altinn3: 'ALTINN3_SILENT' },
      { code: 'ALTINN3_SILENT', asked: ['altinn3'] },
    ],
  ])('looks in Altinn 3 first: %s', async (_, given, expected) => {
    const plan: Plan = { do: 'firstHit', order: ['altinn3', 'altinn2'], targets }
    expect(await playAll(plan, given)).toMatchObject(expected)
  })

  it('joins the lists of both sides', async () => {
    const plan: Plan = { do: 'merge', targets }
    const given = { altinn2: found(['two']), altinn3: found(['three']) }
    expect(await playAll(plan, given)).toMatchObject({
      servedBy: 'both',
      body: `["two"] and Altinn 3's`,
    })
  })

  it('passes on what Altinn 2 says in place of its part of a list', async () => {
    const plan: Plan = { do: 'merge', targets }
    const refused = { status: 403, body: 'no' }
    expect(await playAll(plan, { altinn2: refused, altinn3: found([]) })).toMatchObject({
      servedBy: 'altinn2',
      status: 403,
      body: 'no',
    })
  })

  it('asks no platform for a refusal', async () => {
    const plan: Plan = { do: 'refuse', because: { code: 'SERVICE_NOT_MOVED' } }
    expect(await playAll(plan, {})).toMatchObject({
      servedBy: 'gateway',
      code: 'SERVICE_NOT_MOVED',
      asked: [],
    })
  })
})

describe('a fallback', () => {
  const extras = { fallsBack: true, shadow: undefined }

  it('lets Altinn 2 answer when Altinn 3 fails, and says so in the log', async () => {
    const given = { altinn3: 'ALTINN3_SILENT', altinn2: found('two'), extras } as const
    expect(await playAll(translated, given)).toMatchObject({
      servedBy: 'altinn2',
      body: 'two',
      fellBack: 'ALTINN3_SILENT',
    })
  })

  it.each(['NOT_FOUND', 'REPORTEE_REFUSED'] as const)('is not for %s', async (code) => {
    const outcome = await playAll(translated, { altinn3: code, extras })
    expect(outcome).toMatchObject({ code, asked: ['altinn3'], fellBack: undefined })
  })
})

describe('a shadow request', () => {
  it('asks both sides and logs where they differ', async () => {
    const lines: string[] = []
    const log = createLogger('info', { write: (line) => void lines.push(line) })
    const extras = { fallsBack: false, shadow: { of: 'altinn2', targets } } as const
    const given = { altinn2: { status: 403, body: null }, altinn3: found('three'), extras }
    const { context, backends, asked } = scene(given)
    createStartShadowRequest(backends, log)(context)
    await expect.poll(() => lines.length).toBe(1)
    expect(asked.sort()).toEqual(['altinn2', 'altinn3'])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'shadow',
      requestId: 'request',
      shadowOf: 'altinn2',
      differs: ['status'],
    })
  })

  it('is not sent where none is wanted', () => {
    const { context, backends, asked } = scene({})
    createStartShadowRequest(backends, createLogger('silent'))(context)
    expect(asked).toEqual([])
  })
})
