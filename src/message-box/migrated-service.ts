import { parseServiceKey, type ServiceKey } from '../altinn2/service-key.ts'
import { serviceInName } from '../altinn3/migrated.ts'
import type { Target } from '../decide/register.ts'

interface MigratedService {
  readonly key: ServiceKey
  /** A place of the service, where the services file has it. */
  readonly listed?: Target
}

/**
 * The service whose elements Altinn has migrated under this name, with the letters that the services
 * file has, where it has the service: in the name they are all small.
 */
export function migratedServiceOf(
  name: string,
  targets: readonly Target[],
): MigratedService | undefined {
  const key = parseServiceKey(serviceInName(name) ?? '')
  if (key === undefined) return undefined
  const { code, edition } = key
  const listed = targets.find(
    ({ service }) =>
      service.code.toLowerCase() === code && (edition === 0 || service.edition === edition),
  )
  return listed === undefined ? { key } : { key: { code: listed.service.code, edition }, listed }
}
