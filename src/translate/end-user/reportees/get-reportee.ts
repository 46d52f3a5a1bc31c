import { languageOf } from '../../../altinn2/language.ts'
import { everybody } from '../../../altinn3/access-management.ts'
import { GatewayError } from '../../../errors.ts'
import { toPartyResource } from '../../../parties/party-list.ts'
import type { Translation } from '../../../translation.ts'
import { reporteeView } from './reportee-view.ts'

/** One of the caller's own; any other is not there, whether it exists or not. */
export const getReportee: Translation = async ({ params, query, settings }, { look }) => {
  const partyId = Number(params.reporteeId?.replace(/^r/i, ''))
  const { parties } = await look.own(everybody)
  const party = parties.find((one) => one.partyId === partyId)
  if (party === undefined) throw new GatewayError('NOT_FOUND')
  const language = languageOf(query, settings.language)
  const resource = toPartyResource(reporteeView, party, language)
  return { status: 200, body: { kind: 'resource', resource } }
}
