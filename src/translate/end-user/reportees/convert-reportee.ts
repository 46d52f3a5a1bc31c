import { parseIdentityNumber } from '../../../altinn2/identity-number.ts'
import { languageOf } from '../../../altinn2/language.ts'
import { parseOrganizationNumber } from '../../../altinn2/organization-number.ts'
import { everybody, type AuthorizedParty } from '../../../altinn3/access-management.ts'
import { GatewayError } from '../../../errors.ts'
import type { Body } from '../../../http/server/body.ts'
import { toPartyResource } from '../../../parties/party-list.ts'
import type { Translation } from '../../../translation.ts'
import { reporteeView } from './reportee-view.ts'

/**
 * From a number and a name to a reportee. Altinn 2 found all persons and organisations; Altinn 3 gives
 * systems no such register, so that only the caller's own reportees are found. All others are refused
 * alike, whether they exist or not, and so is a name that belongs to another number.
 */
export const convertReportee: Translation = async ({ body, query, settings }, { look }) => {
  const wanted = await needWanted(body)
  const { parties } = await look.own(everybody)
  const party = parties.find((one) => isMeant(one, wanted))
  if (party === undefined) throw new GatewayError('CONVERSION_REFUSED')
  const language = languageOf(query, settings.language)
  const resource = toPartyResource(reporteeView, party, language)
  return { status: 200, body: { kind: 'resource', resource } }
}

type Wanted =
  | { readonly socialSecurityNumber: string; readonly lastName: string }
  | { readonly organizationNumber: string; readonly organizationName: string }

const members = [
  'SocialSecurityNumber',
  'LastName',
  'OrganizationNumber',
  'OrganizationName',
] as const

async function needWanted(body: Body | undefined): Promise<Wanted> {
  if (body === undefined) throw new GatewayError('BODY_MISSING')
  const { found, repeated } = await body.peekTopLevel(members)
  const [twice] = repeated
  if (twice !== undefined) throw new GatewayError('PARAMETER_MALFORMED', { detail: twice })
  const { SocialSecurityNumber: person = '', OrganizationNumber: organization = '' } = found
  if (person !== '' && organization === '') {
    if (parseIdentityNumber(person) === undefined) throw malformed('SocialSecurityNumber')
    return { socialSecurityNumber: person, lastName: needText(found, 'LastName') }
  }
  if (parseOrganizationNumber(organization) === undefined || person !== '') {
    throw malformed('OrganizationNumber')
  }
  return { organizationNumber: organization, organizationName: needText(found, 'OrganizationName') }
}

function needText(found: Readonly<Record<string, string>>, name: (typeof members)[number]): string {
  const text = simplified(found[name] ?? '')
  if (text === '') throw malformed(name)
  return text
}

function malformed(detail: string): GatewayError {
  return new GatewayError('PARAMETER_MALFORMED', { detail })
}

function isMeant({ name, personId, organizationNumber }: AuthorizedParty, wanted: Wanted): boolean {
  const known = simplified(name)
  if ('organizationNumber' in wanted) {
    return organizationNumber === wanted.organizationNumber && known === wanted.organizationName
  }
  if (personId !== wanted.socialSecurityNumber) return false
  // Altinn writes the last name first in some places and last in others.
  const { lastName } = wanted
  return known.startsWith(`${lastName} `) || known.endsWith(` ${lastName}`) || known === lastName
}

function simplified(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase()
}
