import { organizationModel } from '../../../altinn2/reportee.ts'
import { messagesLink, type PartyView } from '../../../parties/party-list.ts'

export const organizationView: PartyView = {
  model: organizationModel,
  type: 'Organization',
  relation: 'organizations',
  find: '/api/organizations/{organizationId}',
  isShown: ({ organizationNumber }) => organizationNumber !== undefined,
  withId: (_, properties) => properties,
  linksOf: (properties) => {
    const { OrganizationNumber: number } = properties
    if (typeof number !== 'string') return undefined
    const to = { self: { to: `/api/organizations/${number}` }, ...messagesLink(properties, number) }
    return { form: 'object', to }
  },
  // com.altinn.apps.fisher OrganisationObj.java reads the member `MessagesLink` of plain JSON.
  plainMessages: 'MessagesLink',
}
