import { organizationModel } from '../../../altinn2/reportee.ts'
import type { PartyView } from '../../party-list.ts'

export const organizationView: PartyView = {
  model: organizationModel,
  type: 'Organization',
  relation: 'organizations',
  find: '/api/organizations/{organizationId}',
  isShown: ({ organizationNumber }) => organizationNumber !== undefined,
  withId: (_, properties) => properties,
  linksOf: ({ OrganizationNumber: number }) =>
    typeof number === 'string'
      ? {
          form: 'object',
          to: {
            self: { to: `/api/organizations/${number}` },
            messages: { to: `/api/${number}/messages` },
          },
        }
      : undefined,
}
