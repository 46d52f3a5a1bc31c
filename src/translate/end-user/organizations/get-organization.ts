import { languageOf } from '../../../altinn2/language.ts'
import { everybody } from '../../../altinn3/access-management.ts'
import { GatewayError } from '../../../errors.ts'
import type { Translation } from '../../translation.ts'
import { toOrganizationResource } from './organization-list.ts'

/** One that the caller may act for; any other is not there, whether it exists or not. */
export const getOrganization: Translation = async ({ params, query, settings }, { look }) => {
  const { parties } = await look.own(everybody)
  const party = parties.find(
    ({ organizationNumber }) => organizationNumber === params.organizationId,
  )
  if (party === undefined) throw new GatewayError('NOT_FOUND')
  const resource = toOrganizationResource(party, languageOf(query, settings.language))
  return { status: 200, body: { kind: 'resource', resource } }
}
