import { Agent } from 'undici'
import type { Config } from './config/load.ts'

/** One agent for each platform, so that nothing meant for one can reach another. */
export function createAgent({ limits }: Config, connections: number): Agent {
  return new Agent({
    // As many as there may be calls, so that nothing waits where nobody counts.
    connections,
    pipelining: 1,
    headersTimeout: limits.firstByteMs + 1_000,
    bodyTimeout: limits.betweenBytesMs,
    connect: { timeout: limits.connectMs },
    maxHeaderSize: 32 * 1024,
  })
}
