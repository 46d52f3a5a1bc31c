import { Agent, buildConnector } from 'undici'
import { skipInterimAnswers } from './interim.ts'

/** Milliseconds that an upstream may take. */
export interface AgentLimits {
  readonly connectMs: number
  readonly firstByteMs: number
  readonly betweenBytesMs: number
}

/** One agent for each platform, so that nothing meant for one can reach another. */
export function createAgent(limits: AgentLimits, connections: number): Agent {
  return new Agent({
    // As many as there may be calls, so that no call waits in undici's own queue.
    connections,
    pipelining: 1,
    headersTimeout: limits.firstByteMs + 1_000,
    bodyTimeout: limits.betweenBytesMs,
    connect: createConnect(limits.connectMs),
    maxHeaderSize: 32 * 1024,
  })
}

/** Connections on which interim answers are skipped. */
function createConnect(timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout })
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null)
        return
      }
      skipInterimAnswers(socket)
      callback(null, socket)
    })
  }
}
