import { languages, type Language } from './language.ts'
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

const organizationProperties = {
  Name: 'string',
  Type: 'string',
  OrganizationNumber: 'string',
  ParentOrganizationNumber: 'string',
  OrganizationForm: 'string',
  Status: 'string',
} as const

/** What a filter or an order of organisations may name. */
export const organizationModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Organization',
  properties: organizationProperties,
}

/** Of reportees, as service owners see them: what is shown to nobody is not looked for either. */
export const reporteeOfSubjectModel: ODataModel = {
  type: 'Altinn.SBL.AltinnWebAPI.Models.Reportee',
  properties: { ...organizationProperties, SocialSecurityNumber: 'string' },
}

/** Of end users' reportees. */
export const reporteeModel: ODataModel = {
  ...reporteeOfSubjectModel,
  properties: { ...reporteeOfSubjectModel.properties, ReporteeId: 'string' },
}

// Altinn/docs content/api/rest: Foretak and Person for end users, Enterprise, Business and Person
// for service owners. All three languages: navikt/helsearbeidsgiver-altinn-client
// AltinnOrganisasjon.kt, which has them follow the user's own.
const typeTexts = {
  1033: { Person: 'Person', Enterprise: 'Enterprise', Business: 'Business' },
  1044: { Person: 'Person', Enterprise: 'Foretak', Business: 'Bedrift' },
  2068: { Person: 'Person', Enterprise: 'Føretak', Business: 'Bedrift' },
} as const satisfies Record<Language, Record<ReporteeType, string>>

/** A type's text in a language, from its text in any; what is none of them is `undefined`. */
export function typeIn(language: Language, text: unknown): string | undefined {
  const types = ['Person', 'Enterprise', 'Business'] as const
  const type = types.find((one) => languages.some((other) => typeTexts[other][one] === text))
  return type === undefined ? undefined : typeTexts[language][type]
}

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
