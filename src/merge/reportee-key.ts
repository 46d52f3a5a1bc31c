import type { Resource } from '../altinn2/response.ts'

/** Parties are the same by number; those without one by their id, and at last by name. */
export function reporteeKeyOf(properties: Resource['properties']): string {
  const { OrganizationNumber, SocialSecurityNumber, ReporteeId, Name } = properties
  return JSON.stringify(OrganizationNumber ?? SocialSecurityNumber ?? ReporteeId ?? [Name ?? null])
}
