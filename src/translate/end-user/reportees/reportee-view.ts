import { reporteeModel } from '../../../altinn2/reportee.ts'
import { messagesLink, type PartyView } from '../../../parties/party-list.ts'

export const reporteeView: PartyView = {
  model: reporteeModel,
  type: 'Reportee',
  relation: 'reportees',
  find: '/api/reportees/{reporteeId}',
  isShown: () => true,
  withId: ({ partyId }, properties) => ({ ReporteeId: `r${partyId}`, ...properties }),
  linksOf: (properties) => {
    const { ReporteeId: id } = properties
    if (typeof id !== 'string') return undefined
    const to = { self: { to: `/api/reportees/${id}` }, ...messagesLink(properties, id) }
    return { form: 'object', to }
  },
}
