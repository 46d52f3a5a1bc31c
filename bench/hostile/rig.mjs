// What each row is measured with: a gateway of its own with Altinn 2 closed, a stand-in platform,
// callers of many owners, and a process for the attack.
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { organizationNumbersFrom } from '../../dist/sandbox/synthetic-numbers.js'
import { isShort, start, startGateway, startServer } from '../children.mjs'
import { resource } from './answers.mjs'

const scope = [
  'altinn:enduser',
  'altinn:brokerservice.read',
  'altinn:brokerservice.write',
  'altinn:broker.read',
  'altinn:broker.write',
  'altinn:instances.read',
  'altinn:instances.write',
  'digdir:dialogporten',
  'altinn:correspondence.read',
].join(' ')
const service = { code: '5997', edition: 1 }

export const paths = {
  inbox: '/api/my/brokerservice/inbox',
  list: `/api/my/brokerservice/inbox?serviceCode=${service.code}&serviceEditionCode=${service.edition}`,
  messages: '/api/my/messages',
  outbox: `/api/my/brokerservice/outbox?${new URLSearchParams({
    brokerServiceDescription: JSON.stringify({
      serviceCode: service.code,
      serviceEditionCode: service.edition,
      recipients: ['313876144'],
    }),
    fileName: 'file.zip',
  })}`,
}

export async function startRig(maskinporten, { isAltinn2Open = false, limits = {} } = {}) {
  const { platform, settings, ...others } = await startPlatform(maskinporten)
  const gateway = await startGateway({ ...settings, isAltinn2Open, limits })
  return {
    gateway,
    url: gateway.url,
    ...others,
    /** Calls that each product has seen. */
    calls: async () => {
      platform.send({ ask: 'calls' })
      return (await once(platform, 'message'))[0]
    },
    prepareAttack,
  }
}

/** A platform with Altinn 2 closed, and what starts a gateway in front of it, as often as needed. */
export async function prepareGateways(maskinporten, more) {
  const { settings, ...others } = await startPlatform(maskinporten)
  return { startGateway: () => startGateway({ ...settings, more }), ...others }
}

async function startPlatform(maskinporten) {
  const { child: platform, url: platformUrl } = await startServer('hostile/platform.mjs')
  const moved = { to: 'broker', resource }
  const services = [{ service: `${service.code}/${service.edition}`, moved }]
  return {
    platform,
    settings: { platformUrl, maskinporten, services, isAltinn2Open: false },
    tokenOf: createTokenOf(maskinporten),
    /** Changes what the platform does. */
    set: (faults) => platform.send({ set: faults }),
  }
}

/** Owners are vendors; each has system users for parties of its own. Numbers are always the same. */
function createTokenOf(maskinporten) {
  const owners = take(organizationNumbersFrom(310_000_000), 20)
  const partiesOf = owners.map((_, place) =>
    take(organizationNumbersFrom(311_000_000 + place * 10_000), 20),
  )
  return ({ owner, party = 0 }) =>
    maskinporten.mint({
      org: owners[owner],
      systemUser: partiesOf[owner][party],
      scope,
      lifetime: 3_000,
    })
}

/** The number by which the platform knows an owner. */
export function ownerNumber(owner) {
  return take(organizationNumbersFrom(310_000_000), owner + 1)[owner]
}

function take(numbers, count) {
  return Array.from({ length: count }, () => numbers.next().value)
}

/** Its process is up before anything is measured. */
async function prepareAttack(file) {
  const env = { ATTACKS: file, BENCH_SHORT: String(isShort) }
  const child = start('hostile/attacker.mjs', env)
  await once(child, 'message')
  return {
    /** What the attack gives; `undefined` where it was not over in time and was ended. */
    run: async (attack, given, within) => {
      child.send({ attack, given })
      const late = new AbortController()
      const answered = once(child, 'message', { signal: late.signal }).then(([one]) => one.answers)
      const ended = await Promise.race([answered, pause(within, undefined, { ref: false })])
      late.abort()
      answered.catch(() => undefined)
      child.kill('SIGKILL')
      return ended
    },
  }
}

/** An ordinary request that must be answered: without that, an attack of its kind proves nothing. */
export async function need({ url }, { token, status = 200, headers, ...asked }) {
  const answer = await request(url + asked.path, {
    method: asked.method,
    body: asked.body,
    headers: { authorization: `Bearer ${token}`, accept: '*/*', ...headers },
  })
  const text = await answer.body.text()
  if (answer.statusCode === status) return text
  throw new Error(
    `${asked.method} ${asked.path} was answered ${answer.statusCode}: ${text.slice(0, 200)}`,
  )
}

/** Ordinary requests, for probers and for warming up. */
export const ordinary = {
  list: (token) => ({ token, method: 'GET', path: paths.list }),
  download: (token, reference) => ({
    token,
    method: 'GET',
    path: `${paths.inbox}/${reference}/download`,
  }),
  upload: (token) => ({
    token,
    method: 'POST',
    path: paths.outbox,
    headers: { 'content-type': 'application/octet-stream' },
    body: Buffer.alloc(2_000, 'x'),
    status: 201,
  }),
  messages: (token) => ({ token, method: 'GET', path: paths.messages }),
}
