import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { stringify } from 'yaml'
import { endpoints } from '../../routes/index.ts'
import type { RegisteredKey } from '../../src/authorise/api-key.ts'
import type { Clock } from '../../src/runtime/clock.ts'
import { loadConfig, type Config } from '../../src/config/file/load.ts'
import { mergedGroups } from '../../src/config/register/services.ts'
import { createBulkheadsOf, startGateway } from '../../src/compose/gateway.ts'
import type { Bulkheads } from '../../src/http/upstreams/bulkhead.ts'
import { createLogger } from '../../src/runtime/log.ts'
import { organizations } from '../../sandbox/organizations.ts'
import { startSandbox, type Sandbox } from '../../sandbox/start.ts'
import { parseHere } from './parse-here.ts'

export interface TestGateway {
  readonly url: string
  readonly adminUrl: string
  /** Its configuration file. */
  readonly config: string
  readonly servicesFile: string
  readonly sandbox: Sandbox
  /** Everything logged so far. */
  readonly log: () => string
  /** A bearer token of the customer's, with both sides' broker scopes unless told. */
  readonly token: (wish?: {
    org?: string
    systemUser?: string
    scope?: string
    /** Seconds. */
    lifetime?: number
    claims?: Record<string, unknown>
  }) => Promise<string>
  /** The customer's system user, with the general scope of Altinn 2. */
  readonly systemUserToken: () => Promise<string>
  readonly close: () => Promise<void>
}

export interface TestSettings {
  /** Stands in place of the Altinn 2 stand-in; an empty string closes Altinn 2. */
  readonly altinn2Url?: string
  readonly altinn3Url?: string
  readonly publicUrl?: string
  /** Stand-ins that are there already, and stay. */
  readonly sandbox?: Sandbox
  /** What happens to the ways to the platforms before the gateway starts; it may then never be ready. */
  readonly reroute?: (bulkheads: Bulkheads) => void
  /** A services file. */
  readonly register?: unknown
  /** What happens to the services file before the gateway starts. */
  readonly prepare?: (servicesFile: string) => void
  /** The gateway's own time, milliseconds since 1970. */
  readonly now?: () => number
  /** What it tells the time by and rests by: a virtual one drives the work in the background. */
  readonly clock?: Clock
  /** What happens to the stand-ins before the gateway comes; it may then never be ready. */
  readonly before?: (sandbox: Sandbox) => void | Promise<void>
  /** Changes that no file may make: a gateway that takes stand-ins for production's platforms. */
  readonly reconfigure?: (config: Config) => Config
  /** API keys that are registered here. */
  readonly apiKeys?: readonly RegisteredKey[]
  readonly environment?: Readonly<Record<string, string>>
  readonly limits?: Readonly<Record<string, number>>
}

export const clock: Clock = {
  now: () => Date.now(),
  pause: (milliseconds) => pause(milliseconds, undefined, { ref: false }),
}

const brokerScopes = 'altinn:brokerservice.read altinn:broker.read'

/** A whole gateway on free ports, in front of stand-ins or of what the test puts there. */
export async function startTestGateway(settings: TestSettings = {}): Promise<TestGateway> {
  const folder = mkdtempSync(path.join(tmpdir(), 'gateway-'))
  const sandbox = settings.sandbox ?? (await startStandIns())
  await settings.before?.(sandbox)
  const services = path.join(folder, 'services.yaml')
  const config = path.join(folder, 'config.yaml')
  writeFileSync(services, stringify(settings.register ?? sandboxRegister))
  writeFileSync(config, stringify(toConfig(sandbox, settings)))
  settings.prepare?.(services)
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => void lines.push(line) })
  const { reconfigure = (config: Config) => config } = settings
  const loaded = reconfigure(loadConfig({ CONFIG: config, ...settings.environment }))
  const bulkheads = createBulkheadsOf(loaded)
  settings.reroute?.(bulkheads)
  const gateway = await startGateway(
    loaded,
    endpoints,
    log,
    {
      ...(settings.clock ?? clock),
      ...(settings.now === undefined ? {} : { now: settings.now }),
    },
    parseHere(mergedGroups(endpoints)),
    bulkheads,
  )
  if (settings.before === undefined && settings.reroute === undefined) await gateway.ready
  return {
    url: gateway.url,
    adminUrl: gateway.adminUrl,
    config,
    servicesFile: services,
    sandbox,
    log: () => lines.join(''),
    token: ({ org = organizations.customer.number, scope = brokerScopes, ...rest } = {}) =>
      sandbox.maskinporten.mint({ org, scope, ...rest }),
    systemUserToken: () =>
      sandbox.maskinporten.mint({
        org: organizations.vendor.number,
        systemUser: organizations.customer.number,
        scope: 'altinn:enduser',
      }),
    close: async () => {
      await gateway.close()
      if (settings.sandbox === undefined) await sandbox.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** The platforms' stand-ins, on free ports. */
export function startStandIns(): Promise<Sandbox> {
  return startSandbox(
    { maskinportenPort: 0, altinn2Port: 0, altinn3Port: 0 },
    'https://tt02.altinn.no',
  )
}

/** Calls to a platform, token exchange included; keys and lists are fetched at nobody's bidding. */
export function callsOfCallers(sandbox: Sandbox): number {
  const { altinn2, altinn3 } = callsByCallers(sandbox)
  return altinn2.length + altinn3.length
}

/** The same as `GET /path`, by platform. */
export function callsByCallers({ altinn2, altinn3 }: Sandbox): {
  readonly altinn2: readonly string[]
  readonly altinn3: readonly string[]
} {
  return {
    altinn2: [...altinn2.asked],
    altinn3: altinn3.asked.filter((call) => !/ \/orgs\/|\.well-known/.test(call)),
  }
}

export const sandboxRegister = {
  services: [
    { service: '4947/1', moved: { to: 'broker', resource: 'acn-broker-02' } },
    {
      service: 'u7372/1357',
      moved: { to: 'broker', resource: 'acn-broker-ser-1357' },
      since: '2099-01-01T00:00:00+01:00',
    },
  ],
}

function toConfig({ maskinporten, altinn2, altinn3 }: Sandbox, settings: TestSettings): object {
  const altinn2Url = settings.altinn2Url ?? altinn2.url
  return {
    environment: 'sandbox',
    port: 0,
    host: '127.0.0.1',
    publicUrl: settings.publicUrl ?? 'https://gateway.example',
    logLevel: 'info',
    servicesFile: 'services.yaml',
    servicesCopy: 'services.copy.yaml',
    insecureLoopback: true,
    admin: { port: 0, host: '127.0.0.1' },
    altinn2: {
      ...(altinn2Url === '' ? {} : { url: altinn2Url }),
      publicOrigins: ['https://tt02.altinn.no'],
      statusCompat: true,
    },
    altinn3: {
      platformUrl: settings.altinn3Url ?? altinn3.url,
      orgsUrl: `${altinn3.url}/orgs/altinn-orgs.json`,
    },
    maskinporten: {
      issuer: maskinporten.issuer,
      jwksUrl: `${maskinporten.issuer}jwk`,
      audiencePolicy: 'compat',
      audiences: ['https://tt02.altinn.no/'],
      altinnTokens: 'accept',
      delegationSources: ['https://tt02.altinn.no'],
    },
    ...(settings.apiKeys === undefined ? {} : { apiKeys: { keys: settings.apiKeys } }),
    // A machine that runs many tests at once may be as late as an attacked one.
    limits: { maxLoopDelayMs: 0, ...settings.limits },
  }
}
