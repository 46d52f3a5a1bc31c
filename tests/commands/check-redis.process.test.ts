import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkOfRedis } from '../../src/commands/check/redis.ts'
import { perform } from '../../src/commands/check/finding.ts'
import { loadConfig } from '../../src/config/file/load.ts'
import { hasRedisServer, RedisServer } from '../support/network/redis-server.ts'

const isInstalled = hasRedisServer()
const server = new RedisServer()

function check(url: string, within = 2_000) {
  const config = loadConfig({ CONFIG: 'config/sandbox.yaml', REDIS_URL: url })
  return perform(checkOfRedis(config, within))
}

describe.skipIf(!isInstalled)('a check of Redis', () => {
  beforeAll(() => server.start())
  afterAll(() => server.remove())

  it('is well where it gives a lease, also when it is made again', async () => {
    const seen = [await check(server.url), await check(server.url)]
    const said = expect.stringMatching(/^Redis \d[\d.]+ answers, and gives leases$/) as string
    expect(seen).toEqual(seen.map(() => ({ name: 'Redis', isWell: true, said })))
  })

  it('fails where the password is wrong, which is not repeated', async () => {
    const said =
      'it refuses a command (WRONGPASS): correct the password in REDIS_URL, or what its user may do'
    expect(await check(server.urlWith('feil'))).toEqual({ name: 'Redis', isWell: false, said })
  })

  it('fails within its time where it answers nothing', async () => {
    server.hang()
    const { said } = await check(server.url, 100)
    server.wake()
    expect(said).toContain('no answer in time')
  })

  it('fails where nothing listens', async () => {
    await server.stop()
    expect(await check(server.url)).toMatchObject({ isWell: false })
    expect((await check(server.url)).said).toBe(
      `nothing listens there: correct the address, or start it`,
    )
  })
})
