import { needApp } from '../../../altinn2/app.ts'
import { toAppResourceId } from '../../../altinn3/resource-id.ts'
import { listed } from '../../../parties/odata-list.ts'
import { partyList } from '../../../parties/party-list.ts'
import { reporteeView } from './reportee-view.ts'

export const reporteesByApp = partyList(reporteeView, ({ query }) => ({
  anyOfResourceIds: [toAppResourceId(needApp(query))],
}))

/** Those for whom the caller may do something with the app. */
export const listReporteesByApp = listed(reporteesByApp)
