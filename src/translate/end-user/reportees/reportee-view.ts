import { reporteeModel } from '../../../altinn2/reportee.ts'
import type { PartyView } from '../../party-list.ts'

export const reporteeView: PartyView = {
  model: reporteeModel,
  type: 'Reportee',
  relation: 'reportees',
  find: '/api/reportees/{reporteeId}',
  isShown: () => true,
  withId: ({ partyId }, properties) => ({ ReporteeId: `r${partyId}`, ...properties }),
  linksOf: ({ ReporteeId: id }) =>
    typeof id === 'string'
      ? {
          form: 'object',
          to: { self: { to: `/api/reportees/${id}` }, messages: { to: `/api/${id}/messages` } },
        }
      : undefined,
}
