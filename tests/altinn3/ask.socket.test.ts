import type { Socket } from 'node:net'
import Type from 'typebox'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createAsk,
  type AskFor,
  type Asking,
  type AskSettings,
} from '../../src/altinn3/calling/ask.ts'
import { basesOf, type Base } from '../../src/altinn3/bases.ts'
import { createBulkheads } from '../../src/http/upstreams/bulkhead.ts'
import { reader, type Operation } from '../../src/altinn3/operation.ts'
import type { Exchange } from '../../src/altinn3/calling/token.ts'
import type { CallsFor } from '../../src/http/upstreams/calls-for.ts'
import type { UpstreamFailure } from '../../src/runtime/products.ts'
import {
  answerBytes,
  scriptedServer,
  type ScriptedServer,
} from '../support/network/scripted-server.ts'

interface Thing {
  readonly id: string
}

const getThing: Operation<string, Thing> = {
  name: 'storage/get-thing',
  method: 'GET',
  target: (id) => `/things/api/v1/${encodeURIComponent(id)}?full=true`,
  read: reader(Type.Object({ id: Type.String() })),
  retry: 'again',
  outcomes: {
    'THI-00001': 'absent',
    'THI-00002': 'REPORTEE_REFUSED',
    404: 'absent',
    409: 'SERVICE_ENDED',
  },
}

const getThingOnce = { ...getThing, method: 'POST', retry: 'never' } as const

const caller = {
  issuedBy: 'maskinporten' as const,
  token: 'the-callers-token',
  expires: Date.parse('2026-11-22T12:02:00Z'),
}
const longestAnswer = 8 * 1024 * 1024

const limits = { connectMs: 5_000, firstByteMs: 10_000, betweenBytesMs: 10_000, placeMs: 2_000 }

const traceHeaders = { 'x-request-id': 'id-of-ours' }

let owners = 0
let failures: UpstreamFailure[] = []
/** Of the product that is called. */
let isIll: () => boolean

/** Each request is another owner's unless named. */
function requestOf(owner: string, timeLeft = 90_000): CallsFor {
  return {
    share: { owner, organization: owner },
    answerBy: performance.now() + timeLeft,
    traceHeaders,
    noteFailure: (failure) => void failures.push(failure),
  }
}

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type Script = (socket: Socket, request: string) => void

let pauses: number[]
beforeEach(() => {
  pauses = []
  owners = 0
  failures = []
})

async function startAltinn3(script: Script): Promise<ScriptedServer> {
  const server = await scriptedServer(script)
  closers.push(server.close)
  return server
}

const exchange: Exchange = (token) => Promise.resolve(`altinn-token-for-${token}`)

interface Settings extends Partial<AskSettings> {
  /** Places for calls to one product. */
  readonly underWay?: number
  /** Milliseconds in which the caller must have heard. */
  readonly timeLeft?: number
}

/** The same for those that only ask for documents. */
function askingOf(url: string, settings: Settings = {}): (gone?: AbortSignal) => Asking['ask'] {
  const waysTo = waysOf(url, settings)
  return (gone) => waysTo(gone).ask
}

/** The way of a caller without a token. */
function openAskingOf(url: string): Asking['ask'] {
  const { askFor } = askForOf(url, {})
  return askFor(undefined, new AbortController().signal, requestOf('')).ask
}

/** Each call makes the way of another caller's request. */
function waysOf(url: string, settings: Settings = {}): (gone?: AbortSignal) => Asking {
  const { askFor, timeLeft } = askForOf(url, settings)
  return (gone = new AbortController().signal) =>
    askFor(caller, gone, requestOf(`${++owners}`, timeLeft))
}

function askForOf(
  url: string,
  { underWay = 256, timeLeft, ...more }: Settings,
): { readonly askFor: AskFor; readonly timeLeft: number | undefined } {
  const bulkheads = createBulkheads(limits, underWay)
  isIll = () => bulkheads.storage.isIll
  closers.push(async () => {
    await Promise.all(Object.values(bulkheads).map((bulkhead) => bulkhead.close()))
  })
  const askFor = createAsk({
    bulkheads,
    bases: { platform: url, apps: url, dialogporten: url },
    exchange,
    clock: {
      now: () => Date.parse('2026-11-22T12:00:00Z'),
      pause: (milliseconds) => {
        pauses.push(milliseconds)
        return Promise.resolve()
      },
    },
    timeout: 10_000,
    ...more,
  })
  return { askFor, timeLeft }
}

function json(body: unknown, start = 'HTTP/1.1 200 OK'): Buffer {
  return answerBytes(start, { 'Content-Type': 'application/json' }, JSON.stringify(body))
}

/** Answers in turn, the last one from then on. */
function inTurn(...answers: readonly (Buffer | 'lost')[]): Script {
  let turn = 0
  return (socket) => {
    const answer = answers[Math.min(turn, answers.length - 1)] ?? 'lost'
    turn += 1
    if (answer === 'lost') socket.destroy()
    else socket.write(answer)
  }
}

function headersOf(request: string): string[] {
  return (request.split('\r\n\r\n')[0] ?? '').split('\r\n').slice(1)
}

const found = json({ id: 'a', more: [1] })

describe('a call to Altinn 3', () => {
  it('goes with the caller’s token to the address that it belongs to, and no other', async () => {
    const [platform, apps, dialogporten] = await Promise.all(
      [1, 2, 3].map(() => startAltinn3((socket) => socket.write(found))),
    )
    if (!platform || !apps || !dialogporten) throw new Error('not started')
    const bases = { platform: platform.url, apps: apps.url, dialogporten: dialogporten.url }
    const ask = askingOf(platform.url, { bases, subscriptionKey: 'a-key' })()
    for (const base of ['apps', 'dialogporten'] as const) await ask({ ...getThing, base }, 'a')
    expect(platform.requests).toEqual([])
    // The key belongs to what stands before the platform.
    for (const other of [apps, dialogporten]) {
      expect(other.requests).toHaveLength(1)
      expect(other.requests.join('')).not.toContain('a-key')
    }
    expect(headersOf(apps.requests.join(''))).toContain(
      'authorization: Bearer altinn-token-for-the-callers-token',
    )
  })

  it('sends what it accepts, the exchanged token and the request’s id, and nothing else of its own', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    await askingOf(altinn3.url)()(getThing, 'a/b')
    expect(altinn3.requests).toHaveLength(1)
    const [request = ''] = altinn3.requests
    expect(request).toMatch(/^GET \/things\/api\/v1\/a%2Fb\?full=true HTTP\/1\.1\r\n/)
    expect(request).toMatch(/\r\n\r\n$/)
    expect(headersOf(request).sort()).toEqual([
      'accept-encoding: identity',
      'accept: application/json',
      'authorization: Bearer altinn-token-for-the-callers-token',
      'connection: keep-alive',
      `host: ${new URL(altinn3.url).host}`,
      'x-request-id: id-of-ours',
    ])
  })

  it('goes without a token where the caller has none', async () => {
    const server = await startAltinn3((socket) => socket.write(json({ id: 'a' })))
    const ask = openAskingOf(server.url)
    expect(await ask({ ...getThing, isPublic: true }, 'a')).toEqual({ id: 'a' })
    expect(headersOf(server.requests[0] ?? '').join()).not.toMatch(/authorization/i)
  })

  it('is not made without a token unless everybody is answered', async () => {
    const server = await startAltinn3((socket) => socket.write(json({ id: 'a' })))
    await expect(openAskingOf(server.url)(getThing, 'a')).rejects.toMatchObject({
      code: 'UNEXPECTED',
    })
    expect(server.requests).toEqual([])
  })

  it('sends the subscription key where there is one', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    await askingOf(altinn3.url, { subscriptionKey: 'a-subscription-key' })()(getThing, 'a')
    expect(headersOf(altinn3.requests[0] ?? '').sort()).toEqual([
      'accept-encoding: identity',
      'accept: application/json',
      'authorization: Bearer altinn-token-for-the-callers-token',
      'connection: keep-alive',
      `host: ${new URL(altinn3.url).host}`,
      'ocp-apim-subscription-key: a-subscription-key',
      'x-request-id: id-of-ours',
    ])
  })

  it.each<[Base, string, boolean]>([
    ['platform', '', true],
    ['dialogporten', '', true],
    ['dialogporten', '/dialogporten', true],
    ['apps', '', false],
  ])('sends it to the origin of the platform alone: %s at %j', async (base, path, isSent) => {
    const altinn3 = await startAltinn3(inTurn(found))
    const bases = { ...basesOf({ platformUrl: altinn3.url }), [base]: altinn3.url + path }
    await askingOf(altinn3.url, { bases, subscriptionKey: 'a-key' })()({ ...getThing, base }, 'a')
    const hasKey = headersOf(altinn3.requests[0] ?? '').includes('ocp-apim-subscription-key: a-key')
    expect(hasKey).toBe(isSent)
  })

  it('goes below the platform’s own path', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    await askingOf(`${altinn3.url}/platform`)()(getThing, 'a')
    expect(altinn3.requests[0]).toMatch(/^GET \/platform\/things\/api\/v1\/a\?full=true /)
  })

  it('exchanges the caller’s token up to its expiry', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    const exchanged: unknown[] = []
    const keeping: Exchange = (...sent) => {
      exchanged.push(sent)
      return exchange(...sent)
    }
    await askingOf(altinn3.url, { exchange: keeping })()(getThing, 'a')
    expect(exchanged).toMatchObject([
      [caller.token, caller.expires, { share: { owner: '1' }, traceHeaders }],
    ])
  })

  it('is not made when the token cannot be exchanged', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    const failure = new Error('no exchange')
    const ask = askingOf(altinn3.url, { exchange: () => Promise.reject(failure) })()
    await expect(ask(getThing, 'a')).rejects.toBe(failure)
    expect(altinn3.requests).toEqual([])
  })

  it('gives what the operation reads', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    expect(await askingOf(altinn3.url)()(getThing, 'a')).toEqual({ id: 'a', more: [1] })
  })
})

describe('an answer that was lost', () => {
  const broken = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":')
  const lost: readonly (readonly [string, Buffer | 'lost', code: string])[] = [
    ['before it began', 'lost', 'ALTINN3_UNREACHABLE'],
    ['to a gateway that found nobody', json({}, 'HTTP/1.1 502 Bad Gateway'), 'ALTINN3_UNREADABLE'],
    ['to a server that is away', json({}, 'HTTP/1.1 503 Service Unavailable'), 'ALTINN3_BUSY'],
  ]

  it.each(lost)('%s is asked for once more, after a pause', async (_, answer) => {
    const altinn3 = await startAltinn3(inTurn(answer, found))
    expect(await askingOf(altinn3.url)()(getThing, 'a')).toMatchObject({ id: 'a' })
    expect(altinn3.requests).toHaveLength(2)
    // A new connection, since a kept one may have been the trouble.
    expect(altinn3.requests[1]?.replace('connection: close', 'connection: keep-alive')).toBe(
      altinn3.requests[0],
    )
    expect(pauses).toEqual([200])
  })

  it('in the middle is asked for once more, after a pause', async () => {
    const answers = [broken, found]
    const altinn3 = await startAltinn3((socket) => {
      socket.write(answers.shift() ?? '')
      if (answers.length === 1) socket.end()
    })
    expect(await askingOf(altinn3.url)()(getThing, 'a')).toMatchObject({ id: 'a' })
    expect(altinn3.requests).toHaveLength(2)
    expect(pauses).toEqual([200])
  })

  it.each(lost)('%s is not asked for a third time', async (_, answer, code) => {
    const altinn3 = await startAltinn3(inTurn(answer, answer, found))
    await expect(askingOf(altinn3.url)()(getThing, 'a')).rejects.toMatchObject({ code })
    expect(altinn3.requests).toHaveLength(2)
  })

  it.each(lost)('%s is not asked for again where that could do harm', async (_, answer, code) => {
    const altinn3 = await startAltinn3(inTurn(answer, found))
    await expect(askingOf(altinn3.url)()(getThingOnce, 'a')).rejects.toMatchObject({ code })
    expect(altinn3.requests).toHaveLength(1)
    expect(pauses).toEqual([])
  })

  it.each([400, 401, 403, 404, 409, 429, 500, 504])(
    'is not one that refuses: %i is not asked for again',
    async (status) => {
      const altinn3 = await startAltinn3(inTurn(json({}, `HTTP/1.1 ${status} No`), found))
      await askingOf(altinn3.url)()(getThing, 'a').catch(() => undefined)
      expect(altinn3.requests).toHaveLength(1)
      expect(pauses).toEqual([])
    },
  )
})

describe('calls of one request', () => {
  /** Answers when told to; lets go of what it holds in the order in which it came. */
  async function startHolding() {
    const held: (() => void)[] = []
    let watching: (() => void)[] = []
    const altinn3 = await startAltinn3((socket) => {
      held.push(() => socket.write(found))
      for (const check of watching) check()
    })
    return {
      ...altinn3,
      held,
      /** Resolves once so many calls have come, answered ones included. */
      came: (count: number): Promise<void> =>
        new Promise((resolve) => {
          const check = (): void => {
            if (altinn3.requests.length >= count) resolve()
          }
          watching = [...watching, check]
          check()
        }),
    }
  }

  /** Counts the calls that have begun, also those that have not arrived yet. */
  function countBegun(): { begun: () => number; thing: typeof getThing } {
    let begun = 0
    const target = (id: string): string => {
      begun += 1
      return getThing.target(id)
    }
    return { begun: () => begun, thing: { ...getThing, target } }
  }

  it('are eight at once at most; the others begin in order, as places become free', async () => {
    const altinn3 = await startHolding()
    const { begun, thing } = countBegun()
    const ask = askingOf(altinn3.url)()
    const asked = Array.from({ length: 12 }, (_, place) => ask(thing, `${place}`))
    await altinn3.came(8)
    expect(begun()).toBe(8)
    for (const place of [8, 9, 10, 11]) {
      altinn3.held.shift()?.()
      await altinn3.came(place + 1)
      expect(begun()).toBe(place + 1)
      expect(altinn3.requests[place]).toContain(`/${place}?`)
    }
    for (const answer of altinn3.held) answer()
    expect(await Promise.all(asked)).toHaveLength(12)
  })

  it('do not hold up those of another', async () => {
    const altinn3 = await startHolding()
    const { begun, thing } = countBegun()
    const askFor = askingOf(altinn3.url)
    const ask = askFor()
    const asked = Array.from({ length: 9 }, () => ask(thing, 'a'))
    await altinn3.came(8)
    const other = askFor()(thing, 'other')
    await altinn3.came(9)
    expect(begun()).toBe(9)
    expect(altinn3.requests[8]).toContain('/other?')
    for (const answer of altinn3.held.splice(0)) answer()
    await altinn3.came(10)
    for (const answer of altinn3.held) answer()
    await Promise.all([...asked, other])
  })

  it('give their place back when they fail', async () => {
    const altinn3 = await startAltinn3(inTurn(json({}, 'HTTP/1.1 500 No')))
    const ask = askingOf(altinn3.url)()
    const asked = Array.from({ length: 20 }, () => ask(getThing, 'a'))
    const settled = await Promise.allSettled(asked)
    expect(settled.map(({ status }) => status)).toEqual(asked.map(() => 'rejected'))
    expect(altinn3.requests).toHaveLength(20)
  })
})

describe('an answer that cannot be read', () => {
  const readText: Operation<string, string> = {
    ...getThing,
    read: reader(Type.String()),
  }
  const textOf = (bytes: number): Buffer => json('x'.repeat(bytes - 2))

  it('is one of more than 8 MiB, which is not asked for again', async () => {
    const altinn3 = await startAltinn3(inTurn(textOf(longestAnswer + 1)))
    await expect(askingOf(altinn3.url)()(readText, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREADABLE',
    })
    expect(altinn3.requests).toHaveLength(1)
  })

  it('is not one of 8 MiB', async () => {
    const altinn3 = await startAltinn3(inTurn(textOf(longestAnswer)))
    expect(await askingOf(altinn3.url)()(readText, 'a')).toHaveLength(longestAnswer - 2)
  })

  it('is one without end, whatever length it has not told', async () => {
    const altinn3 = await startAltinn3((socket) => {
      const chunk = Buffer.alloc(1024 * 1024, 'x')
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      const writeOn = (): void => {
        if (socket.destroyed) return
        socket.write(`${chunk.length.toString(16)}\r\n`)
        socket.write(chunk)
        socket.write('\r\n', () => setImmediate(writeOn))
      }
      writeOn()
    })
    await expect(askingOf(altinn3.url)()(readText, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREADABLE',
    })
  })

  it.each([
    ['HTML', '<html></html>'],
    ['nothing', ''],
    ['half an object', '{"id":"a"'],
    ['an object without what is needed', '{"ID":"a"}'],
    ['null', 'null'],
  ])('is one of %s', async (_, body) => {
    const altinn3 = await startAltinn3(inTurn(answerBytes('HTTP/1.1 200 OK', {}, body)))
    await expect(askingOf(altinn3.url)()(getThing, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREADABLE',
    })
  })
})

describe('a platform that does not answer', () => {
  it.each<[string, string]>([
    ['at all', ''],
    ['to the end of the head', 'HTTP/1.1 200 OK\r\nContent-'],
    ['to the end of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id":'],
  ])('%s in time is silent, and is not asked again', async (_, bytes) => {
    const altinn3 = await startAltinn3((socket) => void socket.write(bytes))
    await expect(askingOf(altinn3.url, { timeout: 100 })()(getThing, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_SILENT',
    })
    expect(pauses).toEqual([])
  })

  it('because nobody listens is unreachable, twice', async () => {
    const altinn3 = await startAltinn3(inTurn(found))
    await altinn3.close()
    await expect(askingOf(altinn3.url)()(getThing, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREACHABLE',
    })
    expect(pauses).toEqual([200])
  })

  it('in HTTP is unreachable', async () => {
    const altinn3 = await startAltinn3((socket) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n'))
    await expect(askingOf(altinn3.url)()(getThingOnce, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREACHABLE',
    })
  })
})

describe('an answer that refuses', () => {
  it.each<[string, number, unknown]>([
    ['by its status', 404, undefined],
    ['by its status, with a problem of another kind', 404, { code: 'THI-00009' }],
    ['by its problem code', 400, { code: 'THI-00001' }],
    ['by its problem code, whatever the operation says of its status', 409, { code: 'THI-00001' }],
  ])('becomes nothing where the operation says so: %s', async (_, status, body) => {
    const altinn3 = await startAltinn3(inTurn(json(body ?? null, `HTTP/1.1 ${status} No`)))
    expect(await askingOf(altinn3.url)()(getThing, 'a')).toBeUndefined()
  })

  it.each<[string, number, unknown, string]>([
    ['a problem code that the operation names', 400, { code: 'THI-00002' }, 'REPORTEE_REFUSED'],
    ['a problem code before its status', 404, { code: 'THI-00002' }, 'REPORTEE_REFUSED'],
    ['a status that the operation names', 409, { title: 'Ended' }, 'SERVICE_ENDED'],
    ['a code that is no text', 409, { code: 2 }, 'SERVICE_ENDED'],
    ['a code deeper down', 400, { error: { code: 'THI-00001' } }, 'ALTINN3_UNREADABLE'],
    ['401', 401, null, 'ALTINN3_ACCESS_REFUSED'],
    ['403', 403, { code: 'AUTH-00001' }, 'ALTINN3_ACCESS_REFUSED'],
    ['429', 429, null, 'ALTINN3_BUSY'],
    ['504', 504, null, 'ALTINN3_SILENT'],
    ['400', 400, { code: 'THI-00009' }, 'ALTINN3_UNREADABLE'],
    ['500', 500, null, 'ALTINN3_UNREADABLE'],
  ])('becomes the caller’s error: %s', async (_, status, body, code) => {
    const altinn3 = await startAltinn3(inTurn(json(body, `HTTP/1.1 ${status} No`)))
    await expect(askingOf(altinn3.url)()(getThing, 'a')).rejects.toMatchObject({ code })
  })

  it('takes no word of Altinn 3’s into the error', async () => {
    const body = { code: 'THI-00002', title: 'Person 01017012345 is not allowed' }
    const altinn3 = await startAltinn3(inTurn(json(body, 'HTTP/1.1 400 No')))
    const error: unknown = await askingOf(altinn3.url)()(getThing, 'a').catch((one: unknown) => one)
    expect(error).toMatchObject({ message: 'REPORTEE_REFUSED', details: {} })
  })

  it.each([301, 302, 303, 307, 308])('is not followed elsewhere: %i', async (status) => {
    const altinn3 = await startAltinn3((socket) => {
      const location = { Location: `${altinn3.url}/elsewhere` }
      socket.write(answerBytes(`HTTP/1.1 ${status} Moved`, location))
    })
    await expect(askingOf(altinn3.url)()(getThing, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_UNREADABLE',
    })
    expect(altinn3.requests).toHaveLength(1)
  })
})

describe('a caller whose time has run out', () => {
  it.each([
    ['is answered so, and says nothing about the product', 20, false],
    ['is not what a product is that answers too late by its own deadline', 90_000, true],
  ])('%s', async (_, timeLeft, expected) => {
    const altinn3 = await startAltinn3(() => undefined)
    const askFor = askingOf(altinn3.url, { timeLeft, timeout: 50 })
    const asked = Array.from({ length: 6 }, () => askFor()(getThing, 'a'))
    for (const one of await Promise.allSettled(asked)) {
      expect(one).toMatchObject({ reason: { code: 'ALTINN3_SILENT' } })
    }
    expect(isIll()).toBe(expected)
  })
})

describe('a caller who has gone', () => {
  it('costs Altinn 3 no more calls', async () => {
    const altinn3 = await startAltinn3(() => undefined)
    const gone = new AbortController()
    const ask = askingOf(altinn3.url)(gone.signal)
    const asked = Promise.allSettled(Array.from({ length: 50 }, () => ask(getThing, 'a')))
    while (altinn3.requests.length < 8) await new Promise((resolve) => setTimeout(resolve, 5))
    gone.abort()
    const results = await asked
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    expect(altinn3.requests).toHaveLength(8)
  })
})

describe('calls of many requests at once', () => {
  it('are refused when a thousand wait, without any call made', async () => {
    const altinn3 = await startAltinn3(() => undefined)
    const askFor = askingOf(altinn3.url)
    const leaving = new AbortController()
    const asked = Array.from({ length: 1_500 }, () => askFor(leaving.signal)(getThing, 'a'))
    const refusals: unknown[] = []
    for (const one of asked) one.catch((error: unknown) => refusals.push(error))
    while (refusals.length < 244) await new Promise((resolve) => setTimeout(resolve, 5))
    leaving.abort()
    await Promise.allSettled(asked)
    expect(refusals[243]).toMatchObject({
      code: 'ALTINN3_BUSY',
      details: { upstream: { product: 'storage', cause: 'BULKHEAD_FULL', sent: 'no' } },
    })
    expect(altinn3.requests.length).toBeLessThanOrEqual(256)
  })

  it('wait two seconds for a place, then are refused', async () => {
    const altinn3 = await startAltinn3(() => undefined)
    const askFor = askingOf(altinn3.url, { underWay: 1 })
    const leaving = new AbortController()
    const first = askFor(leaving.signal)(getThing, 'a').catch(() => undefined)
    await expect(askFor()(getThing, 'a')).rejects.toMatchObject({
      code: 'ALTINN3_BUSY',
      details: { upstream: { cause: 'BULKHEAD_FULL' } },
    })
    leaving.abort()
    await first
    expect(altinn3.requests).toHaveLength(1)
  })
})

describe('a call that carries bytes', () => {
  const fetchThing = {
    name: 'storage/fetch-thing',
    method: 'GET',
    target: () => '/things/api/v1/bytes',
    retry: 'never',
    outcomes: {},
  } as const

  function start(settings: Settings): Promise<(gone?: AbortSignal) => Asking> {
    return startAltinn3((socket, request) => {
      if (request.includes('/bytes'))
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
      else socket.write(json({ id: 'a' }))
    }).then(({ url }) => waysOf(url, { underWay: 2, ...settings }))
  }

  it('that is of another type than it is taken for is not handed on', async () => {
    const server = await startAltinn3((socket) =>
      socket.write(answerBytes('HTTP/1.1 200 OK', { 'Content-Type': 'text/html' }, '<html>')),
    )
    const { stream } = waysOf(server.url)()
    const page = await stream({ ...fetchThing, type: /^text\/html\b/ }, undefined)
    page?.stream.destroy()
    expect(page?.length).toBe(6)
    await expect(
      stream({ ...fetchThing, type: /^application\/xml\b/ }, undefined),
    ).rejects.toMatchObject({ code: 'ALTINN3_UNREADABLE' })
  })

  it('leaves places for calls of documents; others of its kind wait two seconds at most', async () => {
    const askFor = await start({})
    const opened = await Promise.all([1, 2].map(() => askFor().stream(fetchThing, undefined)))
    expect(await askFor().ask(getThing, 'a')).toEqual({ id: 'a' })
    await expect(askFor().stream(fetchThing, undefined)).rejects.toMatchObject({
      code: 'ALTINN3_BUSY',
    })
    for (const bytes of opened) bytes?.stream.destroy()
    const [next] = await Promise.all([askFor().stream(fetchThing, undefined)])
    next?.stream.destroy()
  })

  it('is not waited for by a caller who has gone', async () => {
    const askFor = await start({})
    const opened = await Promise.all([1, 2].map(() => askFor().stream(fetchThing, undefined)))
    const leaving = new AbortController()
    const waiting = askFor(leaving.signal).stream(fetchThing, undefined)
    leaving.abort()
    await expect(waiting).rejects.toMatchObject({ code: 'ALTINN3_SILENT' })
    for (const bytes of opened) bytes?.stream.destroy()
  })

  it('is followed by others of the same request with the token that it began with', async () => {
    let exchanges = 0
    const askFor = await start({
      exchange: () => {
        exchanges += 1
        return exchanges === 1 ? Promise.resolve('first') : Promise.reject(new Error('expired'))
      },
    })
    const { ask, stream } = askFor()
    const bytes = await stream(fetchThing, undefined)
    expect(await ask(getThing, 'a')).toEqual({ id: 'a' })
    bytes?.stream.destroy()
  })

  it('that could not get a token may try again', async () => {
    let exchanges = 0
    const askFor = await start({
      exchange: () => {
        exchanges += 1
        return exchanges === 1 ? Promise.reject(new Error('away')) : Promise.resolve('second')
      },
    })
    const { ask } = askFor()
    await expect(ask(getThing, 'a')).rejects.toThrow('away')
    expect(await ask(getThing, 'a')).toEqual({ id: 'a' })
  })
})
