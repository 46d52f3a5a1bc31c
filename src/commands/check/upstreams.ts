import Type from 'typebox'
import { Compile } from 'typebox/compile'
import type { Dispatcher } from 'undici'
import { toNorwegianTime } from '../../altinn2/date-time.ts'
import { createAgent } from '../../http/upstreams/agent.ts'
import { createProxy } from '../../http/upstreams/proxy.ts'
import { callUpstream } from '../../http/upstreams/upstream.ts'
import { addressOf, basesOf, type Bases } from '../../altinn3/bases.ts'
import { exchangeHeaders, exchangePath } from '../../altinn3/calling/token.ts'
import { fetchKeySet } from '../../authenticate/key-set.ts'
import { altinnIssuerOf, altinnKeysOf } from '../../authenticate/profiles.ts'
import type { Clock } from '../../runtime/clock.ts'
import { isAltinn2Open, type Config } from '../../config/file/load.ts'
import type { Register } from '../../decide/register.ts'
import { readOwners } from '../../lookups/service-owners.ts'
import { checkOfApps, checksOfEachApp } from './apps.ts'
import { readDocument } from './document.ts'
import { Failure, type Check } from './finding.ts'
import { checkOfRedis } from './redis.ts'

export interface Upstreams {
  readonly checks: readonly Check[]
  readonly close: () => Promise<void>
}

interface Network {
  readonly clock: Clock
  /** Milliseconds for each answer. */
  readonly within: number
}

const discovery = Compile(Type.Object({ issuer: Type.String() }))
// Altinn/dialogporten docs/schema/V1/swagger.verified.json.
const searchLimits = Compile(Type.Object({ endUserSearch: Type.Object({}) }))

/** Everything that the gateway asks, asked as it asks, but for a caller's token. */
export function upstreamsOf(config: Config, register: Register, network: Network): Upstreams {
  const { file } = config
  const agents = {
    altinn2: agentFor(config),
    altinn3: agentFor(config),
    maskinporten: agentFor(config),
  }
  const bases = basesOf(file.altinn3)
  const { jwksUrl, altinnTokens } = file.maskinporten
  const checks = [
    altinn2(config, agents.altinn2, network),
    openId(config, agents.altinn3, network),
    exchange(bases.platform, file.altinn3.subscriptionKey, agents.altinn3, network),
    keySet("Maskinporten's keys", 'MASKINPORTEN_JWKS_URL', jwksUrl, agents.maskinporten, network),
    ...(altinnTokens === 'accept'
      ? [
          keySet(
            "Altinn's keys",
            'ALTINN3_PLATFORM_URL',
            altinnKeysOf(config),
            agents.altinn3,
            network,
          ),
        ]
      : []),
    owners(file.altinn3.orgsUrl, agents.altinn3),
    dialogporten(bases, agents.altinn3, network),
    checkOfRedis(config, network.within),
    checkOfApps(register, bases, agents.altinn3, network.within),
    ...checksOfEachApp(register, bases, agents.altinn3, network.within),
  ]
  return {
    checks,
    close: async () => {
      await Promise.all(Object.values(agents).map((agent) => agent.destroy()))
    },
  }
}

function agentFor(config: Config): Dispatcher {
  return createAgent(config.file.limits, 2, 1, createProxy(config.file.proxy))
}

/** An open list, of one service at most: nobody is named by asking. */
const harmless = '/api/metadata?$top=1'

function altinn2(config: Config, dispatcher: Dispatcher, { clock, within }: Network): Check {
  const { url } = config.file.altinn2
  const look = async (): Promise<string> => {
    if (url === undefined) return 'there is none; not asked'
    const { altinn2Closes = 0 } = config
    if (!isAltinn2Open(config, clock.now())) {
      return `closed since ${toNorwegianTime(altinn2Closes)}; not asked`
    }
    const status = await statusOf(url.replace(/\/+$/, '') + harmless, dispatcher, within)
    if (status >= 500) throw new Failure(`GET ${harmless} was answered ${status}`)
    return `GET ${harmless} was answered ${status}`
  }
  const todo = 'correct ALTINN2_URL, or clear it where Altinn 2 is closed'
  return { name: 'Altinn 2', todo, look }
}

async function statusOf(url: string, dispatcher: Dispatcher, within: number): Promise<number> {
  const signal = AbortSignal.timeout(within)
  const { status, body } = await callUpstream(url, { dispatcher, signal })
  body.on('error', () => undefined).destroy()
  return status
}

function openId(config: Config, dispatcher: Dispatcher, { within }: Network): Check {
  const issuer = altinnIssuerOf(config)
  const look = async (): Promise<string> => {
    const address = `${issuer}.well-known/openid-configuration`
    const what = 'its OpenID configuration'
    const document = await readDocument(address, what, dispatcher, within)
    if (!discovery.Check(document) || document.issuer !== issuer) {
      throw new Failure('it says that it is another issuer')
    }
    return 'its OpenID configuration names the issuer that is expected'
  }
  return { name: "Altinn 3's platform", todo: 'correct ALTINN3_PLATFORM_URL', look }
}

/** The first call of every answer from Altinn 3, here without the token that it is for. */
function exchange(
  platformUrl: string,
  subscriptionKey: string | undefined,
  dispatcher: Dispatcher,
  { within }: Network,
): Check {
  const look = async (): Promise<string> => {
    const { status, headers, body } = await callUpstream(platformUrl + exchangePath, {
      dispatcher,
      signal: AbortSignal.timeout(within),
      headers: exchangeHeaders(subscriptionKey),
    })
    body.on('error', () => undefined).destroy()
    if (String(headers['www-authenticate']).includes('AzureApiManagementKey')) {
      const how = subscriptionKey === undefined ? 'is missing' : 'is refused'
      throw new Failure(
        `the subscription key ${how}`,
        'set ALTINN3_SUBSCRIPTION_KEY to one that counts',
      )
    }
    if (status !== 401 && status !== 403) {
      throw new Failure(`a call without a token was answered ${status}`)
    }
    return `a call without a token was refused, as it should be (${status})`
  }
  const todo = 'correct ALTINN3_PLATFORM_URL, or ask Altinn whether it is well'
  return { name: "Altinn 3's exchange of tokens", todo, look }
}

function keySet(
  name: string,
  variable: string,
  url: string,
  dispatcher: Dispatcher,
  { clock }: Network,
): Check {
  const look = async (): Promise<string> => {
    const { keys, leftOut } = await fetchKeySet(url, { clock, dispatcher })
    return `${keys.size} that can be used, ${leftOut.length} left out`
  }
  return { name, todo: `correct ${variable}: without keys no token can be checked`, look }
}

function owners(url: string, dispatcher: Dispatcher): Check {
  const look = async (): Promise<string> =>
    `${(await readOwners(url, dispatcher)).codes.size} of them`
  return { name: 'the list of service owners', todo: 'correct ORGS_URL', look }
}

/** What it lets anybody ask of it, which names nobody. */
const limits = '/dialogporten/api/v1/metadata/limits'

function dialogporten(bases: Bases, dispatcher: Dispatcher, { within }: Network): Check {
  const look = async (): Promise<string> => {
    const address = addressOf(bases, 'dialogporten', limits)
    const document = await readDocument(address, `GET ${limits}`, dispatcher, within)
    if (!searchLimits.Check(document)) throw new Failure('its limits are not those of Dialogporten')
    return 'it tells its limits'
  }
  return { name: "Altinn 3's Dialogporten", todo: 'correct DIALOGPORTEN_URL', look }
}
