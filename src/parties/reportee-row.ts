import type { Reportee, ReporteeType } from '../altinn2/reportee.ts'
import type { AuthorizedParty } from '../altinn3/access-management.ts'

// Altinn/docs content/api/tjenesteeiere/rest/autorisasjon/hent_avgiver.md: BEDR and ORGL are Business,
// AS and FLI are Enterprise. AAFY is the other form of sub-unit that there is.
const businessForms: ReadonlySet<string | undefined> = new Set(['BEDR', 'AAFY', 'ORGL'])

export function toReportee(party: AuthorizedParty): Reportee {
  const { partyId, name, organizationNumber, parentOrganizationNumber } = party
  const { personId: socialSecurityNumber, unitType: organizationForm, isDeleted } = party
  return {
    partyId,
    name,
    type: toType(party),
    ...(socialSecurityNumber === undefined ? {} : { socialSecurityNumber }),
    ...(organizationNumber === undefined ? {} : { organizationNumber, isActive: !isDeleted }),
    ...(parentOrganizationNumber === undefined ? {} : { parentOrganizationNumber }),
    ...(organizationForm === undefined ? {} : { organizationForm }),
  }
}

/** Types are an open list: one that is not known is an organisation where it has such a number. */
function toType(party: AuthorizedParty): ReporteeType {
  const { type, unitType, organizationNumber, parentOrganizationNumber } = party
  if (type !== 'Organization' && organizationNumber === undefined) return 'Person'
  const isPart = parentOrganizationNumber !== undefined || businessForms.has(unitType)
  return isPart ? 'Business' : 'Enterprise'
}
