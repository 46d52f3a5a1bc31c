import { isTrue } from '../../../altinn2/flag.ts'
import { languageOf, type Language } from '../../../altinn2/language.ts'
import { reporteeModel, toReporteeProperties } from '../../../altinn2/reportee.ts'
import type { Json, Links, Resource } from '../../../altinn2/response.ts'
import { everybody, type AuthorizedParty } from '../../../altinn3/access-management.ts'
import type { List, Rows } from '../../list.ts'
import { toReportee } from '../../reportee.ts'
import type { Ports, Question } from '../../translation.ts'

/** The organisations among those whom the caller may act for. */
export const organizations: List = {
  model: { ...reporteeModel, type: 'Altinn.SBL.AltinnWebAPI.Models.Organization' },
  type: 'Organization',
  relation: 'organizations',
  links: ({ self }) => ({
    form: 'object',
    to: {
      find: { to: '/api/organizations/{organizationId}', isTemplated: true },
      self: { to: self },
    },
  }),
  rows: findRows,
}

async function findRows({ query, settings }: Question, { look }: Ports): Promise<Rows> {
  const language = languageOf(query, settings.language)
  const isAll = isTrue(query, 'includeInactiveReportees')
  const { parties, isCut } = await look.own(everybody)
  const rows = parties
    .filter(({ organizationNumber }) => organizationNumber !== undefined)
    .filter(({ isDeleted }) => isAll || !isDeleted)
    .map((party) => toOrganizationResource(party, language))
  return { rows, isCut }
}

export function toOrganizationResource(party: AuthorizedParty, language: Language): Resource {
  return toLinkedOrganization(toReporteeProperties(toReportee(party), language))
}

/** With links to here. */
export function toLinkedOrganization(properties: Readonly<Record<string, Json>>): Resource {
  const { OrganizationNumber: number } = properties
  const links = typeof number === 'string' ? { links: linksOf(number) } : {}
  return { type: 'Organization', properties, ...links }
}

function linksOf(number: string): Links {
  return {
    form: 'object',
    to: {
      self: { to: `/api/organizations/${number}` },
      messages: { to: `/api/${number}/messages` },
    },
  }
}
