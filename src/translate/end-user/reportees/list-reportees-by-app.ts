import { needApp } from '../../../altinn2/app.ts'
import { toAppResourceId } from '../../../altinn3/resource-id.ts'
import { listed } from '../../list.ts'
import { reporteeList } from './reportee-list.ts'

export const reporteesByApp = reporteeList(({ query }) => ({
  anyOfResourceIds: [toAppResourceId(needApp(query))],
}))

/** Those for whom the caller may do something with the app. */
export const listReporteesByApp = listed(reporteesByApp)
