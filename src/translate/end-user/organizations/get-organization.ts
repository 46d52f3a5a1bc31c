import { languageOf } from '../../../altinn2/language.ts'
import { everybody } from '../../../altinn3/access-management.ts'
import { GatewayError } from '../../../errors.ts'
import { toPartyResource } from '../../../parties/party-list.ts'
import type { Translation } from '../../../translation.ts'
import { organizationView } from './organization-view.ts'

/** One that the caller may act for; any other is not there, whether it exists or not. */
export const getOrganization: Translation = async ({ params, query, settings }, { look }) => {
  const { parties } = await look.own(everybody)
  const party = parties.find(
    ({ organizationNumber }) => organizationNumber === params.organizationId,
  )
  if (party === undefined) throw new GatewayError('NOT_FOUND')
  const language = languageOf(query, settings.language)
  const resource = toPartyResource(organizationView, party, language)
  return { status: 200, body: { kind: 'resource', resource } }
}
