import { collectDefaultMetrics, Registry } from 'prom-client'

let registry: Registry | undefined

/**
 * Node's own metrics are the process's: collected once, however many gateways are in it. Their
 * observers cannot be stopped, and do not keep the process alive.
 */
export function metricsOfNode(): Registry {
  if (registry !== undefined) return registry
  registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}
