import type { Resource } from '../altinn2/response.ts'

/** Parties are the same by number, and those without one by their id. */
export function reporteeKeyOf(properties: Resource['properties']): string | undefined {
  const { OrganizationNumber, SocialSecurityNumber, ReporteeId } = properties
  const keys = [OrganizationNumber, SocialSecurityNumber, ReporteeId]
  return keys.find((key): key is string => typeof key === 'string' && key !== '')
}

/** A list has each party once, on either side; rights and roles may have several rows with one key. */
export const uniqueParties = { keyOf: reporteeKeyOf, hasUniqueKeys: true } as const
