import { randomUUID } from 'node:crypto'
import { redisPrefixOf } from '../../compose/replicas.ts'
import type { Config } from '../../config/file/load.ts'
import { Failure, type Check } from './finding.ts'

/** Whether replicas can share what they must: a lease is taken in Redis, and released. */
export function checkOfRedis({ file }: Config, within: number): Check {
  const look = async (): Promise<string> => {
    const { redisUrl: url } = file
    if (url === undefined) return 'REDIS_URL is not set, so nothing is shared: run one replica'
    // As the gateway does: the library is large.
    const { tryRedis } = await import('../../replicas/redis.ts')
    const key = `check:${randomUUID()}`
    const tried = await tryRedis({ url, prefix: redisPrefixOf(file) }, key, within)
    if ('refusal' in tried) {
      const todo = 'correct the password in REDIS_URL, or what its user may do'
      throw new Failure(`it refuses a command (${tried.refusal})`, todo)
    }
    if (!tried.givesLeases) throw new Failure('it does not keep a lease for its time')
    return `Redis ${tried.version} answers, and gives leases`
  }
  const todo = 'correct REDIS_URL: without Redis nothing is sent or changed'
  return { name: 'Redis', todo, look }
}
