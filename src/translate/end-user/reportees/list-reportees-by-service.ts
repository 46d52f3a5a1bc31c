import { refuseApp } from '../../../altinn2/app.ts'
import { listed } from '../../../parties/odata-list.ts'
import { partyList } from '../../../parties/party-list.ts'
import { needResourceIds } from '../../../parties/resource-ids.ts'
import { reporteeView } from './reportee-view.ts'

export const reporteesByService = partyList(reporteeView, ({ query, targets }) => {
  refuseApp(query)
  return { anyOfResourceIds: needResourceIds(targets) }
})

/** Those for whom the caller may do something with the service. */
export const listReporteesByService = listed(reporteesByService)
