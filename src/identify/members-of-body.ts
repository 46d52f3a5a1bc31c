import type { Endpoint } from '../endpoint.ts'
import { GatewayError } from '../errors.ts'
import type { Body } from '../http/server/body.ts'
import { serviceMembers } from './identify-service.ts'

/**
 * What a body says of its service, where the row looks for it there. Throws `PARAMETER_MALFORMED`
 * when it names two.
 */
export async function findMembers(
  { finds }: Endpoint,
  body: Body,
): Promise<Readonly<Record<string, string>>> {
  if (finds.in !== 'body') return {}
  const { found, repeated } = await body.peekTopLevel(serviceMembers)
  const [twice] = repeated
  if (twice !== undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: twice })
  return found
}
