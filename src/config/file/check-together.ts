import { isLoopback } from '../../http/upstreams/loopback.ts'

/** The issuers whose tokens reach people's real data, or look as if they did. */
const issuers = {
  production: 'https://maskinporten.no/',
  test: 'https://test.maskinporten.no/',
}

const productionHosts = /(?:^|\.)altinn\.no$/
const testHosts = /(?:^|\.)(?:tt02\.altinn\.no|altinn\.cloud)$/

const addresses = [
  'altinn2.url',
  'altinn3.platformUrl',
  'altinn3.appsUrl',
  'altinn3.dialogportenUrl',
  'altinn3.orgsUrl',
  'maskinporten.issuer',
  'maskinporten.jwksUrl',
] as const

/**
 * What no single setting shows: platforms of different environments, and plain http. Settings that
 * are missing or do not look right are passed over; others have said so.
 */
export function checkTogether(file: unknown, nameOf: (path: string) => string): string[] {
  const issuer = at(file, 'maskinporten.issuer')
  const isProduction = issuer === issuers.production
  const mayBePlain = at(file, 'insecureLoopback') === true
  const problems = problemsOfIssuer(file, isProduction).map(
    ([setting, problem]) => `${nameOf(setting)} ${problem}`,
  )
  if (at(file, 'apiKeys.mode') === 'registry' && at(file, 'apiKeys.secret') === undefined) {
    problems.push(`${nameOf('apiKeys.secret')} is missing: without it no key can be recognised`)
  }
  const look = (setting: string, problemsOf: (address: URL) => readonly string[]): void => {
    const given = at(file, setting)
    const isOfApps = setting === 'altinn3.appsUrl' && typeof given === 'string'
    const text = isOfApps ? given.replaceAll('{org}', 'org') : given
    const found = problemsOfUrl(text, problemsOf)
    problems.push(...found.map((problem) => `${nameOf(setting)} ${problem}`))
  }
  const isSandbox = at(file, 'environment') === 'sandbox'
  look('publicUrl', (address) => problemsOfPublicUrl(address, isSandbox))
  look('proxy.url', problemsOfProxy)
  problems.push(
    ...problemsOfRedis(at(file, 'redisUrl')).map((one) => `${nameOf('redisUrl')} ${one}`),
  )
  for (const setting of addresses) {
    const isPlatform = setting.startsWith('altinn')
    look(setting, (address) => [
      ...problemsOfAddress(address, mayBePlain),
      ...(isPlatform ? mismatch(address.hostname, isProduction) : []),
    ])
  }
  return problems
}

/** Where it does not begin as an address does, the schema has said so. */
function problemsOfUrl(
  given: unknown,
  problemsOf: (address: URL) => readonly string[],
): readonly string[] {
  if (typeof given !== 'string' || !/^https?:/.test(given)) return []
  return URL.canParse(given) ? problemsOf(new URL(given)) : ['is not an address']
}

function problemsOfIssuer(
  file: unknown,
  isProduction: boolean,
): (readonly [setting: string, problem: string])[] {
  const environment = at(file, 'environment')
  const issuer = at(file, 'maskinporten.issuer')
  const problems: (readonly [string, string])[] = []
  if (isProduction && (at(file, 'sandbox') !== undefined || environment === 'sandbox')) {
    problems.push(['maskinporten.issuer', "is production's: a sandbox must not take it"])
  } else if (isProduction && environment !== 'production') {
    problems.push(['maskinporten.issuer', "is production's, but the environment is not"])
  }
  if (environment === 'production' && !isProduction) {
    problems.push(['maskinporten.issuer', `must be ${issuers.production} in production`])
  }
  if (isProduction && at(file, 'insecureLoopback') === true) {
    problems.push(['insecureLoopback', "must not be set with production's issuer"])
  }
  const isStrict = at(file, 'maskinporten.audiencePolicy') === 'strict'
  if (isStrict && at(file, 'maskinporten.altinnTokens') === 'accept') {
    problems.push([
      'maskinporten.altinnTokens',
      'must not be accept with AUDIENCE_POLICY=strict: such tokens name no audience',
    ])
  }
  const keys = hostOf(at(file, 'maskinporten.jwksUrl'))
  const others = Object.values(issuers).filter((known) => known !== issuer)
  if (others.some((other) => hostOf(other) === keys)) {
    problems.push(['maskinporten.jwksUrl', "is another issuer's"])
  }
  return problems
}

function problemsOfParts({ username, password, href }: URL): string[] {
  // An empty query has its mark in `href` alone.
  return username !== '' || password !== '' || /[?#]/.test(href)
    ? ['must not hold credentials, a query or a fragment']
    : []
}

/** Links with `http:` would send tokens in the clear; in front of a sandbox there are none. */
function problemsOfPublicUrl(address: URL, isSandbox: boolean): string[] {
  const problems = problemsOfParts(address)
  if (address.protocol !== 'https:' && !isSandbox && !isLoopback(address.hostname)) {
    problems.push('must be https (http is for loopback and for a sandbox)')
  }
  return problems
}

/** Credentials may stand in it, so no problem quotes it. */
function problemsOfProxy({ username, password, pathname, search, hash }: URL): string[] {
  if (pathname !== '/' || search !== '' || hash !== '') {
    return ['must hold a host and a port alone, and credentials if the proxy asks for them']
  }
  return isPercentEncoded(username + password) ? [] : ['must hold its credentials percent-encoded']
}

/** A password may stand in it, so no problem quotes it. */
function problemsOfRedis(given: unknown): readonly string[] {
  if (typeof given !== 'string' || !/^rediss?:/.test(given)) return []
  if (!URL.canParse(given)) return ['is not an address']
  const { hostname, pathname, search, hash, username, password } = new URL(given)
  if (hostname === '' || !/^(?:\/\d*)?$/.test(pathname) || search !== '' || hash !== '') {
    return ['must hold a host, and a port, a database number and a password at most']
  }
  return isPercentEncoded(username + password) ? [] : ['must hold its password percent-encoded']
}

function isPercentEncoded(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

function problemsOfAddress(address: URL, mayBePlain: boolean): string[] {
  const problems = problemsOfParts(address)
  if (address.protocol !== 'https:' && !(mayBePlain && isLoopback(address.hostname))) {
    problems.push('must be https (http is for loopback, see INSECURE_LOOPBACK)')
  }
  return problems
}

function mismatch(hostname: string, isProduction: boolean): string[] {
  if (testHosts.test(hostname)) {
    return isProduction ? ["is a test environment's, but the issuer is production's"] : []
  }
  return productionHosts.test(hostname) && !isProduction
    ? ["is production's, but the issuer is not"]
    : []
}

function at(file: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null
          ? (value as Readonly<Record<string, unknown>>)[name]
          : undefined,
      file,
    )
}

function hostOf(address: unknown): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).host : undefined
}
