import { buildConnector } from 'undici'
import { skipInterimAnswers } from './interim.ts'
import { ObservedAgent } from './observed-agent.ts'
import type { OutboundProxy } from './proxy.ts'
import { createTunnelConnect } from './tunnel.ts'

/** Milliseconds that an upstream may take. */
export interface AgentLimits {
  readonly connectMs: number
  readonly firstByteMs: number
  readonly betweenBytesMs: number
}

/**
 * One agent for each product, so that nothing meant for one can reach another. A proxy changes how
 * its connections are made, and nothing else.
 *
 * @param pipelining 0: each call has a connection of its own, which is closed after it
 */
export function createAgent(
  limits: AgentLimits,
  connections: number,
  pipelining = 1,
  proxy?: OutboundProxy,
): ObservedAgent {
  return new ObservedAgent({
    // As many as there may be calls, so that no call waits in undici's own queue.
    connections,
    pipelining,
    headersTimeout: limits.firstByteMs + 1_000,
    bodyTimeout: limits.betweenBytesMs,
    connect: createConnect(limits.connectMs, proxy),
    maxHeaderSize: 32 * 1024,
  })
}

/** Connections on which interim answers are skipped. */
function createConnect(
  timeout: number,
  proxy: OutboundProxy | undefined,
): buildConnector.connector {
  const direct = buildConnector({ timeout })
  const tunnel = proxy === undefined ? direct : createTunnelConnect(proxy, timeout)
  return (options, callback) => {
    const isProxied = proxy?.isFor(options.hostname, portOf(options)) === true
    const connect = isProxied ? tunnel : direct
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

function portOf({ protocol, port }: buildConnector.Options): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}
