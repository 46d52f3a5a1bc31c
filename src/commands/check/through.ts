import { groups, type Endpoint, type ErrorManner } from '../../endpoint.ts'
import { errors, type ErrorCode } from '../../errors.ts'
import { Failure, type Check } from './finding.ts'
import { createProbe, protocolOf, type Probe, type Seen } from './probe.ts'

interface Settings {
  readonly endpoints: readonly Endpoint[]
  /** The version of the register that is here. */
  readonly register: string
  /** Milliseconds for each answer. */
  readonly within: number
}

/** What the gateway answers must come through whatever stands in front, and so must the questions. */
export function throughChecks(publicUrl: URL, settings: Settings): readonly Check[] {
  const { endpoints, register, within } = settings
  const probe = createProbe(publicUrl, within)
  const plain = pathOf(endpoints, 'reasonPhrase')
  const newer = pathOf(endpoints, 'model')
  return [
    protocol(publicUrl, probe, plain, within),
    reasonPhrases(probe, plain),
    answerHeaders(probe, plain),
    registerVersion(probe, plain, register),
    errorBodies(probe, newer),
    credentials(probe, plain),
    oddAddresses(probe),
    adminPages(probe),
  ]
}

/** An operation that takes a token, and nothing else that this could not give. */
function pathOf(endpoints: readonly Endpoint[], manner: ErrorManner): string {
  const row = endpoints.find(
    ({ method, path, callers, group, whenQuery = [] }) =>
      method === 'GET' &&
      callers !== 'public' &&
      groups[group] === manner &&
      whenQuery.length === 0 &&
      !path.replace('{who}', 'my').includes('{'),
  )
  return (row?.path ?? '/api/my/messages').replace('{who}', 'my')
}

function protocol(publicUrl: URL, probe: Probe, path: string, within: number): Check {
  const look = async (): Promise<string> => {
    const isSecure = publicUrl.protocol === 'https:'
    if (!isSecure && !/^(?:localhost|127\.[\d.]+|\[::1\])$/.test(publicUrl.hostname)) {
      throw new Failure('tokens would travel in the clear', 'serve it over https')
    }
    if (isSecure && (await protocolOf(publicUrl, within)) === 'h2') {
      const hint = 'switch HTTP/2 off there'
      throw new Failure('HTTP/2 is spoken, which has no reason phrases: callers lose them', hint)
    }
    const { httpVersion } = await probe(path)
    if (httpVersion !== '1.1') throw new Failure(`HTTP/${httpVersion} is spoken`)
    return isSecure ? 'over TLS, and no HTTP/2' : 'in the clear, on loopback'
  }
  return { name: 'HTTP/1.1', todo: 'have it speak HTTP/1.1 with callers', look }
}

function reasonPhrases(probe: Probe, path: string): Check {
  const look = async (): Promise<string> => {
    needAnswer(await probe(path), 'TOKEN_MISSING')
    return `GET ${path} is answered "401 ${errors.TOKEN_MISSING.reason}"`
  }
  const todo = 'keep status lines as they come; old clients read the reason phrase'
  return { name: 'reason phrases', todo, look }
}

function answerHeaders(probe: Probe, path: string): Check {
  const look = async (): Promise<string> => {
    const seen = await probe(path)
    const lost = ['WWW-Authenticate', 'X-Request-Id', 'X-Served-By', 'X-Register'].filter(
      (name) => seen.headers[name.toLowerCase()] === undefined,
    )
    if (lost.length > 0) throw new Failure(`${lost.join(', ')} did not come through`)
    return 'WWW-Authenticate, X-Request-Id, X-Served-By and X-Register come through'
  }
  return { name: 'headers of answers', todo: 'keep them on every answer', look }
}

function registerVersion(probe: Probe, path: string, expected: string): Check {
  const look = async (): Promise<string> => {
    const version = (await probe(path)).headers['x-register']
    if (version === expected) return `${expected}, there as here`
    const there = typeof version === 'string' && /^[\w-]{1,40}$/.test(version) ? version : 'unknown'
    throw new Failure(`${there} there, ${expected} here`)
  }
  const todo = 'check with the services file that runs there, or roll this one out'
  return { name: 'the register', todo, look }
}

/** Enterprise users are told 410 before anybody looks for a token: an error with a body. */
function errorBodies(probe: Probe, path: string): Check {
  const look = async (): Promise<string> => {
    const seen = await probe(path, { 'X-Altinn-EnterpriseUser-Authentication': 'check' })
    const { number, reason } = errors.ENTERPRISE_USER_GONE
    if (seen.status === 401) throw new Failure('a header of the request was taken away on the way')
    needAnswer(seen, 'ENTERPRISE_USER_GONE')
    if (seen.body !== JSON.stringify({ ErrorCode: number, ErrorMessage: reason })) {
      throw new Failure('the body of an error was changed', 'no error pages of its own, please')
    }
    return `an error of a newer operation (${seen.status}) keeps its body`
  }
  return { name: 'error bodies', todo: 'hand requests and errors on as they are', look }
}

function credentials(probe: Probe, path: string): Check {
  const look = async (): Promise<string> => {
    const seen = await probe(path, { Authorization: 'Bearer check' })
    if (seen.reason === errors.TOKEN_MISSING.reason) {
      throw new Failure('Authorization is taken away on the way')
    }
    needAnswer(seen, 'TOKEN_INVALID')
    return 'the Authorization header arrives'
  }
  return { name: 'tokens', todo: 'hand the Authorization header on as it is', look }
}

/** Each means one thing to one server and another to the next. */
const odd = [
  '/api//my/messages',
  '/api/./my/messages',
  '/api/metadata/../my/messages',
  '/api/metadata/%2e%2e/my/messages',
  '/api/my%2Fmessages',
  '/api/my%5Cmessages',
  '/api/my;x=1/messages',
] as const

function oddAddresses(probe: Probe): Check {
  const look = async (): Promise<string> => {
    const all = await Promise.all(odd.map(async (path) => [path, await probe(path)] as const))
    const wrong = all.flatMap(([path, seen]) => {
      if (isFromGateway(seen) && seen.status === 400) return []
      return [`${path} ${isFromGateway(seen) ? 'was mended' : `never arrived (${seen.status})`}`]
    })
    if (wrong.length > 0) throw new Failure(wrong.join(', '))
    return `${odd.length} that are malformed arrive as they are, and are refused`
  }
  const todo = 'hand the target on letter for letter, without merging, decoding or resolving'
  return { name: 'odd addresses', todo, look }
}

const adminPaths = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/decisions',
  '/refused-callers',
  '/unready-callers',
  '/register',
  '/submissions',
]

function adminPages(probe: Probe): Check {
  const look = async (): Promise<string> => {
    const all = await Promise.all(
      adminPaths.map(async (path) => [path, await probe(path)] as const),
    )
    const open = all.filter(([, seen]) => !isFromGateway(seen) && ![403, 404].includes(seen.status))
    if (open.length > 0) {
      const said = open.map(([path, { status }]) => `${path} (${status})`).join(', ')
      throw new Failure(`something answers at ${said}`)
    }
    return `${adminPaths.length} addresses of the admin port are not to be had`
  }
  const todo = 'lead nothing to the admin port from outside'
  return { name: 'the admin port', todo, look }
}

/** By its mark, or, where that is taken away, by its own words. */
function isFromGateway({ headers, reason }: Seen): boolean {
  return headers['x-served-by'] === 'gateway' || ownWords.has(reason)
}

const ownWords = new Set<string>([errors.TOKEN_MISSING.reason, errors.TARGET_MALFORMED.reason])

function needAnswer(seen: Seen, code: ErrorCode): void {
  const { status, reason } = errors[code]
  if (!isFromGateway(seen) && seen.status !== status) {
    const hint = 'correct the address, or what stands in front of the gateway'
    throw new Failure(`it is not the gateway that answers (${seen.status})`, hint)
  }
  if (seen.status !== status) throw new Failure(`answered ${seen.status}, not ${status}`)
  if (seen.reason !== reason) {
    throw new Failure(
      seen.reason === '' ? 'the reason phrase is lost' : 'another reason phrase came',
    )
  }
}
