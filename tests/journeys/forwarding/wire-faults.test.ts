import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createKeySource } from '../../../src/authenticate/key-source.ts'
import { loadConfig } from '../../../src/config/file/load.ts'
import { createAgent } from '../../../src/http/upstreams/agent.ts'
import { createLogger } from '../../../src/runtime/log.ts'
import type { WireFault } from '../../../sandbox/wire-fault.ts'
import { clock, startTestGateway, type TestGateway } from '../../support/gateway.ts'
import { http } from '../../support/network/http.ts'

const inbox = '/api/my/brokerservice/inbox'
const onAltinn2 = `${inbox}?serviceCode=4483&serviceEditionCode=1`
const onAltinn3 = `${inbox}?serviceCode=4947&serviceEditionCode=1`

let gateway: TestGateway
let usual: readonly string[]
const agent = createAgent(loadConfig({ CONFIG: 'config/sandbox.yaml' }).file.limits, 2)
beforeAll(async () => {
  gateway = await startTestGateway({
    clock: { ...clock, pause: (ms) => clock.pause(ms < 1_000 ? 0 : ms) },
  })
  usual = await answers()
})
afterEach(() => {
  for (const { wireFaults } of standIns()) wireFaults.length = 0
})
afterAll(async () => {
  await gateway.close()
  await agent.destroy()
})

function standIns(): readonly { readonly wireFaults: WireFault[] }[] {
  const { altinn2, altinn3, maskinporten } = gateway.sandbox
  return [altinn2, altinn3, maskinporten]
}

/** From each platform, with a token that has not been exchanged before; and whether there are keys. */
async function answers(): Promise<readonly string[]> {
  const headers = { authorization: `Bearer ${await gateway.token()}`, apikey: 'k' }
  const asked = [onAltinn2, onAltinn3].map((path) => http(gateway.url, path, { headers }))
  const answered = (await Promise.all(asked)).map(({ status, body }) =>
    status === 200 ? `200 ${body.replace('\uFEFF', '')}` : String(status),
  )
  return [...answered, await keysFound()]
}

async function keysFound(): Promise<string> {
  const log = createLogger('silent', { write: () => undefined })
  const url = `${gateway.sandbox.maskinporten.issuer}jwk`
  const keys = createKeySource(url, { clock, log, dispatcher: agent })
  return keys.find('none').then(
    () => 'keys',
    () => 'no keys',
  )
}

describe('platforms whose answers come otherwise than asked for', () => {
  it.each<[string, WireFault]>([
    ['gzip', { coding: 'gzip' }],
    ['x-gzip', { coding: 'x-gzip' }],
    ['br', { coding: 'br' }],
    ['deflate', { coding: 'deflate' }],
    ['deflate without a head', { coding: 'deflate without a head' }],
    ['a byte order mark', { mark: true }],
    ['interim answers', { interim: [100, 102, 103, 100] }],
    ['all at once', { interim: [100], coding: 'gzip', mark: true, length: true }],
  ])('are understood: %s', async (_, fault) => {
    for (const { wireFaults } of standIns()) wireFaults.push(fault)
    expect(await answers()).toEqual(usual)
    expect(usual[2]).toBe('keys')
  })

  it.each<[string, WireFault]>([
    ['a broken coding', { coding: 'broken' }],
    ['an unknown coding', { coding: 'unknown' }],
  ])('are an answer with a status where they cannot be: %s', async (_, fault) => {
    for (const { wireFaults } of standIns()) wireFaults.push(fault)
    expect(await answers()).toEqual(['502', '503', 'no keys'])
  })
})
