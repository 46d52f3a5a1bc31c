import type { ConfigFile } from './schema.ts'

/** The issuers whose tokens reach people's real data, or look as if they did. */
const issuers = {
  production: 'https://maskinporten.no/',
  test: 'https://test.maskinporten.no/',
}

const productionHosts = /(?:^|\.)altinn\.no$/
const testHosts = /(?:^|\.)(?:tt02\.altinn\.no|altinn\.cloud)$/

/** What no single setting shows: platforms of different environments, and plain http. */
export function checkTogether(file: ConfigFile, nameOf: (path: string) => string): string[] {
  const { issuer } = file.maskinporten
  const addresses = {
    'altinn2.url': file.altinn2.url,
    'altinn3.platformUrl': file.altinn3.platformUrl,
    'maskinporten.issuer': issuer,
    'maskinporten.jwksUrl': file.maskinporten.jwksUrl,
  }
  const problems: string[] = []
  const isProductionIssuer = issuer === issuers.production
  if (isProductionIssuer && (file.sandbox !== undefined || file.environment === 'sandbox')) {
    problems.push(`${nameOf('maskinporten.issuer')} is production's: a sandbox must not take it`)
  }
  if (isProductionIssuer && file.insecureLoopback === true) {
    problems.push(`${nameOf('insecureLoopback')} must not be set with production's issuer`)
  }
  for (const [setting, address] of Object.entries(addresses)) {
    if (address === undefined) continue
    const { protocol, hostname, username, search } = new URL(address)
    if (username !== '' || search !== '') {
      problems.push(`${nameOf(setting)} must not hold credentials or a query`)
    }
    const isAllowedPlain = file.insecureLoopback === true && isLoopback(hostname)
    if (protocol !== 'https:' && !isAllowedPlain) {
      problems.push(
        `${nameOf(setting)} must be https (http is for loopback, see INSECURE_LOOPBACK)`,
      )
    }
    if (!setting.startsWith('altinn')) continue
    const environment = environmentOf(hostname)
    if (environment === 'production' && !isProductionIssuer) {
      problems.push(`${nameOf(setting)} is production's, but the issuer is not`)
    }
    if (environment === 'test' && isProductionIssuer) {
      problems.push(`${nameOf(setting)} is a test environment's, but the issuer is production's`)
    }
  }
  if (file.environment === 'production' && !isProductionIssuer) {
    problems.push(`${nameOf('maskinporten.issuer')} must be ${issuers.production} in production`)
  }
  return problems
}

function environmentOf(hostname: string): 'production' | 'test' | undefined {
  if (testHosts.test(hostname)) return 'test'
  return productionHosts.test(hostname) ? 'production' : undefined
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
