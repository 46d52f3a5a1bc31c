import { buildConnector } from 'undici'
import { skipInterimAnswers } from './interim.ts'
import { ObservedAgent } from './observed-agent.ts'

/** Milliseconds that an upstream may take. */
export interface AgentLimits {
  readonly connectMs: number
  readonly firstByteMs: number
  readonly betweenBytesMs: number
}

/**
 * One agent for each product, so that nothing meant for one can reach another.
 *
 * @param pipelining 0: each call has a connection of its own, which is closed after it
 */
export function createAgent(
  limits: AgentLimits,
  connections: number,
  pipelining = 1,
): ObservedAgent {
  return new ObservedAgent({
    // As many as there may be calls, so that no call waits in undici's own queue.
    connections,
    pipelining,
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
