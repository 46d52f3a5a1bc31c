import { GatewayError } from '../errors.ts'
import { appName, organizationCode } from './parameters.ts'
import type { Query } from './query.ts'

/** The `app` of a query, an owner's code and the app's name: `ttd/prove-skjema`. Absent is `undefined`. */
export function parseApp(query: Query): string | undefined {
  const app = query.one('app')
  if (app === undefined) return undefined
  const [owner = '', name = '', ...more] = app.toLowerCase().split('/')
  if (more.length > 0 || !organizationCode.test(owner) || !appName.test(name)) {
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'app' })
  }
  return `${owner}/${name}`
}

/** Throws `PARAMETER_MALFORMED`. */
export function needApp(query: Query): string {
  const app = parseApp(query)
  if (app === undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: 'app' })
  return app
}

/** A service and an app at once: an answer to either alone would be wider than what is asked. */
export function refuseApp(query: Query): void {
  if (query.one('app') !== undefined)
    throw new GatewayError('PARAMETER_MALFORMED', { detail: 'app' })
}
