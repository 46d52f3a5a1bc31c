import type { Language } from './language.ts'
import type { ODataModel } from './odata/model.ts'
import type { Json } from './response.ts'

/** Somebody on whose behalf something may be done. */
export interface Reportee {
  /** The number behind `r`. */
  readonly partyId: number
  readonly name: string
  readonly type: ReporteeType
  readonly socialSecurityNumber?: string
  readonly organizationNumber?: string
  readonly parentOrganizationNumber?: string
  readonly organizationForm?: string
  /** Of organisations alone. */
  readonly isActive?: boolean
}

export type ReporteeType = 'Person' | 'Enterprise' | 'Business'

/** What a filter or an order may name: Altinn 2's help page of the model. */
export const reporteeModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Reportee',
  properties: {
    ReporteeId: 'string',
    PartyUUID: 'string',
    Name: 'string',
    Type: 'string',
    SocialSecurityNumber: 'string',
    OrganizationNumber: 'string',
    ParentOrganizationNumber: 'string',
    OrganizationForm: 'string',
    Status: 'string',
  },
}

// Altinn/docs content/api/rest: Foretak and Person for end users, Enterprise, Business and Person
// for service owners. All three languages: navikt/helsearbeidsgiver-altinn-client
// AltinnOrganisasjon.kt, which has them follow the user's own.
const typeTexts = {
  1033: { Person: 'Person', Enterprise: 'Enterprise', Business: 'Business' },
  1044: { Person: 'Person', Enterprise: 'Foretak', Business: 'Bedrift' },
  2068: { Person: 'Person', Enterprise: 'Føretak', Business: 'Bedrift' },
} as const satisfies Record<Language, Record<ReporteeType, string>>

/** Its members but for the id, which service owners were not shown; what is unknown is left out. */
export function toReporteeProperties(
  reportee: Reportee,
  language: Language,
): Readonly<Record<string, Json>> {
  const { socialSecurityNumber, organizationNumber, parentOrganizationNumber } = reportee
  const { organizationForm, isActive } = reportee
  return {
    Name: reportee.name,
    Type: typeTexts[language][reportee.type],
    ...(socialSecurityNumber === undefined ? {} : { SocialSecurityNumber: socialSecurityNumber }),
    ...(organizationNumber === undefined ? {} : { OrganizationNumber: organizationNumber }),
    ...(parentOrganizationNumber === undefined
      ? {}
      : { ParentOrganizationNumber: parentOrganizationNumber }),
    ...(organizationForm === undefined ? {} : { OrganizationForm: organizationForm }),
    // "Active" beside "Foretak" in Altinn's own example: the text has no language.
    ...(isActive === undefined ? {} : { Status: isActive ? 'Active' : 'Inactive' }),
  }
}
