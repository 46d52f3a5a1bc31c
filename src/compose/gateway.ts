import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createBackends } from './backends.ts'
import { createReplicas } from './replicas.ts'
import { createPublicPort } from './public-port.ts'
import { stopServing, type WhyStop } from './stop.ts'
import { createAuthenticate } from '../authenticate/authenticate.ts'
import { createKeySource } from '../authenticate/key-source.ts'
import { altinnKeysOf, profilesOf } from '../authenticate/profiles.ts'
import { createCheckApiKey, type ApiKeyPolicy } from '../authorise/api-key.ts'
import type { Clock } from '../runtime/clock.ts'
import { altinn2DatesOf, isAltinn2Open, type Config } from '../config/file/load.ts'
import { version } from '../config/version.ts'
import { createLiveRegister } from '../config/register/live-register.ts'
import type { ParseServices } from '../config/register/parse-in-worker.ts'
import type { Route } from '../translation.ts'
import { createDecisionsOf } from '../lookups/decisions.ts'
import { createBulkheads, type Bulkheads } from '../http/upstreams/bulkhead.ts'
import { createProxy } from '../http/upstreams/proxy.ts'
import { products } from '../runtime/products.ts'
import { createServiceOwners } from '../lookups/service-owners.ts'
import { createAdminPort } from '../operate/admin.ts'
import { explain } from '../operate/explain/explain.ts'
import { createMetrics } from '../operate/metrics/metrics.ts'
import { createOpenSubmissions } from '../operate/open-submissions.ts'
import { createRefusedCallers } from '../operate/refused-callers.ts'
import { createDrain } from '../http/server/drain.ts'
import { createRenderBody } from '../render/render-body.ts'
import { createRenderThread } from '../render/render-in-worker.ts'
import { describe } from '../runtime/log.ts'
import { createSpool } from '../http/server/spool.ts'
import { createStartShadowRequest } from '../answer/shadow.ts'

export interface Gateway {
  /** Addresses that it listens on. */
  readonly url: string
  readonly adminUrl: string
  /** Resolves when tokens can be checked. */
  readonly ready: Promise<void>
  /**
   * Stops being ready, serves on for `drainWait`, then waits for what is under way for at most
   * `drainTimeout`, and lets go of every connection.
   */
  readonly close: (why?: WhyStop) => Promise<void>
}

/** Puts the parts together and listens. Throws if the register cannot be read or a port is taken. */
export async function startGateway(
  config: Config,
  endpoints: readonly Route[],
  log: Logger,
  clock: Clock,
  parse: ParseServices,
  bulkheads = createBulkheadsOf(config),
): Promise<Gateway> {
  const { file } = config
  const { limits } = file
  const keyAges = (): Readonly<Record<string, number>> => ({
    maskinporten: keys.ageInSeconds(),
    ...(file.maskinporten.altinnTokens === 'accept' ? { altinn: altinnKeys.ageInSeconds() } : {}),
  })
  const openSubmissions = createOpenSubmissions(clock)
  const metrics = createMetrics({ bulkheads, keyAges, openSubmissions })
  const onRefused = metrics.noteRefusedRegister
  const live = await createLiveRegister(config, { parse, clock, log, onRefused })
  const { dispatcher: toKeys } = bulkheads.keys
  const keys = createKeySource(file.maskinporten.jwksUrl, {
    clock,
    log,
    dispatcher: toKeys,
  })
  const altinnKeys = createKeySource(altinnKeysOf(config), { clock, log, dispatcher: toKeys })
  const owners = createServiceOwners(file.altinn3.orgsUrl, {
    clock,
    log,
    dispatcher: bulkheads.orgs.dispatcher,
  })
  const refusedCallers = createRefusedCallers()
  const rendering = createRenderThread({
    onError: (error) => log.warn(describe(error), 'the rendering thread failed'),
  })
  const drain = createDrain()
  const replicas = await createReplicas(config, log, clock)
  const backends = createBackends(
    config,
    bulkheads,
    clock,
    {
      ownerName: owners.nameOf,
      ownerNumbered: owners.nameByNumber,
      ownersNamed: owners.codesNamed,
    },
    createRenderBody({ clock, thread: rendering }),
    metrics.noteExchange,
    { waitFor: drain.waitFor, openSubmissions, log },
    replicas,
  )
  const app = createPublicPort({
    ...backends,
    endpoints,
    authenticate: createAuthenticate(profilesOf(config, keys, altinnKeys), clock),
    decisionsOf: createDecisionsOf(clock),
    ownerCodeOf: owners.codeOf,
    checkApiKey: createCheckApiKey(apiKeyPolicyOf(config)),
    register: live.current,
    altinn2IsOpen: (now) => isAltinn2Open(config, now),
    altinn2Dates: altinn2DatesOf(config),
    spool: createSpool(limits.spoolBytes),
    corsOrigins: file.corsOrigins,
    loadLimits: { rateLimit: file.rateLimit, maxLoopDelay: limits.maxLoopDelayMs },
    listScopes: file.listScopes,
    refusedCallers,
    startShadowRequest: createStartShadowRequest(backends, log),
    statusCompat: file.altinn2.statusCompat,
    metrics,
  })
  drain.follow(app.server)
  let isClosing = false
  // Waited for once: an outage of Altinn's later on is no reason to turn everybody else away.
  let hasAltinnKeys = file.maskinporten.altinnTokens !== 'accept'
  const admin = createAdminPort({
    host: file.admin.host,
    token: file.admin.token,
    refusedCallers,
    openSubmissions,
    decide: (question) =>
      explain(question, { endpoints, register: live.current(), config, now: clock.now() }),
    register: live.status,
    metrics,
    log,
    ill: () => products.filter((product) => bulkheads[product].isIll),
    missing: () => [
      ...(keys.isReady() ? [] : ['keys']),
      ...(hasAltinnKeys ? [] : ['altinn keys']),
      ...(isClosing ? ['closing'] : []),
    ],
  })
  const stop = new AbortController()
  const ready = keys.keepFresh(stop.signal)
  void owners.keepFresh(stop.signal)
  const following = live.keepFresh(stop.signal)
  if (!hasAltinnKeys) void altinnKeys.keepFresh(stop.signal).then(() => (hasAltinnKeys = true))
  const letGo = async (): Promise<void> => {
    stop.abort()
    await app.close()
    await following
    await Promise.all(Object.values(bulkheads).map((bulkhead) => bulkhead.close()))
    await rendering.close()
    await replicas.close()
    await admin.close()
  }
  const close = async (why: WhyStop = 'stopping'): Promise<void> => {
    isClosing = true
    const cut = await stopServing({ app, drain, config, clock, log }, why)
    await letGo()
    log.info({ cut }, 'stopped')
  }
  try {
    await app.listen({ port: file.port, host: file.host })
    await admin.listen({ port: file.admin.port, host: file.admin.host })
  } catch (error) {
    await letGo()
    throw error
  }
  log.info(stateAtStart(config, live.current().version, clock.now()), 'started')
  return {
    url: addressOf(app.server.address() as AddressInfo),
    adminUrl: addressOf(admin.server.address() as AddressInfo),
    ready,
    close,
  }
}

/** What the first line of the log says. */
const aloneAtStart =
  'no REDIS_URL: with several, the same message sent to two at the same moment can be sent twice'

function stateAtStart(config: Config, register: string, now: number) {
  const { closes } = altinn2DatesOf(config)
  return {
    version: version(),
    node: process.version,
    environment: config.file.environment,
    register,
    altinn2: isAltinn2Open(config, now) ? 'open' : 'closed',
    ...(closes === undefined ? {} : { altinn2Closes: new Date(closes).toISOString() }),
    replicas: config.file.redisUrl === undefined ? aloneAtStart : 'they share REDIS_URL',
  }
}

/** What the platforms' products are called through. */
export function createBulkheadsOf({ file: { limits, proxy } }: Config): Bulkheads {
  return createBulkheads(limits, limits.underWay, createProxy(proxy))
}

function apiKeyPolicyOf({ file: { apiKeys } }: Config): ApiKeyPolicy {
  // There is a secret where the mode is registry: `checkTogether` holds that.
  const { mode, secret = '', keys } = apiKeys
  return mode === 'registry' ? { mode, secret, keys } : { mode }
}

function addressOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}
