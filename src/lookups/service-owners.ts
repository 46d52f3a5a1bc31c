import type { Logger } from 'pino'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Dispatcher } from 'undici'
import { languageTags, type Language } from '../altinn2/language.ts'
import type { Clock } from '../runtime/clock.ts'
import { keepFresh } from '../runtime/keep-fresh.ts'
import { GatewayError } from '../errors.ts'
import { failureOf, UnusableAnswerError } from '../http/upstreams/failure-causes.ts'
import { callUpstream, readText } from '../http/upstreams/upstream.ts'
import { toLogFields, type UpstreamFailure } from '../runtime/products.ts'

/** The public agencies that own services, from Altinn's public list. */
export interface ServiceOwners {
  /** Throws `OWNERS_UNAVAILABLE` as long as the list has never been read. */
  readonly codeOf: (organization: string) => string | undefined
  /** The owner's name in a language, or in bokmål; `undefined` for who is not on the list as last read. */
  readonly nameOf: (code: string, language: Language) => string | undefined
  /** The same by its organisation number. */
  readonly nameByNumber: (organization: string, language: Language) => string | undefined
  /** The codes of those whose name that is. */
  readonly codesNamed: (name: string, language: Language) => readonly string[]
  /** Reads the list now and then until the signal fires. */
  readonly keepFresh: (signal: AbortSignal) => Promise<void>
}

interface Orgs {
  /** By organisation number. */
  readonly codes: ReadonlyMap<string, string>
  /** By code, then by `nb`, `nn`, `en`. */
  readonly names: ReadonlyMap<string, Readonly<Record<string, string>>>
}

const refreshEvery = 60 * 60_000
const retryEvery = 10_000
const timeout = 5_000
const longestList = 4 * 1024 * 1024

const list = Compile(
  Type.Object({
    orgs: Type.Record(
      Type.String(),
      Type.Object({
        orgnr: Type.Optional(Type.Union([Type.String(), Type.Null()])),
        name: Type.Optional(Type.Record(Type.String(), Type.String())),
      }),
    ),
  }),
)

/** The last list that could be read serves on when the next one cannot. */
export function createServiceOwners(
  url: string,
  { clock, log, dispatcher }: { clock: Clock; log: Logger; dispatcher: Dispatcher },
): ServiceOwners {
  let orgs: Orgs | undefined
  let failure: UpstreamFailure | undefined
  let pause = refreshEvery
  async function refresh(): Promise<void> {
    try {
      orgs = await readOwners(url, dispatcher)
      pause = refreshEvery
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown'
      failure = failureOf('orgs', error)
      log.warn({ reason, ...toLogFields(failure) }, 'list of service owners could not be read')
      pause = retryEvery
    }
  }

  const nameOf: ServiceOwners['nameOf'] = (code, language) => {
    const names = orgs?.names.get(code)
    return names?.[languageTags[language]] ?? names?.nb
  }

  return {
    nameOf,
    nameByNumber: (organization, language) => {
      const code = orgs?.codes.get(organization)
      return code === undefined ? undefined : nameOf(code, language)
    },
    codesNamed: (name, language) =>
      [...(orgs?.names.keys() ?? [])].filter((code) => nameOf(code, language) === name),
    codeOf: (organization) => {
      if (orgs === undefined) {
        const details = failure === undefined ? {} : { upstream: failure }
        throw new GatewayError('OWNERS_UNAVAILABLE', details)
      }
      return orgs.codes.get(organization)
    },
    keepFresh: (signal) => keepFresh({ refresh, pause: () => pause }, clock, signal).ended,
  }
}

/** Throws unless the list, whole and in time, has some. */
export async function readOwners(url: string, dispatcher: Dispatcher): Promise<Orgs> {
  const answer = await callUpstream(url, {
    dispatcher,
    signal: AbortSignal.timeout(timeout),
    headers: { accept: 'application/json' },
  })
  const text = await readText(answer, longestList)
  if (answer.status !== 200) throw new UnusableAnswerError(`status ${answer.status}`, answer.status)
  const parsed = parseJson(text)
  if (!list.Check(parsed)) throw new UnusableAnswerError('not a list of service owners')
  const pairs = Object.entries(parsed.orgs).flatMap(([code, { orgnr }]) =>
    typeof orgnr === 'string' && orgnr !== '' ? [[orgnr, code] as const] : [],
  )
  if (pairs.length === 0) throw new UnusableAnswerError('an empty list')
  const named = Object.entries(parsed.orgs).map(([code, { name = {} }]) => [code, name] as const)
  return { codes: new Map(pairs), names: new Map(named) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes what it read.
    throw new UnusableAnswerError('not JSON')
  }
}
