import { refuseApp } from '../../../altinn2/app.ts'
import { listed } from '../../list.ts'
import { needResourceIds } from '../../resource-ids.ts'
import { reporteeList } from './reportee-list.ts'

export const reporteesByService = reporteeList(({ query, targets }) => {
  refuseApp(query)
  return { anyOfResourceIds: needResourceIds(targets) }
})

/** Those for whom the caller may do something with the service. */
export const listReporteesByService = listed(reporteesByService)
